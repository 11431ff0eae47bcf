/** Amounts are integers of the currency's minor unit. JSON carries them as decimal strings: numbers lose digits at 2^53. */
export const currencies = ['COIN', 'DIAMOND', 'USD', 'EUR', 'GBP', 'INR', 'NPR'] as const;
export type Currency = (typeof currencies)[number];

/** A decimal string without sign, leading zeros or fraction: `0`, `42`. 18 digits always fit the ledger's 64-bit integers. */
export const AMOUNT_PATTERN = /^(0|[1-9][0-9]{0,17})$/;

/** The amount of a decimal string, or undefined when the text is no amount (sign, fraction, exponent, empty, too long). */
export function parseAmount(text: string): bigint | undefined {
  return AMOUNT_PATTERN.test(text) ? BigInt(text) : undefined;
}

/** Diamonds a host earns for coins spent on gifts to them: one for two, rounded down. */
export function diamondsForCoins(coins: bigint): bigint {
  return coins / 2n;
}
