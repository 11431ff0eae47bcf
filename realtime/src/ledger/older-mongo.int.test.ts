import { walletShardOf } from '@halobuzz/core/ids';
import { walletShardKeys } from '@halobuzz/core/ledger/keys';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { giftIntent, grantIntent, subject } from '../../testing/intents.ts';
import { type LedgerBench, openLedgerBench, until } from '../../testing/ledger-process.ts';
import { submit } from '../../testing/wallet.contract.ts';
import { accountBalances, ledgerHeads, transactionLegs, transactions } from '../adapters/mongo/ledger-collections.ts';

let bench: LedgerBench;
beforeEach(async () => {
  bench = await openLedgerBench();
});
afterEach(() => bench.close());

it('a MongoDB that was set back to an older state does not take confirmed money away: the shard stays shut', async () => {
  const ledger = bench.start();
  await ledger.ready();
  const wallet = subject();
  const shard = walletShardOf(wallet);
  const { db } = bench.database;
  await submit(bench.wallet, grantIntent({ wallet, amount: 100n }));
  await bench.committed(1);
  const backup = {
    head: await ledgerHeads(db).findOne({ _id: shard }),
    accounts: await accountBalances(db).find({ shard }).toArray(),
  };
  if (backup.head === null) throw new Error('no head');
  await submit(bench.wallet, grantIntent({ wallet, amount: 1_000n }));
  await submit(bench.wallet, giftIntent({ wallet, amount: 50n }));
  await bench.committed(3);
  const redis = bench.connection.session()?.redis;
  if (redis === undefined) throw new Error('no connection');
  const { stream } = walletShardKeys(shard);
  await until('the stream is trimmed', async () => (await redis.xlen(stream)) === 1);
  await ledger.stop();
  await ledgerHeads(db).replaceOne({ _id: shard }, { ...backup.head, owner: null, leaseUntil: new Date(0) });
  await accountBalances(db).deleteMany({ shard });
  await accountBalances(db).insertMany(backup.accounts);
  await Promise.all(
    [transactions(db), transactionLegs(db)].map((all) => all.deleteMany({ shard, sequence: { $gt: 1n } })),
  );
  const again = bench.start();
  await until('all other shards are open', () => {
    const all = [...again.writer.shards.values()];
    return all.length === 64 && all.every((one) => one.shard === shard || one.state === 'open');
  });
  await until('the shard says why', async () => {
    const head = await ledgerHeads(db).findOne({ _id: shard });
    return head?.state === 'locked' || head?.epoch !== backup.head?.epoch;
  });
  expect(await ledgerHeads(db).findOne({ _id: shard })).toMatchObject({ state: 'locked', epoch: backup.head.epoch });
  expect(await submit(bench.wallet, giftIntent({ wallet, amount: 1n }))).toMatchObject({ code: 'wallet_locked' });
});
