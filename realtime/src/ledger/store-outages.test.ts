import { expect, it } from 'vitest';
import { storeOutages } from './store-outages.ts';

it('lets one caller at a time ask a store that is out, and leaves the others alone', () => {
  let nowMs = 0;
  const outages = storeOutages(1_000, () => nowMs);
  expect(outages.failed('a')).toBe(true);
  expect(outages.failed('a')).toBe(false);
  expect([outages.mayAsk('a'), outages.mayAsk('b')]).toEqual([false, true]);
  nowMs = 1_000;
  expect([outages.mayAsk('a'), outages.mayAsk('a')]).toEqual([true, false]);
  outages.answered('a');
  expect([outages.mayAsk('a'), outages.mayAsk('a')]).toEqual([true, true]);
});
