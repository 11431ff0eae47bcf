import { limits } from '@halobuzz/core/limits';
import { controlKeys } from '@halobuzz/core/rooms/keys';
import type { Redis } from 'ioredis';
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { fakeWallet } from '../../../testing/fake-wallet.ts';
import { giftIntent, grantIntent, intentOf, subject } from '../../../testing/intents.ts';
import { type OwnDatabase, openOwnDatabase } from '../../../testing/ledger-stores.ts';
import { openTestRedis, testStoreUrl } from '../../../testing/redis.ts';
import { submit } from '../../../testing/wallet.contract.ts';
import { redisRefusalNotes } from '../../adapters/redis/refusal-notes.ts';
import { fingerprintOf } from '../../ledger/fingerprint.ts';
import { notingWallet } from '../../ledger/noting-wallet.ts';
import { storeRefusals } from './store-refusals.ts';

let database: OwnDatabase;
let control: Redis;
beforeAll(async () => {
  [database, control] = await Promise.all([
    openOwnDatabase(),
    openTestRedis(`${testStoreUrl('TEST_REDIS_ROOMS_URL')}/14`),
  ]);
});
beforeEach(() => control.del(controlKeys.refusals));
afterAll(async () => {
  await control.del(controlKeys.refusals);
  control.disconnect();
  await database.stop();
});

const stored = () => database.db.collection('failed_transactions').find().sort({ _id: 1 }).toArray();

it('keeps what a wallet refused, once, with what was asked and why; what it took is not among it', async () => {
  const wallet = notingWallet(
    fakeWallet(Date.now),
    redisRefusalNotes(control, () => 0),
  );
  const me = subject();
  await submit(wallet, grantIntent({ wallet: me, amount: 10n }));
  await submit(wallet, giftIntent({ wallet: me, amount: 99n, roomId: 'room-1' }));
  const debit = intentOf('adjustment_debit', { wallet: me, amount: 11n });
  await wallet.post(debit, fingerprintOf(debit), async () => false);
  // A process that dies between the two stores: the notes come again.
  const before = await control.xrange(controlKeys.refusals, '-', '+');
  expect(await storeRefusals(control, database.db)).toBe(2);
  await control.del(controlKeys.refusals);
  for (const [id, fields] of before) await control.xadd(controlKeys.refusals, id, ...fields);
  await storeRefusals(control, database.db);
  expect(await storeRefusals(control, database.db)).toBe(0);
  expect(await stored()).toMatchObject([
    { code: 'insufficient_balance', userId: me, type: 'gift', currency: 'COIN', roomId: 'room-1' },
    { code: 'insufficient_balance', userId: me, type: 'adjustment_debit' },
  ]);
  expect((await stored()).map(({ amount }) => Number(amount))).toEqual([99, 11]);
});

it('keeps no more than its bounds', async () => {
  let nowMs = 0;
  const notes = redisRefusalNotes(control, () => nowMs);
  const gift = giftIntent({ wallet: subject(), amount: 1n });
  const many = limits.refusalNotesPerSecondMax + 20;
  for (let i = 0; i < many; i += 1) notes.note(gift, 'wallet_busy');
  await expect.poll(() => control.xlen(controlKeys.refusals)).toBe(limits.refusalNotesPerSecondMax);
  nowMs = 1_000;
  notes.note(gift, 'wallet_busy');
  await expect.poll(() => control.xlen(controlKeys.refusals)).toBe(limits.refusalNotesPerSecondMax + 1);
});
