import type { Clock } from '@halobuzz/core/clock';
import { limits } from '@halobuzz/core/limits';

/**
 * What was asked for lately, by this process. Most lists are asked for once: keeping them costs more than making them, and
 * moves out what others ask for again and again. Bounded: what was asked for longest ago leaves.
 */
export class AskedBefore {
  readonly #clock: Clock;
  readonly #untilMs = new Map<string, number>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Whether this was asked for within `cacheAskedAgainMs`; it is from now on. */
  again(key: string): boolean {
    const nowMs = this.#clock();
    const again = (this.#untilMs.get(key) ?? 0) > nowMs;
    this.#untilMs.delete(key);
    this.#untilMs.set(key, nowMs + limits.cacheAskedAgainMs);
    const oldest = this.#untilMs.keys().next();
    if (this.#untilMs.size > limits.cacheAskedEntriesMax && oldest.done !== true) this.#untilMs.delete(oldest.value);
    return again;
  }
}
