import type { PayoutEligibility } from '@halobuzz/core/api/payouts';

export type PayoutRate = PayoutEligibility['rates'][number];

/** Minor units for so many diamonds, rounded down as the server does; undefined for what is no whole number. */
export function diamondsWorth(diamonds: string, { numerator, denominator }: PayoutRate): string | undefined {
  if (!/^\d{1,15}$/.test(diamonds)) return undefined;
  return ((BigInt(diamonds) * BigInt(numerator)) / BigInt(denominator)).toString();
}
