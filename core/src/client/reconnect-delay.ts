import { limits } from '../limits.ts';
import { fullJitterMs } from './backoff.ts';

/**
 * When to try again. Full jitter below a growing ceiling, never before a time that the server named. A connection that
 * falls at once, however often it was made, does not start the delays anew.
 */
export class ReconnectDelay {
  readonly #random: () => number;
  #attempt = 0;
  #welcomedAtMs: number | undefined;
  #notBeforeMs = 0;
  #paced = false;
  /** When a draining node wants us back: that spread is the server's own, no jitter of ours is added. */
  #returnAtMs: number | undefined;

  constructor(random: () => number) {
    this.#random = random;
  }

  /** Whether a draining node has named a time, and has not closed yet. */
  get sentAway(): boolean {
    return this.#returnAtMs !== undefined;
  }

  /** Whether the wait under way was named by the server: it is not to be cut short. */
  get paced(): boolean {
    return this.#paced;
  }

  welcomed(nowMs: number): void {
    this.#welcomedAtMs = nowMs;
    this.#notBeforeMs = 0;
    this.#returnAtMs = undefined;
  }

  /** Come back `afterMs` from now and a random part of `jitterMs`. */
  sendAway(nowMs: number, afterMs: number, jitterMs: number): void {
    this.#returnAtMs = nowMs + afterMs + Math.floor(this.#random() * jitterMs);
  }

  notBefore(atMs: number): void {
    this.#notBeforeMs = Math.max(this.#notBeforeMs, atMs);
  }

  /** Milliseconds until the next try. Each call counts as one. */
  next(nowMs: number): number {
    const welcomedAtMs = this.#welcomedAtMs;
    if (welcomedAtMs !== undefined && nowMs - welcomedAtMs >= limits.clientStableMs) this.#attempt = 0;
    this.#welcomedAtMs = undefined;
    const jitterMs = fullJitterMs(this.#attempt, this.#random());
    this.#attempt += 1;
    const returnAtMs = this.#returnAtMs;
    this.#paced = Math.max(returnAtMs ?? 0, this.#notBeforeMs) > nowMs;
    this.#returnAtMs = undefined;
    if (returnAtMs !== undefined) return Math.max(0, returnAtMs - nowMs);
    // On top of the wait: all who were told the same time must not come in the same moment.
    return Math.max(0, this.#notBeforeMs - nowMs) + jitterMs;
  }
}
