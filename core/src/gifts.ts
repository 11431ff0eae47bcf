import type { GiftNames } from './api/catalogue.ts';
import type { Offer } from './catalogue/on-sale.ts';

/** A gift of the catalogue at one price. A new price is a new version; the ledger names both. */
export interface CatalogueGift {
  readonly id: string;
  readonly version: number;
  readonly name: string;
  readonly emoji: string;
  readonly coins: bigint;
}

/** One version of a gift as a gateway needs it: what it costs, from when, until when and where. */
export interface GiftOffer extends Offer {
  readonly coins: bigint;
}

/** The catalogue that a new installation starts with; the `gifts` collection owns it from then on. */
export const initialGifts: readonly (CatalogueGift & { readonly names: GiftNames })[] = [
  gift('rose', '🌹', 1n, { en: 'Rose', ne: 'गुलाब', hi: 'गुलाब' }),
  gift('heart', '💖', 5n, { en: 'Heart', ne: 'मुटु', hi: 'दिल' }),
  gift('momo', '🥟', 10n, { en: 'Plate of momo', ne: 'एक प्लेट मम', hi: 'मोमो की प्लेट' }),
  gift('clap', '👏', 25n, { en: 'Applause', ne: 'ताली', hi: 'तालियाँ' }),
  gift('lantern', '🏮', 99n, { en: 'Sky lantern', ne: 'आकाश दीप', hi: 'आकाश दीप' }),
  gift('kite', '🪁', 199n, { en: 'Kite', ne: 'चङ्गा', hi: 'पतंग' }),
  gift('rocket', '🚀', 1_000n, { en: 'Rocket', ne: 'रकेट', hi: 'रॉकेट' }),
  gift('castle', '🏰', 9_999n, { en: 'Castle', ne: 'महल', hi: 'महल' }),
];

function gift(id: string, emoji: string, coins: bigint, names: GiftNames) {
  return { id, version: 1, name: names.en, emoji, coins, names };
}
