import { expect, it } from 'vitest';
import { readGiftOffers, writeGiftOffers } from './gift-offers.ts';

const offers = [
  { version: 1, coins: 5n, fromMs: 0, untilMs: 9, countries: { only: ['NP'] } },
  { version: 2, coins: 10n ** 17n, fromMs: 5, withdrawn: true },
];

it('comes back as it was written', () => {
  expect(readGiftOffers(writeGiftOffers(offers))).toEqual(offers);
});

it.each([
  ['no JSON', '{'],
  ['another form', '{"version":1}'],
  ['a price of nothing', writeGiftOffers([{ version: 1, coins: 0n, fromMs: 0 }])],
  ['a price that is no amount', '[{"version":1,"coins":"1e3","fromMs":0}]'],
])('is nothing where it holds %s', (_what, text) => {
  expect(readGiftOffers(text)).toEqual([]);
});
