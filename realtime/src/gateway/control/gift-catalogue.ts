import { type Gift, giftSchema } from '@halobuzz/core/api/wallet';
import type { CatalogueGift } from '@halobuzz/core/gifts';
import { parseAmount } from '@halobuzz/core/money';
import { controlKeys } from '@halobuzz/core/rooms/keys';
import type { Redis } from 'ioredis';

/** Prices may be this old; while the store is out of reach, as old as the second. */
const freshMs = 5_000;
const staleMs = 5 * 60_000;

/** The gift, `unknown` when the catalogue has none of that id, or `unavailable` when it cannot be read. */
export type FindGift = (id: string) => Promise<CatalogueGift | 'unknown' | 'unavailable'>;

/** Reads the catalogue that the origin publishes in control Redis. */
export function createGiftCatalogue(redis: Redis, clock: () => number): FindGift {
  let gifts: ReadonlyMap<string, CatalogueGift> | undefined;
  let readAtMs = Number.NEGATIVE_INFINITY;
  let reading: Promise<void> | undefined;
  const read = async (): Promise<void> => {
    try {
      const entries = await redis.hgetall(controlKeys.gifts);
      gifts = new Map(
        Object.values(entries).flatMap((text) => parseGift(text).map((gift) => [gift.id, gift] as const)),
      );
      readAtMs = clock();
    } catch {
      if (clock() - readAtMs > staleMs) gifts = undefined;
    }
  };
  return async (id) => {
    if (clock() - readAtMs > freshMs) {
      reading ??= read().finally(() => {
        reading = undefined;
      });
      await reading;
    }
    // An empty catalogue means that the origin has not written it yet, not that there are no gifts.
    if (gifts === undefined || gifts.size === 0) return 'unavailable';
    return gifts.get(id) ?? 'unknown';
  };
}

function parseGift(text: string): CatalogueGift[] {
  let gift: Gift;
  try {
    gift = giftSchema.parse(JSON.parse(text));
  } catch {
    return [];
  }
  const coins = parseAmount(gift.coins);
  return coins === undefined || coins === 0n ? [] : [{ ...gift, coins }];
}
