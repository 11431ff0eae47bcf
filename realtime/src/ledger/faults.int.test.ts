import { spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { walletShardOf } from '@halobuzz/core/ids';
import { walletShardKeys } from '@halobuzz/core/ledger/keys';
import { encode } from '@halobuzz/core/protocol/codec';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { giftIntent, grantIntent, subject } from '../../testing/intents.ts';
import {
  countTransactions,
  type LedgerBench,
  openLedgerBench,
  testCheckpointKey,
  until,
} from '../../testing/ledger-process.ts';
import type { WriterProcessSettings } from '../../testing/ledger-writer-process.ts';
import { submit } from '../../testing/wallet.contract.ts';
import { ledgerHeads, quarantine, transactions } from '../adapters/mongo/ledger-collections.ts';
import type { WalletSession } from '../adapters/redis/wallet-connection.ts';
import { fingerprintOf } from './fingerprint.ts';

let bench: LedgerBench;
beforeEach(async () => {
  bench = await openLedgerBench();
});
afterEach(() => bench.close());

/** Keeps the load bounded: 20 senders at this pace are well below what the writer commits. */
const paceMs = 20;
const program = fileURLToPath(new URL('../../testing/ledger-writer-process.ts', import.meta.url));

function startProcess(leaseMs: number) {
  const settings: WriterProcessSettings = {
    owner: `process#${randomUUID()}`,
    mongoUri: bench.database.uri,
    database: bench.database.name,
    walletsUrl: bench.server.url,
    checkpointDir: bench.checkpointDir,
    checkpointKey: testCheckpointKey.privateKey.export({ format: 'der', type: 'pkcs8' }).toString('base64url'),
    leaseMs,
  };
  return spawn(process.execPath, [program, JSON.stringify(settings)], { stdio: ['pipe', 'ignore', 'inherit'] });
}

async function session(last?: WalletSession): Promise<WalletSession> {
  const next = await bench.connection.next(last);
  if (next === undefined) throw new Error('the connection was closed');
  return next;
}

async function wealthy(count: number, amount: bigint): Promise<string[]> {
  const people = Array.from({ length: count }, () => subject());
  const results = await Promise.all(people.map((wallet) => submit(bench.wallet, grantIntent({ wallet, amount }))));
  expect(results.map((result) => result.kind)).toEqual(people.map(() => 'created'));
  return people;
}

function sound(entries: number) {
  return { entries, breaks: [], problems: [], wallets: { lockedShards: 0, undrained: 0 } };
}

describe('a writer killed in the middle of its work', () => {
  it('loses and doubles nothing, three times in a row under load', { timeout: 120_000 }, async () => {
    const leaseMs = 600;
    let child = startProcess(leaseMs);
    let loading = true;
    try {
      const state = () => session().then(({ redis }) => redis.hexists(walletShardKeys(0).open, 'runId'));
      await until('the first writer opened the shards', async () => (await state()) === 1);
      await until('all wallets are open', async () => {
        const heads = await ledgerHeads(bench.database.db).countDocuments({ state: 'open' });
        return heads === 64;
      });
      const people = await wealthy(20, 1_000_000n);
      let accepted = people.length;
      let unanswered = 0;
      const load = Promise.all(
        people.map(async (wallet) => {
          while (loading) {
            const result = await submit(bench.wallet, giftIntent({ wallet, amount: 3n }));
            if (result.kind === 'created') accepted += 1;
            else {
              unanswered += 1;
              return;
            }
            await delay(paceMs);
          }
        }),
      );
      for (let kills = 0; kills < 3; kills += 1) {
        const before = await countTransactions(bench);
        await until('the writer commits', async () => (await countTransactions(bench)) > before + 100);
        child.kill('SIGKILL');
        await once(child, 'exit');
        child = startProcess(leaseMs);
      }
      loading = false;
      await load;
      expect(unanswered).toBe(0);
      await bench.committed(accepted);
      expect(await countTransactions(bench)).toBe(accepted);
      expect(await bench.verify()).toMatchObject(sound(accepted));
    } finally {
      loading = false;
      child.kill('SIGKILL');
      if (child.exitCode === null && child.signalCode === null) await once(child, 'exit');
    }
  });
});

describe('two writers at once', () => {
  it('never both commit; the second takes over when the first stops', async () => {
    const first = bench.start();
    await first.ready();
    const second = bench.start();
    const people = await wealthy(20, 1_000n);
    const gifts = people.flatMap((wallet) => Array.from({ length: 10 }, () => giftIntent({ wallet, amount: 1n })));
    await Promise.all(gifts.map((gift) => submit(bench.wallet, gift)));
    await bench.committed(220);
    expect(second.writer.shards.size).toBe(0);
    await first.stop();
    await Promise.all(people.map((wallet) => submit(bench.wallet, giftIntent({ wallet, amount: 1n }))));
    await second.ready();
    await bench.committed(240);
    expect(await bench.verify()).toMatchObject(sound(240));
  });

  it('fences one whose lease was taken although it still believes in it', async () => {
    const first = bench.start({ leaseMs: 60_000 });
    await first.ready();
    const [wallet = ''] = await wealthy(1, 100n);
    await bench.committed(1);
    // Somebody takes the lease as if it had run out while the first writer was frozen.
    await ledgerHeads(bench.database.db).updateMany(
      {},
      { $set: { owner: 'thief', leaseUntil: new Date(Date.now() + 1_500) } },
    );
    await submit(bench.wallet, giftIntent({ wallet, amount: 1n }));
    const shard = walletShardOf(wallet);
    await until('the first writer notices', () => !first.writer.shards.has(shard));
    expect(await countTransactions(bench)).toBe(1);
    const second = bench.start();
    await second.ready();
    await bench.committed(2);
    expect(await bench.verify()).toMatchObject(sound(2));
  });
});

describe('a wallets server that comes back', () => {
  it('with everything: locked until the writer has compared, then open as it was', async () => {
    const ledger = bench.start();
    await ledger.ready();
    const [wallet = ''] = await wealthy(1, 100n);
    await bench.committed(1);
    const epoch = (await ledgerHeads(bench.database.db).findOne({ _id: walletShardOf(wallet) }))?.epoch;
    await ledger.stop();
    const before = await session();
    await bench.server.crashAndRestart();
    await session(before);
    expect(await submit(bench.wallet, giftIntent({ wallet, amount: 1n }))).toEqual({
      kind: 'refused',
      code: 'wallet_locked',
    });
    const again = bench.start();
    await again.ready();
    expect(await submit(bench.wallet, giftIntent({ wallet, amount: 1n }))).toMatchObject({
      kind: 'created',
      balance: 99n,
    });
    await bench.committed(2);
    expect((await ledgerHeads(bench.database.db).findOne({ _id: walletShardOf(wallet) }))?.epoch).toBe(epoch);
    expect(await bench.verify()).toMatchObject(sound(2));
  });

  it('empty: rebuilt with balances and idempotency ids, in a new epoch', async () => {
    const ledger = bench.start();
    await ledger.ready();
    const people = await wealthy(30, 100n);
    const gifts = people.map((wallet) => giftIntent({ wallet, amount: 7n }));
    const first = await Promise.all(gifts.map((gift) => submit(bench.wallet, gift)));
    await bench.committed(60);
    const before = await session();
    await bench.server.wipeAndRestart();
    await session(before);
    await until('wallets are open again', async () => (await bench.wallet.balance(people[0] ?? '')) !== undefined);
    await ledger.ready();
    const repeated = await Promise.all(gifts.map((gift) => submit(bench.wallet, gift)));
    expect(repeated).toEqual(first.map((result) => ({ ...result, kind: 'exists' })));
    const other = gifts.map((gift) => ({ ...gift, quantity: 2n }));
    for (const result of await Promise.all(other.map((gift) => submit(bench.wallet, gift)))) {
      expect(result).toEqual({ kind: 'refused', code: 'gift_id_reused' });
    }
    for (const wallet of people) expect(await bench.wallet.balance(wallet)).toBe(93n);
    await Promise.all(people.map((wallet) => submit(bench.wallet, giftIntent({ wallet, amount: 1n }))));
    await bench.committed(90);
    expect(await bench.verify()).toMatchObject(sound(90));
  });

  it('older than MongoDB: nothing is taken before the rebuild, and no coin is spent twice', async () => {
    const ledger = bench.start();
    await ledger.ready();
    const [wallet = ''] = await wealthy(1, 100n);
    await submit(bench.wallet, giftIntent({ wallet, amount: 60n }));
    await bench.committed(2);
    await ledger.stop();
    // The last entry is forgotten, as after a cut file: balance and sequence are old again.
    const { redis } = await session();
    const keys = walletShardKeys(walletShardOf(wallet));
    const epoch = Number(await redis.hget(keys.head, 'epoch'));
    await redis.multi().hset(keys.head, 'sequence', 1).hset(keys.wallet(epoch, wallet), 'b', '100').exec();
    const before = await session();
    await bench.server.crashAndRestart();
    await session(before);
    expect(await submit(bench.wallet, giftIntent({ wallet, amount: 60n }))).toMatchObject({ code: 'wallet_locked' });
    const again = bench.start();
    await again.ready();
    expect(await submit(bench.wallet, giftIntent({ wallet, amount: 60n }))).toMatchObject({
      code: 'insufficient_balance',
    });
    expect(await bench.wallet.balance(wallet)).toBe(40n);
    expect(await bench.verify()).toMatchObject(sound(2));
  });

  it('with a hole in its stream: what stands behind it is set aside, not invented', async () => {
    const ledger = bench.start();
    await ledger.ready();
    const [wallet = ''] = await wealthy(1, 100n);
    await bench.committed(1);
    await ledger.stop();
    const lost = await submit(bench.wallet, giftIntent({ wallet, amount: 1n }));
    await submit(bench.wallet, giftIntent({ wallet, amount: 2n }));
    const { redis } = await session();
    const shard = walletShardOf(wallet);
    if (!('sequence' in lost)) throw new Error('the gift was not taken');
    await redis.xdel(walletShardKeys(shard).stream, `${lost.epoch}-${lost.sequence}`);
    const again = bench.start();
    await again.ready();
    expect(await bench.wallet.balance(wallet)).toBe(100n);
    expect(await quarantine(bench.database.db).find({ shard }).toArray()).toMatchObject([{ sequence: 3n }]);
    expect(await again.registry.getSingleMetricAsString('halobuzz_ledger_orphans_total')).toContain(' 1');
    await submit(bench.wallet, giftIntent({ wallet, amount: 5n }));
    await bench.committed(2);
    expect(await bench.verify()).toMatchObject(sound(2));
  });
});

describe('a rebuild that was interrupted', () => {
  it('is begun again by the successor, under yet another epoch', async () => {
    const ledger = bench.start();
    await ledger.ready();
    const [wallet = ''] = await wealthy(1, 100n);
    await bench.committed(1);
    await ledger.stop();
    const shard = walletShardOf(wallet);
    const { db } = bench.database;
    const head = await ledgerHeads(db).findOne({ _id: shard });
    const epoch = head?.epoch ?? 0n;
    // The crash came after the keys of the next epoch were half written, before the switch.
    await ledgerHeads(db).updateOne({ _id: shard }, { $set: { state: 'rebuilding', rebuildEpoch: epoch + 1n } });
    const { redis } = await session();
    await redis.hset(walletShardKeys(shard).wallet(Number(epoch + 1n), wallet), 'b', '999999');
    const again = bench.start();
    await again.ready();
    expect((await ledgerHeads(db).findOne({ _id: shard }))?.epoch).toBe(epoch + 2n);
    expect(await bench.wallet.balance(wallet)).toBe(100n);
    expect(await bench.verify()).toMatchObject(sound(1));
  });
});

describe('rooms that cannot be reached', () => {
  it('delay showing, not committing; then every gift is shown once, in order', async () => {
    let away = true;
    const { targets } = bench.rooms;
    const ledger = bench.start({
      targets: {
        projectGifts: (room, gifts) =>
          away ? Promise.reject(new Error('rooms are away')) : targets.projectGifts(room, gifts),
        rank: targets.rank,
        confirm: targets.confirm,
      },
    });
    await ledger.ready();
    const [wallet = ''] = await wealthy(1, 100n);
    for (let sent = 0; sent < 5; sent += 1) {
      const gift = giftIntent({ wallet, amount: 1n });
      const from = { id: 'aaaaaaaaaaaaaaaaaaaaaaaaaaa', name: 'Asha' };
      const event = { t: 'gift', tx: gift.tx, from, gift: 'rose', quantity: 1, coins: '1', atMs: 1 } as const;
      await bench.wallet.submit(gift, fingerprintOf(gift), encode(event));
    }
    await bench.committed(6);
    // The money is in the ledger, whether the room is there or not.
    await until('the sender knows', () => bench.rooms.confirmed.length === 5);
    expect(bench.rooms.gifts).toEqual([]);
    away = false;
    await until('all gifts are shown', () => bench.rooms.gifts.length === 5);
    expect(bench.rooms.gifts.map(({ gift }) => gift.sequence)).toEqual([2, 3, 4, 5, 6]);
    expect((await transactions(bench.database.db).find({ type: 'gift' }).toArray()).length).toBe(5);
  });
});
