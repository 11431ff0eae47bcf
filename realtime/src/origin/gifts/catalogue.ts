import type { GiftContent } from '@halobuzz/core/api/catalogue';
import type { Gift, GiftCatalogue, GiftFace } from '@halobuzz/core/api/wallet';
import { isOnSale, nextChangeMs, offerInForce } from '@halobuzz/core/catalogue/on-sale';
import type { Clock } from '@halobuzz/core/clock';
import type { GiftOffer } from '@halobuzz/core/gifts';
import { limits } from '@halobuzz/core/limits';
import type { Redis } from 'ioredis';
import { catalogueStateOf, publishGiftOffers } from '../../adapters/redis/gift-offers.ts';
import type { CatalogueStore, StoredVersion } from '../catalogue/catalogue-store.ts';
import { offersOf } from '../catalogue/offers-of.ts';

/** The gifts as somebody in that country sees them, in the order in which they are shown. */
export async function giftCatalogue(
  catalogue: Pick<CatalogueStore, 'held'>,
  country: string,
  nowMs: number,
): Promise<GiftCatalogue> {
  const items: { readonly gift: Gift; readonly order: number; readonly coins: bigint }[] = [];
  const others: GiftFace[] = [];
  const changes: number[] = [];
  for (const [id, offers] of offersOf(await catalogue.held('gifts', nowMs), giftContent)) {
    const change = nextChangeMs(offers, nowMs);
    if (change !== undefined) changes.push(change);
    const now = offerInForce(offers, nowMs);
    if (now === undefined) continue;
    const { content, version } = now;
    if (!isOnSale(now, country, nowMs)) {
      others.push(faceOf(id, content));
      continue;
    }
    const { coins, category, order } = content;
    items.push({ gift: { ...faceOf(id, content), version, coins, category }, order, coins: BigInt(coins) });
  }
  items.sort((a, b) => a.order - b.order || Number(a.coins - b.coins) || (a.gift.id < b.gift.id ? -1 : 1));
  const changesAtMs = changes.length === 0 ? undefined : Math.min(...changes);
  return {
    items: items.map(({ gift }) => gift),
    others,
    ...(changesAtMs === undefined ? {} : { changesAt: new Date(changesAtMs).toISOString() }),
  };
}

/**
 * Brings what gateways sell by up to the catalogue. Compared with what stands there, so a lost or emptied control Redis
 * gets it back. @returns whether anything was written
 */
export async function publishCatalogue(
  catalogue: Pick<CatalogueStore, 'held' | 'revision'>,
  control: Redis,
  clock: Clock,
): Promise<boolean> {
  // Before the versions: whoever publishes meanwhile has a later one, and publishes it.
  const revision = await catalogue.revision();
  const stored = await catalogue.held('gifts', clock() - limits.giftGraceMs - limits.giftClockToleranceMs);
  const offers = new Map(
    [...offersOf(stored, giftContent)].map(([id, all]) => [
      id,
      all.map(({ content, ...offer }): GiftOffer => ({ ...offer, coins: BigInt(content.coins) })),
    ]),
  );
  return publishGiftOffers(control, { state: catalogueStateOf(['gifts', String(revision)]), offers });
}

function giftContent({ content }: StoredVersion): GiftContent | undefined {
  return content.kind === 'gift' ? content : undefined;
}

function faceOf(id: string, { names, emoji, image }: GiftContent): GiftFace {
  return { id, name: names.en, names, emoji, ...(image === undefined ? {} : { image }) };
}
