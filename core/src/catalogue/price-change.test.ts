import fc from 'fast-check';
import { expect, it } from 'vitest';
import { leapsInPrice, type UnitPrice } from './price-change.ts';

const coins = (paid: bigint, units = 1n): UnitPrice => ({ currency: 'COIN', paid, units });

it('lets one person change a price by half, and no further', () => {
  expect(leapsInPrice([coins(150n)], [coins(100n)])).toBe(false);
  expect(leapsInPrice([coins(151n)], [coins(100n)])).toBe(true);
  expect(leapsInPrice([coins(100n)], [coins(150n)])).toBe(false);
  expect(leapsInPrice([coins(99n)], [coins(150n)])).toBe(true);
});

it('counts several steps of one day together', () => {
  expect(leapsInPrice([coins(200n)], [coins(140n), coins(100n)])).toBe(true);
});

it('looks at what a coin costs, in each currency by itself', () => {
  const usd = (paid: bigint, units: bigint): UnitPrice => ({ currency: 'USD', paid, units });
  expect(leapsInPrice([usd(99n, 200n)], [usd(99n, 100n)])).toBe(true);
  expect(leapsInPrice([usd(198n, 200n)], [usd(99n, 100n)])).toBe(false);
  expect(leapsInPrice([usd(99n, 100n)], [{ ...usd(9_900n, 100n), currency: 'NPR' }])).toBe(false);
});

it('is the same up and down', () => {
  const amount = fc.bigInt({ min: 1n, max: 10n ** 12n });
  fc.assert(
    fc.property(amount, amount, amount, amount, (paid, units, before, beforeUnits) => {
      const [next, earlier] = [coins(paid, units), coins(before, beforeUnits)];
      expect(leapsInPrice([next], [earlier])).toBe(leapsInPrice([earlier], [next]));
    }),
  );
});
