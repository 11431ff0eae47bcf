import { newAccountId, walletShardOf } from '@halobuzz/core/ids';
import { walletShardKeys } from '@halobuzz/core/ledger/keys';
import { accounts } from '@halobuzz/core/ledger/postings';
import { WALLET_SHARDS } from '@halobuzz/core/limits';
import { encode } from '@halobuzz/core/protocol/codec';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { giftIntent, grantIntent, random, subject } from '../../testing/intents.ts';
import { type LedgerBench, openLedgerBench, type RunningLedger, until } from '../../testing/ledger-process.ts';
import { submit } from '../../testing/wallet.contract.ts';
import { accountBalances, transactionLegs, transactions } from '../adapters/mongo/ledger-collections.ts';
import { fingerprintOf } from './fingerprint.ts';
import type { WalletResult } from './wallet-port.ts';

let bench: LedgerBench;
let ledger: RunningLedger;
let expected = 0;

beforeAll(async () => {
  bench = await openLedgerBench();
  ledger = bench.start();
  await ledger.ready();
});
afterAll(() => bench.close());

function created(result: WalletResult): void {
  expect(result.kind).toBe('created');
  expected += 1;
}

async function balanceOf(account: string, currency: 'COIN' | 'DIAMOND'): Promise<bigint> {
  const found = await accountBalances(bench.database.db).find({ account, currency }).toArray();
  return found.reduce((sum, part) => sum + part.balance, 0n);
}

