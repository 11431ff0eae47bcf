import { walletShardOf } from '@halobuzz/core/ids';
import { walletShardKeys } from '@halobuzz/core/ledger/keys';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { grantIntent, subject } from '../../testing/intents.ts';
import { type LedgerBench, openLedgerBench, until } from '../../testing/ledger-process.ts';
import { submit } from '../../testing/wallet.contract.ts';
import { ledgerHeads } from '../adapters/mongo/ledger-collections.ts';
import { mongoControls } from '../origin/fraud/mongo-controls.ts';
import { walletControlsService } from '../origin/fraud/wallet-controls.ts';

let bench: LedgerBench;
beforeAll(async () => {
  bench = await openLedgerBench();
  await bench.start().ready();
});
afterAll(() => bench.close());

it('a rebuild brings back what bounds a wallet, and no older copy replaces it afterwards', async () => {
  const { db } = bench.database;
  const me = subject();
  const shard = walletShardOf(me);
  await submit(bench.wallet, grantIntent({ wallet: me, amount: 500n }));
  await bench.committed(1);
  const controls = walletControlsService({ controls: mongoControls(db), wallet: bench.wallet, clock: Date.now });
  await controls.setDailyCap(me, 40n);
  await controls.holdCoins(me, { source: 'payment:1', coins: 300n, untilMs: Date.now() + 600_000 });
  await controls.freeze(me, { source: 'finding:1', reason: 'gift-loop', by: 'system' });
  const before = await bench.wallet.state(me);
  expect(before).toMatchObject({ coins: 500n, heldCoins: 300n, dailyCap: 40n, frozen: true });

  const epoch = (await ledgerHeads(db).findOne({ _id: shard }))?.epoch ?? 0n;
  await bench.connection.session()?.redis.del(walletShardKeys(shard).head);
  await until('a new epoch', async () => {
    const head = await ledgerHeads(db).findOne({ _id: shard });
    return head?.state === 'open' && head.epoch > epoch;
  });
  await until('the wallet answers', async () => (await bench.wallet.state(me)) !== undefined);
  expect(await bench.wallet.state(me)).toEqual(before);

  const late = { version: 2, heldCoins: 0n, heldUntilMs: 0, dailyCap: undefined, frozen: false };
  expect(await bench.wallet.setControls(me, late)).toBe(true);
  expect(await bench.wallet.state(me)).toEqual(before);
  await controls.unfreeze(me, 'finding:1');
  expect(await bench.wallet.state(me)).toMatchObject({ frozen: false, dailyCap: 40n });
});
