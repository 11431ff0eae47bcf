import { expect, it } from 'vitest';
import { heldConfirmations } from './held-confirmations.ts';
import { storeOutages } from './store-outages.ts';

const gift = (tx: string) => [{ room: 'r', account: 'a', tx }];

it('holds what cannot be told, drops the oldest above its bound, and tells the rest once the store is back', async () => {
  let [nowMs, away] = [0, true];
  const told: string[] = [];
  let dropped = 0;
  const confirmations = heldConfirmations(
    async (_, gifts) => {
      if (away) throw new Error('away');
      told.push(...gifts.map(({ tx }) => tx));
    },
    storeOutages(1_000, () => nowMs),
    2,
    { told: () => {}, dropped: (count) => (dropped += count) },
  );
  for (const tx of ['1', '2', '3']) await confirmations.confirm('gw', gift(tx));
  expect(dropped).toBe(1);
  away = false;
  await confirmations.flush();
  expect(told).toEqual([]);
  nowMs = 1_000;
  await confirmations.flush();
  await confirmations.confirm('gw', gift('4'));
  await confirmations.flush();
  expect(told).toEqual(['2', '3', '4']);
});
