import type { Gift, GiftFace } from '@halobuzz/core/api/wallet';
import type { Language } from '../../i18n/language.ts';

export type Catalogue = ReadonlyMap<string, GiftFace>;

/** Every gift that may be shown, those too that are not sold here. */
export function catalogueOf(gifts: readonly Gift[], others: readonly GiftFace[] = []): Catalogue {
  return new Map([...others, ...gifts].map((gift) => [gift.id, gift]));
}

/** With its name in the language in use, where there is one. */
export function named<T extends GiftFace>(gift: T, language: Language): T {
  return { ...gift, name: gift.names?.[language] ?? gift.name };
}

/** `🌹 Rose`; a gift that the catalogue no longer has shows by its id. */
export function giftLabel(catalogue: Catalogue, giftId: string): string {
  const gift = catalogue.get(giftId);
  return gift === undefined ? giftId : `${gift.emoji} ${gift.name}`;
}
