import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { diamondsForCoins, parseAmount } from './money.ts';

describe('amounts', () => {
  it('reads what bigint writes, up to 18 digits', () => {
    fc.assert(
      fc.property(fc.bigInt(0n, 10n ** 18n - 1n), (amount) => {
        expect(parseAmount(amount.toString())).toBe(amount);
      }),
    );
  });

  it('takes nothing that does not fit a signed 64-bit integer', () => {
    expect(parseAmount('999999999999999999')).toBeLessThan(2n ** 63n);
    expect(parseAmount('1000000000000000000')).toBeUndefined();
  });

  it.each(['', ' ', '-1', '+1', '01', '00', '1.0', '1e3', '0x10', '1n', '1_000', ' 1', '1\n', '१', 'NaN'])(
    'refuses %j',
    (text) => {
      expect(parseAmount(text)).toBeUndefined();
    },
  );
});

describe('diamonds', () => {
  it.each([
    [0n, 0n],
    [1n, 0n],
    [2n, 1n],
    [3n, 1n],
    [9_007_199_254_740_991n, 4_503_599_627_370_495n],
  ])('for %s coins are %s', (coins, diamonds) => {
    expect(diamondsForCoins(coins)).toBe(diamonds);
  });
});
