import { expect, test } from 'vitest';
import { currencyOfCountry, initialCoinPackages } from './coin-packages.ts';
import { fiatCurrencies } from './provider-facts.ts';

test('every package has a price in every currency, a new id and products of its own', () => {
  const names = initialCoinPackages.flatMap(({ id, appleProduct }) => [id, appleProduct]);
  expect(new Set(names).size).toBe(initialCoinPackages.length * 2);
  for (const { prices, coins, bonus } of initialCoinPackages) {
    expect(Object.keys(prices).sort()).toEqual([...fiatCurrencies].sort());
    for (const price of Object.values(prices)) expect(price > 0n).toBe(true);
    expect(coins > 0n && bonus >= 0n).toBe(true);
  }
});

test('prices are shown in the currency of the country, in dollars elsewhere', () => {
  const seen = ['NP', 'IN', 'GB', 'DE', 'HR', 'US', 'JP', 'XX'].map(currencyOfCountry);
  expect(seen).toEqual(['NPR', 'INR', 'GBP', 'EUR', 'EUR', 'USD', 'USD', 'USD']);
});
