/** What all our currencies have: hundredths. */
const minorDigits = 2;

/**
 * An amount of minor units as the language writes it: `$4.99`, `NPR 699.00`. Digits are Latin in every language (ADR 0028).
 */
export function moneyText(
  language: string,
  { amount, currency }: { readonly amount: string; readonly currency: string },
): string {
  const padded = amount.padStart(minorDigits + 1, '0');
  const decimal = `${padded.slice(0, -minorDigits)}.${padded.slice(-minorDigits)}`;
  if (typeof Intl === 'undefined' || !('NumberFormat' in Intl)) return `${currency} ${decimal}`;
  const format = new Intl.NumberFormat([`${language}-u-nu-latn`, 'en'], { style: 'currency', currency });
  // Amounts of coins fit in a number by far; a payout's bounds do, too.
  return format.format(Number(decimal));
}
