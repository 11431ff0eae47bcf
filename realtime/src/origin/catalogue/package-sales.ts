import type { PackageContent, SalePlatform } from '@halobuzz/core/api/catalogue';
import { isOnSale, offerInForce, type Sale, saleOf } from '@halobuzz/core/catalogue/on-sale';
import type { Clock } from '@halobuzz/core/clock';
import { limits } from '@halobuzz/core/limits';
import type { CoinPackage } from '@halobuzz/core/payments/coin-packages';
import { fiatCurrencies } from '@halobuzz/core/payments/provider-facts';
import type { CatalogueStore, StoredVersion } from './catalogue-store.ts';
import { offersOf } from './offers-of.ts';

export interface PackageAsked {
  readonly id: string;
  /** The version whose price and coins the buyer saw; without one, what holds now. */
  readonly version?: number | undefined;
  readonly country: string;
  readonly platform: SalePlatform;
}

export interface PackageSales {
  /** On sale in a country, on one platform or on any, in the order in which they are shown. */
  onSale(country: string, platform?: SalePlatform): Promise<readonly CoinPackage[]>;
  /** The package as the buyer saw it, honoured for a grace after it changed; undefined: not, or not any more. */
  sold(asked: PackageAsked): Promise<CoinPackage | undefined>;
}

/** What coins are sold as, by the catalogue; read each time: money is never read from a cache. */
export function packageSales(catalogue: Pick<CatalogueStore, 'held'>, clock: Clock): PackageSales {
  return {
    async onSale(country, platform) {
      const nowMs = clock();
      const found = [...offersOf(await catalogue.held('packages', nowMs), packageContent)].flatMap(([id, offers]) => {
        const now = offerInForce(offers, nowMs);
        if (now === undefined || !isOnSale(now, country, nowMs)) return [];
        if (platform !== undefined && !now.content.platforms.includes(platform)) return [];
        return [{ sold: packageOf(id, now.version, now.content), order: now.content.order }];
      });
      found.sort(
        (a, b) => a.order - b.order || Number(a.sold.coins - b.sold.coins) || (a.sold.id < b.sold.id ? -1 : 1),
      );
      return found.map(({ sold }) => sold);
    },
    async sold({ id, version, country, platform }) {
      const nowMs = clock();
      const { giftGraceMs: graceMs, giftClockToleranceMs: toleranceMs } = limits;
      const offers = offersOf(await catalogue.held('packages', nowMs - graceMs), packageContent).get(id) ?? [];
      const sale: Sale<(typeof offers)[number]> = saleOf(offers, version, {
        country,
        atMs: nowMs,
        graceMs,
        toleranceMs,
      });
      if (sale.kind !== 'sold' || !sale.offer.content.platforms.includes(platform)) return undefined;
      return packageOf(id, sale.offer.version, sale.offer.content);
    },
  };
}

function packageContent({ content }: StoredVersion): PackageContent | undefined {
  return content.kind === 'package' ? content : undefined;
}

function packageOf(id: string, version: number, content: PackageContent): CoinPackage {
  const { prices, appleProduct, googleProduct } = content;
  const sums = Object.fromEntries(fiatCurrencies.map((currency) => [currency, BigInt(prices[currency])]));
  return {
    ...{ id, version, coins: BigInt(content.coins), bonus: BigInt(content.bonus), appleProduct, googleProduct },
    prices: sums as CoinPackage['prices'], // one entry for each currency, as the line above makes them
  };
}
