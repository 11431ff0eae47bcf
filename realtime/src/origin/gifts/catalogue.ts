import type { Gift } from '@halobuzz/core/api/wallet';
import type { CatalogueGift } from '@halobuzz/core/gifts';
import { controlKeys } from '@halobuzz/core/rooms/keys';
import type { Redis } from 'ioredis';

/** Where gifts and prices are kept. */
export interface GiftStore {
  /** What is on sale, cheapest first, bounded by `limits.catalogueGiftsMax`. */
  onSale(): Promise<readonly CatalogueGift[]>;
}

export function giftView(gift: CatalogueGift): Gift {
  return { id: gift.id, version: gift.version, name: gift.name, emoji: gift.emoji, coins: String(gift.coins) };
}

/**
 * Brings the hash that gateways read prices from up to the catalogue, in one step: no reader sees half of it. Compared
 * with what stands there, so a lost or emptied control Redis gets it back.
 *
 * @returns whether anything was written.
 */
export async function publishCatalogue(store: GiftStore, control: Redis): Promise<boolean> {
  const wanted = new Map((await store.onSale()).map((gift) => [gift.id, JSON.stringify(giftView(gift))]));
  const present = await control.hgetall(controlKeys.gifts);
  const same = Object.keys(present).length === wanted.size && [...wanted].every(([id, json]) => present[id] === json);
  if (same) return false;
  const change = control.multi().del(controlKeys.gifts);
  if (wanted.size > 0) change.hset(controlKeys.gifts, wanted);
  const outcome = await change.exec();
  const failed = outcome?.find(([error]) => error !== null);
  if (outcome === null || failed !== undefined) {
    throw new Error('the catalogue was not published', { cause: failed?.[0] });
  }
  return true;
}
