import type { Gift } from '@halobuzz/core/api/wallet';

export type Catalogue = ReadonlyMap<string, Gift>;

export function catalogueOf(gifts: readonly Gift[]): Catalogue {
  return new Map(gifts.map((gift) => [gift.id, gift]));
}

/** `🌹 Rose`; a gift that the catalogue no longer has shows by its id. */
export function giftLabel(catalogue: Catalogue, giftId: string): string {
  const gift = catalogue.get(giftId);
  return gift === undefined ? giftId : `${gift.emoji} ${gift.name}`;
}
