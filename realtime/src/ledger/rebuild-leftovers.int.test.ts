import { walletShardOf } from '@halobuzz/core/ids';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { grantIntent, subject } from '../../testing/intents.ts';
import { type LedgerBench, openLedgerBench, until } from '../../testing/ledger-process.ts';
import { submit } from '../../testing/wallet.contract.ts';
import { ledgerHeads, transactions } from '../adapters/mongo/ledger-collections.ts';

let bench: LedgerBench;
beforeEach(async () => {
  bench = await openLedgerBench();
});
afterEach(() => bench.close());

it('a rebuild that keeps failing leaves one attempt behind, and one that ends leaves nothing old', async () => {
  const wallet = subject();
  const shard = walletShardOf(wallet);
  const tag = `{w${String(shard).padStart(2, '0')}}`;
  const { db } = bench.database;
  const keys = async (what: string): Promise<string[]> =>
    (await bench.connection.session()?.redis.keys(`${tag}:e*:${what}:*`)) ?? [];
  const epochs = async () => {
    const head = await ledgerHeads(db).findOne({ _id: shard });
    return head ?? { epoch: 0n, rebuildEpoch: 0n };
  };
  const first = bench.start();
  await first.ready();
  await submit(bench.wallet, grantIntent({ wallet, amount: 100n }));
  await bench.committed(1);
  await first.stop();
  const before = await epochs();
  expect(await keys('w')).toEqual([`${tag}:e${before.epoch}:w:${wallet}`]);

  // The head moves to an epoch that Redis does not know, and reading the window's ids fails after wallets are written.
  const stored = await transactions(db).findOne({ shard });
  if (stored === null) throw new Error('nothing was committed');
  const raw = { bypassDocumentValidation: true };
  await db.collection('transactions').updateOne({ shard }, { $set: { intent: null } }, raw);
  await ledgerHeads(db).updateOne({ _id: shard }, { $set: { state: 'rebuilding' } });
  const second = bench.start();
  await until('two rebuilds failed', async () => (await epochs()).rebuildEpoch >= before.rebuildEpoch + 3n);
  expect((await keys('w')).length).toBeLessThanOrEqual(2);

  await db.collection('transactions').updateOne({ shard }, { $set: { intent: stored.intent } }, raw);
  await second.ready();
  const { epoch } = await epochs();
  await until('only the new epoch is left', async () => (await keys('w')).length === 1);
  expect(await keys('w')).toEqual([`${tag}:e${epoch}:w:${wallet}`]);
  await until('ids too', async () => (await keys('id')).every((key) => key.startsWith(`${tag}:e${epoch}:`)));
  expect(await bench.wallet.balance(wallet)).toBe(100n);
});
