import { pino } from 'pino';
import { expect, it } from 'vitest';
import { SpendCaps } from './spend-caps.ts';

const log = pino({ level: 'silent' });
const unknown = { createdAtMs: undefined, secondFactor: false };

it('caps on spending hold from the start, follow what is published, and stay when it cannot be read', async () => {
  let stored: () => Promise<string | null> = async () => null;
  const caps = new SpendCaps({ get: () => stored() }, log);
  await caps.refresh();
  expect(caps.of(unknown, 0)).toBe(100_000n);
  const tiers = [{ fromAgeDays: 0, coins: '7', secondFactorCoins: '9' }];
  stored = async () => JSON.stringify([tiers]);
  await caps.refresh();
  expect(caps.of(unknown, 0)).toBe(7n);
  for (const broken of [
    async () => 'no JSON',
    async () => '[[{"coins":"-1"}]]',
    () => Promise.reject(new Error('away')),
  ]) {
    stored = broken;
    await caps.refresh();
    expect(caps.of(unknown, 0)).toBe(7n);
  }
  stored = async () => '[]';
  await caps.refresh();
  expect(caps.of(unknown, 0)).toBeUndefined();
});
