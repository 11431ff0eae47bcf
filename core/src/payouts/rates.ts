import type { Currency } from '../money.ts';

/** Currencies that hosts can be paid in. */
export const payoutCurrencies = ['USD', 'EUR', 'GBP', 'INR', 'NPR'] as const satisfies readonly Currency[];
export type PayoutCurrency = (typeof payoutCurrencies)[number];

/**
 * What a diamond is worth from a time on: `numerator` minor units of the currency for `denominator` diamonds. A rate is
 * never changed: a new version follows it, and a payout keeps the one that it was asked under.
 */
export interface PayoutRate {
  readonly currency: PayoutCurrency;
  readonly version: number;
  readonly numerator: bigint;
  readonly denominator: bigint;
}

/** Two diamonds a cent, and about the same in other currencies. */
export const initialPayoutRates: readonly PayoutRate[] = [
  { currency: 'USD', version: 1, numerator: 1n, denominator: 2n },
  { currency: 'EUR', version: 1, numerator: 23n, denominator: 50n },
  { currency: 'GBP', version: 1, numerator: 2n, denominator: 5n },
  { currency: 'INR', version: 1, numerator: 42n, denominator: 1n },
  { currency: 'NPR', version: 1, numerator: 67n, denominator: 1n },
];

/** Minor units of the rate's currency, rounded down: what is left of a unit stays with the platform. */
export function moneyForDiamonds(diamonds: bigint, rate: Pick<PayoutRate, 'numerator' | 'denominator'>): bigint {
  return (diamonds * rate.numerator) / rate.denominator;
}
