import type { PaymentView } from '@halobuzz/core/api/payments';
import { type CoinPackage, currencyOfCountry } from '@halobuzz/core/payments/coin-packages';
import { bookedLoss } from '@halobuzz/core/payments/plan-acts';
import { fiatCurrencies } from '@halobuzz/core/payments/provider-facts';
import type { StoredPayment } from './payment-store.ts';

/** A payment as its buyer sees it. */
export function paymentView({ payment, status, updatedAtMs }: StoredPayment): PaymentView {
  const { id, provider, packageId, coins, amount, currency, acts, createdAtMs } = payment;
  const taken = bookedLoss({ acts: acts.filter(({ committed }) => committed) }).coins;
  return {
    ...{ id, status, provider, packageId, currency, coins: String(coins), amount: String(amount) },
    coinsTakenBack: String(taken),
    createdAt: new Date(createdAtMs).toISOString(),
    updatedAt: new Date(updatedAtMs).toISOString(),
  };
}

/** A package as somebody in that country sees it. */
export function packageView(
  { id, version, coins, bonus, prices, appleProduct, googleProduct }: CoinPackage,
  country: string,
) {
  const money = (currency: (typeof fiatCurrencies)[number]) => ({ amount: String(prices[currency]), currency });
  return {
    ...{ id, version, coins: String(coins), bonus: String(bonus) },
    price: money(currencyOfCountry(country)),
    prices: fiatCurrencies.map(money),
    products: { apple: appleProduct, google: googleProduct },
  };
}
