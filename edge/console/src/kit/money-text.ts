const wholeUnits: ReadonlySet<string> = new Set(['COIN', 'DIAMOND']);

/**
 * An amount in words: minor units as the API sends them, a decimal string that may be negative. Exact at any size: no
 * number of JavaScript's is involved. Coins and diamonds have no fractions, all fiat here has two digits.
 */
export function moneyText(minor: string, currency: string): string {
  if (!/^-?[0-9]+$/.test(minor)) return `${minor} ${currency}`;
  const negative = minor.startsWith('-') && !/^-0+$/.test(minor);
  const digits = minor.replace('-', '').replace(/^0+(?=[0-9])/, '');
  const isWhole = wholeUnits.has(currency);
  const padded = isWhole ? digits : digits.padStart(3, '0');
  const whole = isWhole ? padded : padded.slice(0, -2);
  const fraction = isWhole ? '' : `.${padded.slice(-2)}`;
  const name = currency === 'COIN' ? 'coins' : currency === 'DIAMOND' ? 'diamonds' : currency;
  return `${negative ? '−' : ''}${whole.replace(/\B(?=([0-9]{3})+$)/g, ',')}${fraction} ${name}`;
}
