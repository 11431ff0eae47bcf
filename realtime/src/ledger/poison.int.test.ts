import { walletShardOf } from '@halobuzz/core/ids';
import { encodeIntent } from '@halobuzz/core/ledger/intent';
import { walletShardKeys } from '@halobuzz/core/ledger/keys';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { giftIntent, grantIntent, subject, subjectInShard } from '../../testing/intents.ts';
import { type LedgerBench, openLedgerBench } from '../../testing/ledger-process.ts';
import { submit } from '../../testing/wallet.contract.ts';
import { transactions } from '../adapters/mongo/ledger-collections.ts';

let bench: LedgerBench;
beforeEach(async () => {
  bench = await openLedgerBench();
});
afterEach(() => bench.close());

/** An entry that no script wrote, in the place of the next one, as a fault of the store would leave it. */
async function poison(wallet: string, fields: Readonly<Record<string, string | Buffer>>): Promise<void> {
  const redis = bench.connection.session()?.redis;
  if (redis === undefined) throw new Error('no connection');
  const keys = walletShardKeys(walletShardOf(wallet));
  const epoch = String(await redis.hget(keys.head, 'epoch'));
  const sequence = Number(await redis.hget(keys.head, 'sequence')) + 1;
  await redis.hset(keys.head, 'sequence', sequence);
  await redis.xadd(keys.stream, `${epoch}-${sequence}`, ...Object.entries(fields).flat());
}

describe('an entry that cannot be posted as asked', () => {
  const wallet = subject();
  const gift = () => Buffer.from(encodeIntent(giftIntent({ wallet, amount: 1n })));
  const huge = () => Buffer.from(encodeIntent(giftIntent({ wallet, amount: 1n, earned: 2n ** 63n - 1n })));
  const order = () => Buffer.from(encodeIntent(grantIntent({ wallet, amount: 1n, orderId: 'order-1' })));
  it.each([
    ['a time no calendar has', () => [{ p: gift(), b: '99', t: '9'.repeat(17), e: '', w: wallet, d: '-1' }]],
    ['a negative time', () => [{ p: gift(), b: '99', t: '-5', e: '', w: wallet, d: '-1' }]],
    ['no field that is known', () => [{ x: 'y' }]],
    [
      'a change beyond all balances',
      () => Array(12).fill({ p: 'x', b: '1', t: '1', e: '', w: wallet, d: '9'.repeat(18) }),
    ],
    ['earnings that overflow', () => [1, 2].map(() => ({ p: huge(), b: '99', t: '1', e: '', w: wallet, d: '-1' }))],
    ['an order id used before', () => [1, 2].map(() => ({ p: order(), b: '99', t: '1', e: '', w: wallet, d: '1' }))],
    ['a wallet that is no text', () => [{ p: 'x', b: '99', t: '1', e: '', w: Buffer.from([0xff, 0xfe, 0]), d: '-1' }]],
    ['field names of an operator', () => [{ $set: 'y', 'a.b': 'c', __proto__x: 'z' }]],
  ])('%s: neither its shard nor any other stands still', async (_, entries) => {
    const ledger = bench.start();
    await ledger.ready();
    await submit(bench.wallet, grantIntent({ wallet, amount: 100n }));
    await bench.committed(1);
    const bad = entries();
    for (const fields of bad) await poison(wallet, fields);
    const other = subjectInShard((walletShardOf(wallet) + 1) % 64);
    await submit(bench.wallet, grantIntent({ wallet: other, amount: 5n }));
    await submit(bench.wallet, grantIntent({ wallet, amount: 7n }));
    await bench.committed(3 + bad.length);
    expect(await transactions(bench.database.db).countDocuments({ type: 'grant', userId: other })).toBe(1);
  });
});
