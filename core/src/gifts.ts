/** A gift of the catalogue at one price. A new price is a new version; the ledger names both. */
export interface CatalogueGift {
  readonly id: string;
  readonly version: number;
  readonly name: string;
  readonly emoji: string;
  readonly coins: bigint;
}

/** The catalogue that a new installation starts with; the `gifts` collection owns it from then on. */
export const initialGifts: readonly CatalogueGift[] = [
  { id: 'rose', version: 1, name: 'Rose', emoji: '🌹', coins: 1n },
  { id: 'heart', version: 1, name: 'Heart', emoji: '💖', coins: 5n },
  { id: 'momo', version: 1, name: 'Plate of momo', emoji: '🥟', coins: 10n },
  { id: 'clap', version: 1, name: 'Applause', emoji: '👏', coins: 25n },
  { id: 'lantern', version: 1, name: 'Sky lantern', emoji: '🏮', coins: 99n },
  { id: 'kite', version: 1, name: 'Kite', emoji: '🪁', coins: 199n },
  { id: 'rocket', version: 1, name: 'Rocket', emoji: '🚀', coins: 1_000n },
  { id: 'castle', version: 1, name: 'Castle', emoji: '🏰', coins: 9_999n },
];
