import { type Sale, saleOf } from '@halobuzz/core/catalogue/on-sale';
import type { GiftOffer } from '@halobuzz/core/gifts';
import { limits } from '@halobuzz/core/limits';
import type { Redis } from 'ioredis';
import { type GiftOffers, readGiftOffersSince } from '../../adapters/redis/gift-offers.ts';
import type { Logger } from '../../observability/log.ts';

export interface GiftAsked {
  readonly id: string;
  /** The version whose price the sender saw; without one, what holds now. */
  readonly version?: number | undefined;
  readonly country: string;
}

/** What the gift comes to, or `unavailable` when the catalogue cannot be read. */
export type FindGift = (asked: GiftAsked) => Promise<Sale<GiftOffer> | 'unavailable'>;

/**
 * The catalogue that the origin publishes in control Redis. Looked at every `limits.catalogueLookMs`, and at once for a
 * version that this copy does not have: who heard of a price first is not refused. While it cannot be read, the last copy
 * holds for a time.
 */
export class GiftCatalogue {
  readonly #redis: Redis;
  readonly #log: Logger;
  readonly #clock: () => number;
  readonly #onChange: (state: string) => void;
  #offers: GiftOffers = new Map();
  #state: string | undefined;
  #readAtMs = Number.NEGATIVE_INFINITY;
  #reading: Promise<void> | undefined;

  constructor(deps: {
    readonly redis: Redis;
    readonly log: Logger;
    readonly clock: () => number;
    /** Not told of the first state: who joins has just asked. */
    readonly onChange: (state: string) => void;
  }) {
    this.#redis = deps.redis;
    this.#log = deps.log;
    this.#clock = deps.clock;
    this.#onChange = deps.onChange;
  }

  readonly find: FindGift = async (asked) => {
    const { id, version } = asked;
    const known = this.#offers.get(id);
    const missing = known === undefined || (version !== undefined && !known.some((one) => one.version === version));
    if (missing || this.#ageMs() > limits.catalogueLookMs * 4) await this.refresh();
    if (this.#state === undefined || this.#ageMs() > limits.catalogueStaleMs) return 'unavailable';
    const { giftGraceMs: graceMs, giftClockToleranceMs: toleranceMs } = limits;
    const terms = { country: asked.country, atMs: this.#clock(), graceMs, toleranceMs };
    return saleOf(this.#offers.get(id) ?? [], version, terms);
  };

  /** Reads the catalogue when it has changed; one reading at a time. Never rejects. */
  refresh(): Promise<void> {
    this.#reading ??= this.#read().finally(() => {
      this.#reading = undefined;
    });
    return this.#reading;
  }

  async #read(): Promise<void> {
    try {
      const published = await readGiftOffersSince(this.#redis, this.#state);
      // Nothing is there: the origin has not written it yet, or the store was lost. It will be.
      if (published === undefined) return;
      this.#readAtMs = this.#clock();
      if (published === 'same') return;
      const first = this.#state === undefined;
      this.#offers = published.offers;
      this.#state = published.state;
      if (!first) this.#onChange(published.state);
    } catch (err) {
      this.#log.debug({ err }, 'the catalogue could not be read');
    }
  }

  #ageMs(): number {
    return this.#clock() - this.#readAtMs;
  }
}
