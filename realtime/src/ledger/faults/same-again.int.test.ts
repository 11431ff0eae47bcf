import { walletShardOf } from '@halobuzz/core/ids';
import { walletShardKeys } from '@halobuzz/core/ledger/keys';
import { limits } from '@halobuzz/core/limits';
import { seededRandom } from '@halobuzz/core/testing/seeded-random';
import { Registry } from 'prom-client';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { faultPlan } from '../../../testing/fault-plan.ts';
import { clientId, giftIntent } from '../../../testing/intents.ts';
import { ledgerInvariants } from '../../../testing/ledger-invariants.ts';
import { until } from '../../../testing/ledger-process.ts';
import { silentLog } from '../../../testing/ledger-stores.ts';
import { LedgerWorld } from '../../../testing/ledger-world.ts';
import { submit } from '../../../testing/wallet.contract.ts';
import { ledgerHeads, quarantine, transactions } from '../../adapters/mongo/ledger-collections.ts';
import { redisWallet } from '../../adapters/redis/redis-wallet.ts';
import { connectWallets } from '../../adapters/redis/wallet-connection.ts';
import { readShards } from '../../adapters/redis/wallet-gate.ts';
import { createLifecycle } from '../../lifecycle.ts';
import { type BatchPart, commitBatch } from '../commit-batch.ts';
import { knownBalances } from '../known-balances.ts';
import { ledgerMetrics } from '../ledger-metrics.ts';
import { systemTime } from '../ledger-time.ts';
import { mongoBooks } from '../mongo-books.ts';
import { redisWalletStores } from '../redis-wallet-store.ts';
import { chainHeadOf } from '../shard-table.ts';
import { judgeEntry, type StreamEntry } from '../stream-entry.ts';
import { readRange } from '../stream-reader.ts';
import type { WalletStores } from '../wallet-store.ts';
import { startWriter } from '../writer.ts';

let world: LedgerWorld;
beforeAll(async () => {
  world = await LedgerWorld.open();
  const first = await world.writer();
  await world.fund();
  await world.bench.committed(world.people.length);
  await first.stop();
});
afterAll(() => world.close());

const session = () => {
  const found = world.bench.connection.session();
  if (found === undefined) throw new Error('no connection');
  return found;
};

describe('one gift, asked for again', () => {
  it('a hundred times at once over four connections, and after its commit, is paid once', async () => {
    const lifecycle = createLifecycle(silentLog);
    const url = world.bench.server.url;
    const lines = Array.from({ length: 4 }, (_, i) =>
      connectWallets({ url, name: `line-${i}`, log: silentLog }, lifecycle),
    );
    await Promise.all(lines.map((line) => line.next(undefined)));
    const gift = world.gift();
    const wallets = lines.map((line) => redisWallet(line));
    const ask = () =>
      Promise.all(wallets.flatMap((wallet) => Array.from({ length: 25 }, () => world.ask(gift, wallet))));
    const kinds = (await ask()).map(({ kind }) => kind);
    expect(kinds.filter((kind) => kind === 'created')).toHaveLength(1);
    expect(kinds.filter((kind) => kind === 'exists')).toHaveLength(99);
    const writer = await world.writer();
    expect(await ledgerInvariants(world)).toEqual([]);
    expect((await ask()).map(({ kind }) => kind)).toEqual(kinds.map(() => 'exists'));
    expect(await ledgerInvariants(world)).toEqual([]);
    await writer.stop();
    await lifecycle.release(5_000);
  });

  it('after its window, when Redis has forgotten it, is stale', async () => {
    const aheadMs = 1_500;
    const me = world.person(3).subject;
    const madeAtMs = Date.now() - limits.giftIdWindowMs + aheadMs;
    const gift = giftIntent({ wallet: me, amount: 3n, clientId: clientId(madeAtMs), roomId: world.rooms[0] ?? '' });
    expect((await world.ask(gift)).kind).toBe('created');
    const { redis } = session();
    const keys = walletShardKeys(walletShardOf(me));
    await redis.del(keys.idempotency(Number(await redis.hget(keys.head, 'epoch')), gift.tx));
    // Its record outlives its window; here it is forgotten early, so that only the age is left to refuse it.
    await until('it is too old', () => Date.now() > madeAtMs + limits.giftIdWindowMs + 50);
    expect(await submit(world.bench.wallet, gift)).toEqual({ kind: 'refused', code: 'gift_id_stale' });
    const writer = await world.writer();
    expect(await ledgerInvariants(world)).toEqual([]);
    await writer.stop();
  });
});

