import { limits } from '@halobuzz/core/limits';
import type { CoinPackage } from '@halobuzz/core/payments/coin-packages';
import type { Db } from 'mongodb';
import { amountOf, bigintOptions, wholeOf } from './numbers.ts';

/** Coin packages on sale, cheapest first. */
export interface PackageStore {
  onSale(): Promise<readonly CoinPackage[]>;
}

/** One version of one package, as stored in `coin_packages`. */
interface PackageDocument extends Omit<CoinPackage, 'id' | 'version'> {
  readonly _id: string;
  readonly packageId: string;
  readonly version: number | bigint;
  readonly active: boolean;
}

/** Packages in MongoDB. Of one with several active versions, the newest is on sale. */
export function mongoPackages(db: Db): PackageStore {
  const collection = db.collection<PackageDocument>('coin_packages', bigintOptions);
  return {
    async onSale() {
      const found = await collection
        .find({ active: true })
        .sort({ coins: 1, packageId: 1, version: 1 })
        .limit(limits.coinPackagesMax)
        .toArray();
      const newest = new Map(found.map((document) => [document.packageId, packageOf(document)]));
      return [...newest.values()];
    },
  };
}

function packageOf({
  packageId: id,
  version,
  coins,
  bonus,
  prices,
  appleProduct,
  googleProduct,
}: PackageDocument): CoinPackage {
  const { USD, EUR, GBP, INR, NPR } = prices;
  const whole = {
    ...{ USD: amountOf(USD), EUR: amountOf(EUR), GBP: amountOf(GBP), INR: amountOf(INR), NPR: amountOf(NPR) },
  };
  return {
    ...{ id, appleProduct, googleProduct, prices: whole },
    version: wholeOf(version),
    coins: amountOf(coins),
    bonus: amountOf(bonus),
  };
}
