/** Tokens are counted in thousandths, so that whole milliseconds at whole rates stay whole numbers. */
const oneToken = 1_000;

/** A token bucket: `perSecond` tokens flow in, at most `burst` are kept. Starts full. Times in milliseconds. */
export class TokenBucket {
  readonly #perMs: number;
  readonly #full: number;
  #level: number;
  #atMs: number;

  constructor(perSecond: number, burst: number, nowMs: number) {
    this.#perMs = (perSecond * oneToken) / 1_000;
    this.#full = burst * oneToken;
    this.#level = this.#full;
    this.#atMs = nowMs;
  }

  /** Whether as many tokens are there as can be. */
  isFull(nowMs: number): boolean {
    return this.#level + Math.max(0, nowMs - this.#atMs) * this.#perMs >= this.#full;
  }

  /** Takes `tokens`, at most a burst, all or none. 0 when they were there, else the milliseconds until they will be. */
  take(nowMs: number, tokens = 1): number {
    const wanted = tokens * oneToken;
    // A clock that was set back gives nothing and takes nothing.
    const passedMs = Math.max(0, nowMs - this.#atMs);
    this.#atMs = nowMs;
    this.#level = Math.min(this.#full, this.#level + passedMs * this.#perMs);
    if (this.#level >= wanted) {
      this.#level -= wanted;
      return 0;
    }
    return Math.ceil((wanted - this.#level) / this.#perMs);
  }
}
