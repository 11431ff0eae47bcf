import type { Media } from '../api/media.ts';
import type { ErrorCode } from '../errors/codes.ts';
import { limits } from '../limits.ts';
import { joinFailureOf } from './admission.ts';
import { fullJitterMs } from './backoff.ts';
import type { Timers } from './surroundings.ts';

/** Everything that keeping media access needs of its surroundings. */
export interface MediaAccessDeps extends Timers {
  /**
   * `POST /rooms/{id}/media`. Throw an object with a `code` of the error registry and perhaps `retryAfterMs`, as a room
   * client's `join` does. Must settle by itself (give the request a timeout).
   */
  renew(): Promise<Media>;
  /** A grant to use from now on: give its token to the media engine, and publish only if it has `publishUntil`. */
  onGrant(media: Media): void;
  /** The person may not have this room's media any more: leave the channel. Nothing is asked after this. */
  onRefused(code: ErrorCode): void;
  /** A number in [0, 1), as Math.random gives. */
  readonly random: () => number;
}

/**
 * Keeps a person's access to a room's media fresh: asks for a new token before the first privilege of the last runs out, a
 * little earlier for some than for others, so that who came together does not ask together. One question at a time. An outage
 * is waited out with growing pauses, beyond the token's end too: media comes back with the answer.
 *
 * @example
 * const access = new MediaAccess(deps, joined.media);
 * client.on('guests', () => void access.roleChanged()); // a seat was taken or lost
 * access.close(); // the room was left
 */
export class MediaAccess {
  readonly #deps: MediaAccessDeps;
  #media: Media;
  #timer: unknown;
  #underWay: Promise<void> | undefined;
  #askAgain = false;
  #failures = 0;
  #closed = false;

  /** `first` came with the join, or with the start of the own broadcast; it is not told again. */
  constructor(deps: MediaAccessDeps, first: Media) {
    this.#deps = deps;
    this.#media = first;
    this.#plan();
  }

  /** The newest grant. */
  get media(): Media {
    return this.#media;
  }

  /**
   * The person sat down or lost the seat: the next token is asked for now, because the old one gives too little or too much.
   * Settles once an answer came that was asked for after this call, or the question was put off.
   */
  async roleChanged(): Promise<void> {
    if (this.#media.state === 'off' || this.#closed) return;
    // An answer that is under way may be of the old role.
    if (this.#underWay !== undefined) this.#askAgain = true;
    await this.#ask();
  }

  /** Asks nothing more, and tells nothing more. */
  close(): void {
    this.#closed = true;
    this.#deps.clearTimer(this.#timer);
  }

  #plan(): void {
    if (this.#media.state === 'off') return;
    const earlierMs = Math.floor(this.#deps.random() * limits.mediaRenewSpreadMs);
    this.#askIn(this.#media.renewInMs - earlierMs);
  }

  #askIn(delayMs: number): void {
    this.#deps.clearTimer(this.#timer);
    this.#timer = this.#deps.setTimer(() => void this.#ask(), Math.max(0, delayMs));
  }

  #ask(): Promise<void> {
    this.#underWay ??= this.#askUntilSure().finally(() => {
      this.#underWay = undefined;
    });
    return this.#underWay;
  }

  async #askUntilSure(): Promise<void> {
    do {
      this.#askAgain = false;
      await this.#askOnce();
    } while (this.#askAgain && !this.#closed);
  }

  async #askOnce(): Promise<void> {
    this.#deps.clearTimer(this.#timer);
    let media: Media;
    try {
      media = await this.#deps.renew();
    } catch (error) {
      if (!this.#closed) this.#failed(error);
      return;
    }
    if (this.#closed) return;
    this.#failures = 0;
    this.#media = media;
    this.#plan();
    this.#deps.onGrant(media);
  }

  #failed(error: unknown): void {
    const { code, retry, retryAfterMs = 0 } = joinFailureOf(error);
    if (code !== undefined && retry === 'never') {
      this.close();
      this.#deps.onRefused(code);
      return;
    }
    const pauseMs = retryAfterMs + fullJitterMs(this.#failures, this.#deps.random());
    this.#failures += 1;
    this.#askIn(pauseMs);
  }
}
