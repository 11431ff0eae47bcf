import { generateKeyPairSync } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { walletShardOf } from '@halobuzz/core/ids';
import { walletShardKeys } from '@halobuzz/core/ledger/keys';
import { Binary, Long } from 'mongodb';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { giftIntent, grantIntent, subjectInShard } from '../../testing/intents.ts';
import { type LedgerBench, openLedgerBench, testCheckpointKey } from '../../testing/ledger-process.ts';
import { rechain } from '../../testing/rechain.ts';
import { submit } from '../../testing/wallet.contract.ts';
import {
  accountBalances,
  checkpoints,
  ledgerHeads,
  transactionLegs,
  transactions,
} from '../adapters/mongo/ledger-collections.ts';
import { mongoChain } from './chain-source.ts';
import {
  type Checkpoint,
  checkpointHolds,
  checkpointKeyOf,
  continueCheckpoints,
  newestCheckpointFile,
  signCheckpoint,
  writeCheckpoint,
} from './checkpoint.ts';
import { verifyLedger } from './verify-ledger.ts';
import { type ShardVerdict, verifyShard } from './verify-shard.ts';

/** The chain that all tests here damage and mend again: one shard, 12 entries. */
const shard = 17;
let bench: LedgerBench;
let wallet: string;

beforeAll(async () => {
  bench = await openLedgerBench();
  const ledger = bench.start();
  await ledger.ready();
  wallet = subjectInShard(shard);
  await submit(bench.wallet, grantIntent({ wallet, amount: 1_000n }));
  for (let sent = 1; sent < 12; sent += 1) {
    await submit(bench.wallet, giftIntent({ wallet, counterparty: 'shost', amount: BigInt(sent), earned: 1n }));
  }
  await submit(bench.wallet, grantIntent({ wallet: subjectInShard(40), amount: 5n }));
  await bench.committed(13);
  await ledger.stop();
});
afterAll(() => bench.close());

/** Damages the database, expects the first break at this sequence, and mends it. */
async function brokenAt(sequence: bigint, damage: () => Promise<unknown>): Promise<string> {
  const { db } = bench.database;
  const stores = [transactions(db), transactionLegs(db), accountBalances(db), ledgerHeads(db)] as const;
  const kept = await Promise.all(stores.map((store) => store.find({}, { useBigInt64: true }).toArray()));
  await damage();
  const verdict = await verdictOf();
  for (const [index, store] of stores.entries()) {
    await store.deleteMany({});
    // What was read from this very collection a moment ago.
    await store.insertMany((kept[index] ?? []) as never);
  }
  expect(verdict).toMatchObject({ kind: 'broken', at: { shard, sequence } });
  expect(await verdictOf()).toMatchObject({ kind: 'sound' });
  return verdict.kind === 'broken' ? verdict.at.problem : '';
}

async function verdictOf(): Promise<ShardVerdict> {
  const session = bench.database.client.startSession({ snapshot: true });
  try {
    return await verifyShard(mongoChain(bench.database.db, session, shard), { pins: [], onProgress: () => {} });
  } finally {
    await session.endSession();
  }
}

const entry = (sequence: number) => ({ shard, sequence: Long.fromNumber(sequence).toBigInt() });

