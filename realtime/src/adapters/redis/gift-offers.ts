import { createHash } from 'node:crypto';
import { readGiftOffers, writeGiftOffers } from '@halobuzz/core/catalogue/gift-offers';
import type { GiftOffer, initialGifts } from '@halobuzz/core/gifts';
import { controlKeys } from '@halobuzz/core/rooms/keys';
import type { Redis } from 'ioredis';

export type GiftOffers = ReadonlyMap<string, readonly GiftOffer[]>;

/** What gateways sell by. `state` is another one after every change of the catalogue, of its names and pictures too. */
export interface PublishedGifts {
  readonly state: string;
  readonly offers: GiftOffers;
}

/**
 * Brings control Redis up to the catalogue, in one step: no reader sees half of it. Compared with what stands there, so a
 * lost or emptied control Redis gets it back. @returns whether anything was written
 */
export async function publishGiftOffers(control: Redis, { state, offers }: PublishedGifts): Promise<boolean> {
  const wanted = new Map([...offers].map(([id, all]) => [id, writeGiftOffers(all)]));
  const [presentState, present] = await Promise.all([
    control.get(controlKeys.giftsState),
    control.hgetall(controlKeys.gifts),
  ]);
  const same = Object.keys(present).length === wanted.size && [...wanted].every(([id, json]) => present[id] === json);
  if (same && presentState === state) return false;
  const change = control.multi().del(controlKeys.gifts);
  if (wanted.size > 0) change.hset(controlKeys.gifts, wanted);
  const outcome = await change.set(controlKeys.giftsState, state).exec();
  const failed = outcome?.find(([error]) => error !== null);
  if (outcome === null || failed !== undefined) {
    throw new Error('the catalogue was not published', { cause: failed?.[0] });
  }
  return true;
}

/** The catalogue as it was published; undefined when `known` is still its state, or when nothing was published yet. */
export async function readGiftOffersSince(
  control: Redis,
  known: string | undefined,
): Promise<PublishedGifts | 'same' | undefined> {
  const state = await control.get(controlKeys.giftsState);
  if (state === null) return undefined;
  if (state === known) return 'same';
  const outcome = await control.multi().get(controlKeys.giftsState).hgetall(controlKeys.gifts).exec();
  const [first, second] = outcome ?? [];
  if (first === undefined || second === undefined || first[0] !== null || second[0] !== null) {
    throw new Error('the catalogue could not be read');
  }
  const [[, readState], [, entries]] = [first, second];
  if (typeof readState !== 'string' || typeof entries !== 'object' || entries === null) return undefined;
  const offers = new Map(Object.entries(entries).map(([id, text]) => [id, readGiftOffers(String(text))] as const));
  return { state: readState, offers };
}

/** The catalogue of a new installation, for tests and benches that run no origin. */
export function firstGiftOffers(gifts: typeof initialGifts): PublishedGifts {
  const offers = new Map(gifts.map(({ id, version, coins }) => [id, [{ version, coins, fromMs: 0 }]] as const));
  return { state: catalogueStateOf([...offers].map(([id, all]) => [id, writeGiftOffers(all)])), offers };
}

/** Names everything that it is made of: 16 hexadecimal characters. */
export function catalogueStateOf(parts: unknown): string {
  return createHash('sha256').update(JSON.stringify(parts)).digest('hex').slice(0, 16);
}
