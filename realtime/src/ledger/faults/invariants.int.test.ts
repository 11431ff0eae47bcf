import { walletShardOf } from '@halobuzz/core/ids';
import { walletShardKeys } from '@halobuzz/core/ledger/keys';
import { roomKeys } from '@halobuzz/core/rooms/keys';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { ledgerInvariants } from '../../../testing/ledger-invariants.ts';
import { LedgerWorld } from '../../../testing/ledger-world.ts';
import { accountBalances, transactions } from '../../adapters/mongo/ledger-collections.ts';

/** Behind any offset that a room may have come to. */
const lastId = '18446744073709551615-1';
let world: LedgerWorld;
beforeAll(async () => {
  world = await LedgerWorld.open();
  await world.writer();
  await world.fund();
  await world.give(20);
  expect(await ledgerInvariants(world)).toEqual([]);
});
afterAll(() => world.close());

it('the check of the fault tests sees what is missing, invented, shown twice, or does not add up', async () => {
  const { db } = world.bench.database;
  const redis = world.bench.connection.session()?.redis;
  const never = world.gift();
  world.remember(never, 'created');
  expect(await ledgerInvariants(world)).toEqual([`gift ${never.tx} was created and is not stored`]);
  world.asked.delete(never.tx);

  const [known] = [...world.asked.values()].filter(({ intent }) => intent.kind === 'gift');
  if (known === undefined || redis === undefined) throw new Error('a gift is expected');
  world.asked.delete(known.intent.tx);
  expect(await ledgerInvariants(world)).toEqual([`gift ${known.intent.tx} is stored, and nobody asked for it`]);
  world.asked.set(known.intent.tx, known);

  const log = roomKeys(known.intent.roomId).log;
  const [first] = (await world.roomsRedis.xrangeBuffer(log, '-', '+', 'COUNT', 1)) ?? [];
  await world.roomsRedis.xadd(log, lastId, ...(first?.[1] ?? []));
  expect(await ledgerInvariants(world)).toContainEqual(expect.stringMatching(/^gift \w+ was shown 2 times$/));
  await world.roomsRedis.xdel(log, lastId);

  const wallet = known.intent.wallet;
  const shard = walletShardOf(wallet);
  const keys = walletShardKeys(shard);
  const walletKey = keys.wallet(Number(await redis.hget(keys.head, 'epoch')), wallet);
  await redis.hincrby(walletKey, 'b', 1);
  expect(await ledgerInvariants(world)).toContainEqual(expect.stringContaining(wallet));
  await redis.hincrby(walletKey, 'b', -1);

  await accountBalances(db).updateOne({ userId: wallet, currency: 'COIN' }, { $inc: { balance: 1n } });
  expect(await ledgerInvariants(world)).toContainEqual('COIN sums to 1');
  await accountBalances(db).updateOne({ userId: wallet, currency: 'COIN' }, { $inc: { balance: -1n } });

  await transactions(db).updateOne({ _id: known.intent.tx }, { $set: { amount: 4n } });
  expect(await ledgerInvariants(world)).toContainEqual(expect.stringContaining('break'));
  await transactions(db).updateOne({ _id: known.intent.tx }, { $set: { amount: known.intent.amount } });
  expect(await ledgerInvariants(world)).toEqual([]);
});