describe('ledger verify', () => {
  it('finds a sound ledger sound', async () => {
    const summary = await bench.verify();
    expect(summary).toMatchObject({ entries: 13, legs: 2 + 11 * 4 + 2, breaks: [], problems: [] });
    expect(Object.fromEntries(summary.totals)).toEqual({ COIN: 0n, DIAMOND: 0n });
    expect(summary.wallets).toMatchObject({ compared: 2, undrained: 0, lockedShards: 0 });
  });

  it('names a flipped amount', async () => {
    const { db } = bench.database;
    expect(await brokenAt(5n, () => transactions(db).updateOne(entry(5), { $set: { amount: 400n } }))).toContain(
      '"amount"',
    );
    expect(
      await brokenAt(6n, () =>
        transactionLegs(db).updateOne({ ...entry(6), account: `wallet:${wallet}` }, { $set: { amount: -1n } }),
      ),
    ).toContain('"amount" of its leg');
  });

  it('names any other field that was changed', async () => {
    const { db } = bench.database;
    for (const change of [
      { userId: 'sother' },
      { counterparty: 'sother' },
      { createdAt: new Date(0) },
      { balanceAfter: 5n },
      { metadata: { clientId: 'x' } },
      { hash: new Binary(new Uint8Array(32)) },
      { previousHash: new Binary(new Uint8Array(32)) },
      { intent: new Binary(new Uint8Array(8)) },
      { giftId: 'castle' },
    ]) {
      await brokenAt(4n, () => transactions(db).updateOne(entry(4), { $set: change }));
    }
  });

  it('names a deleted entry, and a deleted, added or changed leg', async () => {
    const { db } = bench.database;
    expect(await brokenAt(7n, () => transactions(db).deleteOne(entry(7)))).toContain('missing');
    expect(await brokenAt(12n, () => transactions(db).deleteOne(entry(12)))).toContain('leg');
    expect(await brokenAt(7n, () => transactionLegs(db).deleteOne(entry(7)))).toContain('leg is missing');
    await brokenAt(7n, async () => {
      const leg = await transactionLegs(db).findOne(entry(7));
      if (leg !== null) await transactionLegs(db).insertOne({ ...leg, _id: `${leg._id.slice(0, -1)}9` });
    });
    await brokenAt(3n, () => transactionLegs(db).updateOne(entry(3), { $set: { balance: 1n } }));
  });

  it('names an inserted and two swapped entries', async () => {
    const { db } = bench.database;
    await brokenAt(13n, async () => {
      const last = await transactions(db).findOne(entry(12));
      if (last !== null) await transactions(db).insertOne({ ...last, _id: 'f'.repeat(64), sequence: 13n });
    });
    await brokenAt(4n, async () => {
      await transactions(db).updateOne(entry(4), { $set: { sequence: 999n } });
      await transactions(db).updateOne(entry(5), { $set: { sequence: 4n } });
      await transactions(db).updateOne({ shard, sequence: 999n }, { $set: { sequence: 5n } });
    });
  });

  it('names an entry whose epoch goes back, in books that fit together otherwise', async () => {
    const undo = await rechain(bench.database.db, shard, (stored) => ({
      ...stored,
      epoch: stored.sequence === 6n ? stored.epoch + 1n : stored.epoch,
    }));
    try {
      expect(await verdictOf()).toMatchObject({
        kind: 'broken',
        at: { shard, sequence: 7n, problem: expect.stringContaining('follows epoch') },
      });
    } finally {
      await undo();
    }
    expect(await verdictOf()).toMatchObject({ kind: 'sound' });
  });

  it('names the last entry when an account or the head does not fit', async () => {
    const { db } = bench.database;
    await brokenAt(12n, () =>
      accountBalances(db).updateOne({ shard, account: `wallet:${wallet}` }, { $inc: { balance: 1n } }),
    );
    await brokenAt(12n, () => accountBalances(db).deleteOne({ shard, account: 'platform:gift_clearing' }));
    await brokenAt(12n, () => ledgerHeads(db).updateOne({ _id: shard }, { $set: { sequence: 11n } }));
    await brokenAt(12n, () =>
      ledgerHeads(db).updateOne({ _id: shard }, { $set: { hash: new Binary(new Uint8Array(32)) } }),
    );
  });

  it('finds the same in many threads as in one', async () => {
    const { db, client, uri } = bench.database;
    const verify = async (threads: { uri: string; count: number; entriesMin: number } | undefined) => {
      const seen: number[] = [];
      const summary = await verifyLedger({
        ...{ client, db, wallets: undefined, checkpoints: undefined, ...(threads === undefined ? {} : { threads }) },
        onProgress: ({ shards }) => seen.push(shards),
      });
      expect(seen.at(-1)).toBe(64);
      return summary;
    };
    // This thread walks too: with as many others as this, all shards but a few are walked elsewhere.
    const threads = { uri, count: 3, entriesMin: 1 };
    expect(await verify(threads)).toEqual(await verify(undefined));
    const other = { shard: 40, sequence: 1n };
    await transactions(db).updateOne(entry(5), { $inc: { amount: 1n } });
    await transactions(db).updateOne(other, { $inc: { amount: 1n } });
    try {
      const broken = await verify(threads);
      expect(broken.breaks).toMatchObject([{ shard, sequence: 5n }, other]);
      expect(broken).toEqual(await verify(undefined));
    } finally {
      await transactions(db).updateOne(entry(5), { $inc: { amount: -1n } });
      await transactions(db).updateOne(other, { $inc: { amount: -1n } });
    }
    // A thread that cannot reach MongoDB says so.
    const nowhere = 'mongodb://127.0.0.1:1/?serverSelectionTimeoutMS=1';
    await expect(verify({ ...threads, uri: nowhere })).rejects.toThrow('127.0.0.1:1');
  });

  it('finds a wallet in Redis that the ledger does not know', async () => {
    const redis = bench.connection.session()?.redis;
    const keys = walletShardKeys(shard);
    const epoch = Number(await redis?.hget(keys.head, 'epoch'));
    const key = keys.wallet(epoch, wallet);
    const right = (await redis?.hget(key, 'b')) ?? '';
    await redis?.hset(key, 'b', '1000000');
    const { problems } = await bench.verify();
    await redis?.hset(key, 'b', right);
    expect(problems).toEqual([expect.stringContaining(`shard ${shard}: wallet ${wallet} holds 1000000 in Redis`)]);
    expect((await bench.verify()).problems).toEqual([]);
  });

  it('counts what is accepted but not committed', async () => {
    // No writer runs: the entry stays in the stream.
    await submit(bench.wallet, giftIntent({ wallet, counterparty: 'shost', amount: 2n }));
    expect(await bench.verify()).toMatchObject({ breaks: [], problems: [], wallets: { undrained: 1 } });
    const ledger = bench.start();
    await bench.committed(14);
    await ledger.stop();
    expect(walletShardOf(wallet)).toBe(shard);
  });
});

