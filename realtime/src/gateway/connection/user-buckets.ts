import { TokenBucket } from './token-bucket.ts';

/**
 * A token bucket a user, over all their sockets on this node: coming back, or with more sockets, gives no more. A bucket
 * that is full again tells nothing and is dropped, so there are no more than users who took one lately.
 */
export class UserBuckets {
  readonly #perSecond: number;
  readonly #burst: number;
  readonly #buckets = new Map<string, TokenBucket>();

  constructor(perSecond: number, burst: number) {
    this.#perSecond = perSecond;
    this.#burst = burst;
  }

  get size(): number {
    return this.#buckets.size;
  }

  /** As {@link TokenBucket.take}, for one user. */
  take(account: string, nowMs: number): number {
    let bucket = this.#buckets.get(account);
    if (bucket === undefined) {
      bucket = new TokenBucket(this.#perSecond, this.#burst, nowMs);
      this.#buckets.set(account, bucket);
    }
    return bucket.take(nowMs);
  }

  /** Call it every now and then: drops what is full. */
  sweep(nowMs: number): void {
    for (const [account, bucket] of this.#buckets) if (bucket.isFull(nowMs)) this.#buckets.delete(account);
  }
}
