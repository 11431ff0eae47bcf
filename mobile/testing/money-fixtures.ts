import type { CoinPackages, CoinPackageView, PaymentView } from '@halobuzz/core/api/payments';
import type { PayoutEligibility, PayoutView } from '@halobuzz/core/api/payouts';
import type { SpendingLimits } from '@halobuzz/core/api/spending';
import type { WalletEntry } from '@halobuzz/core/api/wallet';
import { currencyOfCountry, initialCoinPackages } from '@halobuzz/core/payments/coin-packages';
import { fiatCurrencies } from '@halobuzz/core/payments/provider-facts';
import { atIso, uuidOf } from './fixtures.ts';

/** A package as the server shows it to somebody in Nepal. */
export function coinPackageOf(coins: number): CoinPackageView {
  const found = initialCoinPackages.find((one) => one.coins === BigInt(coins));
  if (found === undefined) throw new Error(`no package of ${coins} coins`);
  const { id, version, bonus, prices, appleProduct, googleProduct } = found;
  const money = (currency: (typeof fiatCurrencies)[number]) => ({ amount: prices[currency].toString(), currency });
  return {
    ...{ id, version, coins: coins.toString(), bonus: bonus.toString(), price: money(currencyOfCountry('NP')) },
    prices: fiatCurrencies.map(money),
    products: { apple: appleProduct, google: googleProduct },
  };
}

export const packagesOf = (...providers: CoinPackages['providers']): CoinPackages => ({
  items: [coinPackageOf(100), coinPackageOf(500), coinPackageOf(10_000)],
  providers,
});

export const paymentOf = (change: Partial<PaymentView> = {}): PaymentView => ({
  ...{ id: uuidOf(1), status: 'pending', provider: 'sandbox', packageId: 'coins_500', coins: '525', amount: '69900' },
  ...{ currency: 'NPR', coinsTakenBack: '0', createdAt: atIso, updatedAt: atIso },
  ...change,
});

export const walletEntryOf = (change: Partial<WalletEntry> = {}): WalletEntry => ({
  ...{ tx: 't1', type: 'gift', direction: 'debit', currency: 'COIN', amount: '199', at: atIso },
  ...change,
});

export const spendingLimitsOf = (change: Partial<SpendingLimits> = {}): SpendingLimits => ({
  ...{ dailyCap: null, spentToday: '0', dayEndsAt: '2026-11-23T00:00:00.000Z', frozen: false },
  ...change,
});

export const eligibilityOf = (change: Partial<PayoutEligibility> = {}): PayoutEligibility => ({
  ...{ eligible: true, earned: '25000', maturing: '5000', payable: '20000', minimum: '1000', maximum: '1000000' },
  ...{ leftToday: '1000000', leftThisMonth: '10000000', holdPeriodDays: 7, reasons: [] },
  checks: [{ name: 'identity', passed: true }],
  rates: [{ currency: 'USD', version: 1, numerator: '1', denominator: '2' }],
  ...change,
});

export const payoutOf = (change: Partial<PayoutView> = {}): PayoutView => ({
  ...{ id: `po_${'a'.repeat(26)}`, status: 'held', diamonds: '20000', currency: 'USD', amount: '10000' },
  ...{ rateVersion: 1, createdAt: atIso, updatedAt: atIso, expiresAt: '2026-12-06T10:00:00.000Z' },
  ...{ cancelAsked: false, settled: false, reasons: [] },
  ...change,
});
