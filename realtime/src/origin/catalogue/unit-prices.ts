import type { CatalogueContent } from '@halobuzz/core/api/catalogue';
import type { UnitPrice } from '@halobuzz/core/catalogue/price-change';

/** What a version asks for one piece: coins for a gift; of a package, money of each currency for its coins. */
export function unitPrices(content: CatalogueContent): readonly UnitPrice[] {
  if (content.kind === 'gift') return [{ currency: 'COIN', paid: BigInt(content.coins), units: 1n }];
  const units = BigInt(content.coins) + BigInt(content.bonus);
  return Object.entries(content.prices).map(([currency, paid]) => ({ currency, paid: BigInt(paid), units }));
}