describe('a gift id copied by somebody else', () => {
  it('as clients can do it, is another transaction; as nobody can, takes no place from its owner', async () => {
    const victim = world.person(1).subject;
    const thief = world.people.find(({ subject }) => walletShardOf(subject) !== walletShardOf(victim))?.subject ?? '';
    const gift = giftIntent({ wallet: victim, amount: 5n, roomId: world.rooms[0] ?? '' });
    // The client id alone: the transaction id is made of the thief's own subject.
    const copy = giftIntent({ wallet: thief, amount: 1n, clientId: gift.clientId, roomId: world.rooms[1] ?? '' });
    expect((await world.ask(copy)).kind).toBe('created');
    // The transaction id itself, and sooner than its owner's: no gateway forms such an intent.
    expect((await submit(world.bench.wallet, { ...copy, tx: gift.tx })).kind).toBe('created');
    const writer = await world.writer();
    const { db } = world.bench.database;
    await until('they are committed', async () => (await quarantine(db).countDocuments()) === 1);
    expect((await world.ask(gift)).kind).toBe('created');
    await until('it is committed', async () => (await transactions(db).findOne({ _id: gift.tx })) !== null);
    expect(await transactions(db).findOne({ _id: gift.tx })).toMatchObject({ userId: victim, amount: 5n });
    expect(await quarantine(db).find().toArray()).toMatchObject([{ reason: "the transaction id is not the wallet's" }]);
    expect(await ledgerInvariants(world, 1)).toEqual([]);
    await writer.stop();
  });
});

describe('entries that are delivered', () => {
  it('twice at once, as one batch: one of the two is committed', async () => {
    await world.give(30);
    const { client, db } = world.bench.database;
    const owner = 'twice';
    await ledgerHeads(db).updateMany({}, { $set: { owner, leaseUntil: new Date(Date.now() + 60_000) } });
    const parts: BatchPart[] = [];
    for (const head of await ledgerHeads(db).find().toArray()) {
      const entries = await readRange(session(), head._id, head, '+', 100);
      if (entries.length === 0) continue;
      const judged = entries.map((entry) => judgeEntry(entry, head._id, false));
      parts.push({ shard: head._id, term: head.term ?? 0n, head: chainHeadOf(head), entries: judged });
    }
    expect(parts.length).toBeGreaterThan(3);
    const outcomes = await Promise.all(
      [1, 2, 3].map(async () => {
        const mine = client.startSession();
        const { kind } = await commitBatch(mine, db, owner, parts, knownBalances());
        await mine.endSession();
        return kind;
      }),
    );
    expect(outcomes.filter((kind) => kind === 'committed')).toHaveLength(1);
    await ledgerHeads(db).updateMany({}, { $set: { owner: null, leaseUntil: new Date(0) } });
    const writer = await world.writer();
    expect(await ledgerInvariants(world, 1)).toEqual([]);
    await writer.stop();
  });

  it.each([faultPlan(process.env).seeds[0] ?? 0])(
    'out of order, twice or with gaps (seed %i): each is stored once, in its place',
    async (seed) => {
      const random = seededRandom(seed);
      const lifecycle = createLifecycle(silentLog);
      const url = world.bench.server.url;
      const [wallets, reading] = ['wallets', 'reading'].map((name) =>
        redisWalletStores(connectWallets({ url, name, log: silentLog }, lifecycle)),
      );
      if (wallets === undefined || reading === undefined) throw new Error('two connections are expected');
      const { client, db } = world.bench.database;
      const ports = {
        ...{
          books: mongoBooks(client, db, 'disturbed'),
          time: systemTime,
          log: silentLog,
          metrics: ledgerMetrics(new Registry()),
        },
      };
      let disturbed = 0;
      const disturb = (entries: readonly StreamEntry[]): readonly StreamEntry[] => {
        const way = random.below(6);
        if (way > 3) return entries;
        disturbed += 1;
        if (way === 0) return [...entries].reverse();
        if (way === 1) return [...entries, ...entries];
        if (way === 2) return entries.slice(1);
        return entries.filter((_, i) => i % 2 === 0);
      };
      const disturbedStores: WalletStores = {
        ...reading,
        session() {
          const store = reading.session();
          return (
            store && {
              ...store,
              readNew: async (...given) =>
                new Map([...(await store.readNew(...given))].map(([at, list]) => [at, disturb(list)])),
            }
          );
        },
      };
      const writer = startWriter({
        ...ports,
        wallets,
        reading: disturbedStores,
        onCommitted: () => {},
        leaseMs: 1_500,
        owner: 'disturbed',
      });
      for (let i = 0; i < 10; i += 1) {
        await world.give(10);
        const committed = async (): Promise<boolean> => {
          const sums = await ledgerHeads(db).find().toArray();
          const heads = await readShards(
            session(),
            sums.map(({ _id }) => _id),
          );
          return sums.every(({ sequence }, at) => heads[at]?.head?.sequence === sequence);
        };
        await until('all is committed', committed);
      }
      expect(disturbed).toBeGreaterThan(5);
      await writer.stop();
      await lifecycle.release(5_000);
      const successor = await world.writer();
      expect(await ledgerInvariants(world, 1)).toEqual([]);
      await successor.stop();
    },
  );
});