describe('from acceptance to the permanent ledger', () => {
  it('commits, posts both sides, shows and confirms each gift once', async () => {
    const [viewer, host] = [subject(), subject()];
    const sender = newAccountId('a', random);
    created(await submit(bench.wallet, grantIntent({ wallet: viewer, amount: 1_000n })));
    const gift = giftIntent({ wallet: viewer, counterparty: host, amount: 99n, earned: 49n, nodeId: 'gw-7' });
    const from = { id: sender, name: 'Asha' };
    const event = {
      t: 'gift',
      tx: gift.tx,
      from,
      gift: 'lantern',
      quantity: 1,
      coins: '99',
      atMs: Date.now(),
    } as const;
    created(await bench.wallet.submit(gift, fingerprintOf(gift), encode(event)));
    await bench.committed(expected);

    const stored = await transactions(bench.database.db).findOne({ _id: gift.tx });
    expect(stored).toMatchObject({
      userId: viewer,
      type: 'gift',
      status: 'completed',
      amount: 99n,
      balanceAfter: 901n,
    });
    const legs = await transactionLegs(bench.database.db).find({ transactionId: gift.tx }).sort({ _id: 1 }).toArray();
    expect(legs.map(({ account, amount, type, balance }) => ({ account, amount, type, balance }))).toEqual([
      { account: accounts.wallet(viewer), amount: -99n, type: 'debit', balance: 901n },
      { account: accounts.giftClearing, amount: 99n, type: 'credit', balance: 99n },
      { account: accounts.diamondIssuance, amount: -49n, type: 'debit', balance: -49n },
      { account: accounts.earnings(host), amount: 49n, type: 'credit', balance: 49n },
    ]);
    expect(await balanceOf(accounts.earnings(host), 'DIAMOND')).toBe(49n);

    await until('the gift is shown and confirmed', () => bench.rooms.confirmed.length === 1);
    expect(bench.rooms.gifts).toMatchObject([
      { room: gift.roomId, gift: { tx: gift.tx, account: sender, name: 'Asha', coins: 99n, earned: 49n } },
    ]);
    expect(bench.rooms.confirmed).toEqual([
      { nodeId: 'gw-7', confirmation: { room: gift.roomId, account: sender, tx: gift.tx } },
    ]);
  });

  it('keeps up with many wallets at once; then everything adds up', async () => {
    const people = Array.from({ length: 200 }, () => subject());
    const host = subject();
    for (const result of await Promise.all(
      people.map((wallet) => submit(bench.wallet, grantIntent({ wallet, amount: 100n }))),
    )) {
      created(result);
    }
    const gifts = people.flatMap((wallet) =>
      Array.from({ length: 5 }, () => giftIntent({ wallet, counterparty: host, amount: 10n })),
    );
    for (const result of await Promise.all(gifts.map((gift) => submit(bench.wallet, gift)))) created(result);
    await bench.committed(expected);
    expect(await balanceOf(accounts.earnings(host), 'DIAMOND')).toBe(5_000n);
    // A verification reads one moment of the database, which may be one before the last commit.
    await vi.waitFor(
      async () => {
        const summary = await bench.verify();
        expect(summary).toMatchObject({ breaks: [], problems: [], wallets: { lockedShards: 0 } });
        expect([...summary.totals.values()]).toEqual([0n, 0n]);
        expect(summary.entries).toBe(expected);
      },
      { timeout: 20_000 },
    );
    const metrics = await ledger.registry.getSingleMetricAsString('halobuzz_ledger_entries_committed_total');
    expect(metrics).toContain(` ${expected}`);
  });

  it('trims what is committed and projected, and nothing else', async () => {
    const session = bench.connection.session();
    await until('every stream is down to its margin', async () => {
      const lengths = await Promise.all(
        Array.from({ length: WALLET_SHARDS }, (_, shard) => session?.redis.xlen(walletShardKeys(shard).stream)),
      );
      return lengths.every((length) => (length ?? 99) <= 1);
    });
  });

  it('posts an entry that it cannot read to suspense, and goes on', async () => {
    const wallet = subject();
    created(await submit(bench.wallet, grantIntent({ wallet, amount: 50n })));
    await bench.committed(expected);
    const shard = walletShardOf(wallet);
    const keys = walletShardKeys(shard);
    const redis = bench.connection.session()?.redis;
    const [epoch, sequence] = (await redis?.hmget(keys.head, 'epoch', 'sequence')) ?? [];
    const next = Number(sequence) + 1;
    // What a script of a broken build would have done: the wallet moved, but the intent is garbage.
    await redis
      ?.multi()
      .hset(keys.head, 'sequence', next)
      .hset(keys.wallet(Number(epoch), wallet), 'b', '43')
      .xadd(keys.stream, `${epoch}-${next}`, 'p', 'garbage', 'b', '43', 't', `${Date.now()}`, 'w', wallet, 'd', '-7')
      .exec();
    expected += 1;
    created(await submit(bench.wallet, giftIntent({ wallet, amount: 3n })));
    await bench.committed(expected);
    expect(await balanceOf(accounts.suspense, 'COIN')).toBe(7n);
    expect(await balanceOf(accounts.wallet(wallet), 'COIN')).toBe(40n);
    expect(await bench.database.db.collection('ledger_quarantine').findOne({ shard })).toMatchObject({
      reason: 'the intent cannot be read',
    });
    expect(await bench.verify()).toMatchObject({ entries: expected, breaks: [], problems: [] });
  });

  it('posts a transaction id that comes again after its window to suspense', async () => {
    const wallet = subject();
    created(await submit(bench.wallet, grantIntent({ wallet, amount: 50n })));
    const gift = giftIntent({ wallet, amount: 5n });
    created(await submit(bench.wallet, gift));
    await bench.committed(expected);
    const keys = walletShardKeys(walletShardOf(wallet));
    const redis = bench.connection.session()?.redis;
    const epoch = Number(await redis?.hget(keys.head, 'epoch'));
    await redis?.del(keys.idempotency(epoch, gift.tx));
    const before = await balanceOf(accounts.suspense, 'COIN');
    created(await submit(bench.wallet, gift));
    created(await submit(bench.wallet, giftIntent({ wallet, amount: 1n })));
    await bench.committed(expected);
    expect((await balanceOf(accounts.suspense, 'COIN')) - before).toBe(5n);
    expect(await balanceOf(accounts.wallet(wallet), 'COIN')).toBe(39n);
    expect(await bench.verify()).toMatchObject({ entries: expected, breaks: [], problems: [] });
  });
});