describe('checkpoints', () => {
  it('expose a chain that was rewritten from end to end', async () => {
    const { db, client } = bench.database;
    const written = await writeCheckpoint(db, bench.checkpointDir, testCheckpointKey, Date.now());
    const file = await newestCheckpointFile(bench.checkpointDir);
    expect(file).toMatchObject({ atMs: written.atMs, keyId: testCheckpointKey.keyId });
    expect(file === undefined ? false : checkpointHolds(file, testCheckpointKey.publicKey)).toBe(true);
    expect(await bench.verify()).toMatchObject({
      breaks: [],
      problems: [],
      checkpointsAtMs: [written.atMs, written.atMs],
    });

    const dir = mkdtempSync(join(tmpdir(), 'halobuzz-empty-'));
    const verify = (checkpointDir: string) =>
      verifyLedger({
        client,
        db,
        wallets: undefined,
        checkpoints: { dir: checkpointDir, publicKey: testCheckpointKey.publicKey },
        onProgress: () => {},
      });
    const undo = await rechain(db, shard, (stored) => ({
      ...stored,
      createdAt: new Date(stored.createdAt.getTime() + 1),
    }));
    try {
      // The forger took the checkpoints out of the database too, but not the files.
      const kept = await checkpoints(db).find().toArray();
      await checkpoints(db).deleteMany({});
      expect((await verify(dir)).breaks).toEqual([]);
      expect((await verify(bench.checkpointDir)).breaks).toMatchObject([
        { shard, sequence: 13n, problem: expect.stringContaining('rewritten') },
      ]);
      // A forger without the key signs with another one.
      const forged = checkpointKeyOf(
        JSON.stringify(generateKeyPairSync('ed25519').privateKey.export({ format: 'jwk' })),
      );
      await writeCheckpoint(db, dir, forged, Date.now());
      expect((await verify(dir)).problems).toEqual([
        expect.stringContaining('another key'),
        expect.stringContaining('another key'),
      ]);
      await checkpoints(db).deleteMany({});
      await checkpoints(db).insertMany(kept);
    } finally {
      await undo();
      rmSync(dir, { recursive: true, force: true });
    }
    expect((await bench.verify()).breaks).toEqual([]);
  });

  it('are not repeated while no chain grows, but for one now and then', async () => {
    const { db } = bench.database;
    const at = Date.now() + 1_000_000;
    const again = (last: Checkpoint | undefined, atMs: number) =>
      continueCheckpoints(db, bench.checkpointDir, testCheckpointKey, atMs, last, 3_600_000);
    const first = await again(undefined, at);
    expect(first).toMatchObject({ atMs: at });
    expect(await again(first, at + 60_000)).toBeUndefined();
    expect(await again(first, at + 3_600_000)).toMatchObject({ atMs: at + 3_600_000 });
    const other = first === undefined ? undefined : { ...first, root: new Uint8Array(32) };
    expect(await again(other, at + 120_000)).toMatchObject({ atMs: at + 120_000 });
  });

  it('do not hold with other heads, another time or another key', () => {
    const head = { shard: 1, epoch: 1n, sequence: 1n, hash: new Uint8Array(32) };
    const checkpoint = signCheckpoint([head], 1, testCheckpointKey);
    const holds = (change: Partial<Checkpoint>, key = testCheckpointKey) =>
      checkpointHolds({ ...checkpoint, ...change }, key.publicKey);
    expect(holds({})).toBe(true);
    expect(holds({ heads: [{ ...head, sequence: 2n }] })).toBe(false);
    expect(holds({ heads: [] })).toBe(false);
    expect(holds({ atMs: 2 })).toBe(false);
    expect(holds({}, checkpointKeyOf(otherKeyText()))).toBe(false);
  });

  it('take an Ed25519 key only', () => {
    const rsa = generateKeyPairSync('rsa', { modulusLength: 2_048 }).privateKey;
    expect(() => checkpointKeyOf(rsa.export({ format: 'der', type: 'pkcs8' }).toString('base64url'))).toThrow(
      'Ed25519',
    );
    expect(() => checkpointKeyOf('nonsense')).toThrow();
  });
});

function otherKeyText(): string {
  return JSON.stringify(generateKeyPairSync('ed25519').privateKey.export({ format: 'jwk' }));
}
