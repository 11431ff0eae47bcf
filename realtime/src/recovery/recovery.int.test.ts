import { cpSync, mkdtempSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { walletShardKeys } from '@halobuzz/core/ledger/keys';
import { limits } from '@halobuzz/core/limits';
import type { Db } from 'mongodb';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { giftIntent, grantIntent, subject } from '../../testing/intents.ts';
import { type LedgerBench, openLedgerBench, testCheckpointKey, until } from '../../testing/ledger-process.ts';
import { type OwnDatabase, openOwnDatabase } from '../../testing/ledger-stores.ts';
import { contentOf, RecoveryBench } from '../../testing/recovery.ts';
import { submit } from '../../testing/wallet.contract.ts';
import { ledgerHeads, transactions } from '../adapters/mongo/ledger-collections.ts';
import { checkInstall } from '../migrations/install.ts';
import { BackupRefused } from './backup-keys.ts';
import { furthestBackup } from './changes-file.ts';
import { keepFollowing } from './follow-changes.ts';
import type { TakenBackup } from './take-backup.ts';
import { verifyRestored } from './verify-restored.ts';

/** Heads without what a restore takes away on purpose. */
async function restFrom(db: Db): Promise<Readonly<Record<string, unknown>>> {
  const { ledger_heads: _heads, ...rest } = await contentOf(db);
  const heads = await ledgerHeads(db)
    .find({}, { projection: { owner: 0, leaseUntil: 0 } })
    .sort({ _id: 1 })
    .toArray();
  return { ...rest, heads };
}

describe('a ledger that is backed up while gifts flow', () => {
  let bench: LedgerBench;
  let recovery: RecoveryBench;
  beforeAll(async () => {
    bench = await openLedgerBench();
    recovery = new RecoveryBench(bench.database.client);
  });
  afterAll(async () => {
    await recovery.close();
    await bench.close();
  });

  it('comes back with every type, validator and index, every change behind it, and verifies', async () => {
    const { db, client, uri } = bench.database;
    const ledger = bench.start({ streamKeptMs: 60_000 });
    await ledger.ready();
    const people = Array.from({ length: 8 }, () => subject());
    for (const wallet of people) await submit(bench.wallet, grantIntent({ wallet, amount: 10_000n }));
    let given = people.length;
    const give = async (count: number): Promise<void> => {
      const wallets = Array.from({ length: count }, (_, n) => people[n % people.length] ?? '');
      await Promise.all(wallets.map((wallet) => submit(bench.wallet, giftIntent({ wallet, amount: 2n }))));
      given += count;
    };
    await give(50);
    const giving = give(200);
    const taken = await recovery.take(db);
    const following = recovery.follow(db, taken);
    await giving;
    await give(100);
    await bench.committed(given);
    await following.caughtUp();
    await following.stop();
    // A second capture goes on where the first one ended.
    await give(60);
    await bench.committed(given);
    const again = recovery.follow(db, taken);
    await again.caughtUp();
    await ledger.stop();
    await again.caughtUp();
    await again.stop();

    const restored = await recovery.restore(taken.folder);
    await checkInstall(restored);
    expect(await restFrom(restored)).toEqual(await restFrom(db));
    const key = { dir: bench.checkpointDir, publicKey: testCheckpointKey.publicKey };
    const { summary, behindCheckpoint } = await verifyRestored({ client, db: restored, uri }, key);
    expect(summary).toMatchObject({ entries: given, breaks: [], problems: [] });
    expect(behindCheckpoint).toBe(0n);
  });

  it('loses no confirmed gift with MongoDB: the wallets give what the backup had not heard of', async () => {
    const { db } = bench.database;
    const before = await transactions(db).countDocuments();
    const ledger = bench.start({ streamKeptMs: 60_000 });
    await ledger.ready();
    const wallet = subject();
    await submit(bench.wallet, grantIntent({ wallet, amount: 1_000n }));
    await bench.committed(before + 1);
    const taken = await recovery.take(db);
    // Confirmed behind the backup, and nobody captures it.
    for (let n = 0; n < 20; n += 1) await submit(bench.wallet, giftIntent({ wallet, amount: 5n }));
    await bench.committed(before + 21);
    const confirmed = new Set((await transactions(db).find().toArray()).map(({ _id }) => _id));
    await ledger.stop();
    const heads = await ledgerHeads(db)
      .find({}, { projection: { hash: 1, sequence: 1 } })
      .sort({ _id: 1 })
      .toArray();

    const restored = await recovery.restore(taken.folder);
    expect(await transactions(restored).countDocuments()).toBe(before + 1);
    const next = bench.start({ database: restored.databaseName });
    await next.ready();
    await until('what was confirmed is there again', async () => {
      const found = await transactions(restored).find().toArray();
      return [...confirmed].every((tx) => found.some(({ _id }) => _id === tx));
    });
    // The same chain: whoever kept a checkpoint of before finds it again.
    const after = ledgerHeads(restored)
      .find({}, { projection: { hash: 1, sequence: 1 } })
      .sort({ _id: 1 });
    expect(await after.toArray()).toEqual(heads);
    await next.stop();
  });

  it('keeps committed entries in their streams, and lets them go after their time', async () => {
    const redis = bench.connection.session()?.redis;
    if (redis === undefined) throw new Error('no connection');
    const ledger = bench.start({ database: bench.database.name, streamKeptMs: 0 });
    await until('streams are trimmed', async () => {
      const lengths = await Promise.all(Array.from({ length: 64 }, (_, n) => redis.xlen(walletShardKeys(n).stream)));
      return lengths.every((length) => length <= 1);
    });
    await ledger.stop();
  });
});

describe('what a backup holds of a document', () => {
  let database: OwnDatabase;
  let recovery: RecoveryBench;
  beforeAll(async () => {
    database = await openOwnDatabase();
    recovery = new RecoveryBench(database.client);
  });
  afterAll(async () => {
    await recovery.close();
    await database.stop();
  });

  it('is what was there in the end, whatever was written in which way', async () => {
    const { db } = database;
    interface Odd {
      readonly _id: string | number;
      readonly list?: number[];
      readonly deep?: Readonly<Record<string, Readonly<Record<string, string | bigint>>>>;
      readonly a?: number;
      readonly again?: boolean;
      readonly number?: number;
      readonly date?: Date;
      readonly nothing?: null;
      readonly count?: number;
      readonly n?: number;
    }
    await db.createCollection('odd');
    const odd = db.collection<Odd>('odd');
    await odd.insertMany([
      { _id: 'kept', list: [1, 2, 3, 4], deep: { a: { '0': 'zero', b: 1n } } },
      { _id: 'gone', a: 1 },
      { _id: 7, number: 1.5, date: new Date(0) },
    ]);
    const taken = await recovery.take(db);
    const following = recovery.follow(db, taken);
    await odd.updateOne({ _id: 'kept' }, { $set: { 'list.1': 20, 'deep.a.0': 'nil' }, $unset: { 'deep.a.b': '' } });
    await odd.updateOne({ _id: 'kept' }, [{ $set: { list: { $slice: ['$list', 2] } } }]);
    await odd.updateOne({ _id: 'kept' }, { $push: { list: 30 } });
    await odd.deleteOne({ _id: 'gone' });
    await odd.insertOne({ _id: 'gone', again: true });
    await odd.replaceOne({ _id: 7 }, { number: 2, nothing: null });
    await odd.updateOne({ _id: 'new' }, { $inc: { count: 3 } }, { upsert: true });
    const session = database.client.startSession();
    await session.withTransaction(async () => {
      for (let n = 0; n < 50; n += 1) await odd.insertOne({ _id: 1_000 + n, n }, { session });
      await odd.updateMany({ n: { $gte: 25 } }, { $inc: { n: 1 } }, { session });
    });
    await session.endSession();
    await following.caughtUp();
    await following.stop();
    const restored = await recovery.restore(taken.folder);
    const [was, is] = [await contentOf(db), await contentOf(restored)];
    expect(is.odd).toEqual(was.odd);
  });

  it('is not enough once a collection or an index changes: the capture asks for a new backup', async () => {
    const { db } = database;
    const taken = await recovery.take(db);
    const following = recovery.follow(db, taken);
    await db.collection('odd').createIndex({ n: 1 });
    expect(await following.ended).toEqual({ kind: 'schema', what: 'createIndexes' });
  });
});

describe('a capture whose day is over', () => {
  it('takes a new backup while it goes on behind the old one, and nothing is ever out of both', async () => {
    const database = await openOwnDatabase();
    const recovery = new RecoveryBench(database.client);
    const stop = new AbortController();
    try {
      const { db } = database;
      const dayAgo = (): number => Date.now() - limits.backupPeriodMs - 60_000;
      const first = await recovery.take(db, dayAgo);
      const marks = db.collection<{ _id: string; n: number }>('failed_transactions');
      const mark = (n: number) =>
        marks.replaceOne({ _id: 'mark' }, { n }, { upsert: true, bypassDocumentValidation: true });
      let second: TakenBackup | undefined;
      let throughMs = 0;
      const keptUp = keepFollowing(first, {
        ...{ db, keys: recovery.keys, clock: Date.now, signal: stop.signal },
        onCaptured: (captured) => {
          throughMs = captured.throughMs;
        },
        onFailure: (error) => {
          throw error;
        },
        takeNew: async () => {
          // Written while the new backup is not there yet: whoever loses everything now restores the old one, with this in it.
          await until('the old backup has it', async () => {
            const restored = await recovery.restore(await furthestBackup(recovery.dir, recovery.keys));
            return (await restored.collection('failed_transactions').findOne({})) !== null;
          });
          second = await recovery.take(db);
          return second;
        },
      });
      let n = 2;
      await until('the new backup reaches further', async () => {
        await mark(n++);
        return second !== undefined && (await furthestBackup(recovery.dir, recovery.keys)) === second.folder;
      });
      await mark(n);
      const nowMs = Date.now();
      await until('it is captured', () => throughMs > nowMs);
      stop.abort();
      await keptUp;
      const restored = await recovery.restore(await furthestBackup(recovery.dir, recovery.keys));
      expect(await restored.collection('failed_transactions').findOne({})).toMatchObject({ n });
    } finally {
      stop.abort();
      await recovery.close();
      await database.stop();
    }
  });
});

describe('a backup that is not what was written', () => {
  let database: OwnDatabase;
  let recovery: RecoveryBench;
  let folder: string;
  const copies: string[] = [];
  beforeAll(async () => {
    database = await openOwnDatabase();
    recovery = new RecoveryBench(database.client);
    const taken = await recovery.take(database.db);
    folder = taken.folder;
    for (let n = 0; n < 3; n += 1) {
      const following = recovery.follow(database.db, taken);
      await database.db.collection<{ _id: string }>('failed_transactions').deleteMany({});
      await ledgerHeads(database.db).updateOne({ _id: n }, { $set: { updatedAt: new Date() } });
      await until('a file is written', () => changesIn(folder).length > n);
      await following.stop();
    }
  });
  afterEach(() => {
    for (const copy of copies.splice(0)) rmSync(copy, { recursive: true, force: true });
  });
  afterAll(async () => {
    await recovery.close();
    await database.stop();
  });

  const changesIn = (dir: string): string[] =>
    readdirSync(dir)
      .filter((name) => /^changes-\d+\.sealed$/.test(name))
      .sort();
  const copyOf = (): string => {
    const copy = join(mkdtempSync(join(tmpdir(), 'halobuzz-copy-')), 'backup');
    cpSync(folder, copy, { recursive: true });
    copies.push(join(copy, '..'));
    return copy;
  };
  const edit = (path: string, change: (bytes: Buffer) => Buffer): void =>
    writeFileSync(path, change(readFileSync(path)));
  const flipped = (at: number) => (bytes: Buffer) => {
    const index = at < 0 ? bytes.length + at : at;
    bytes.writeUInt8(bytes.readUInt8(index) ^ 1, index);
    return bytes;
  };
  const cut = (bytes: Buffer): Buffer => bytes.subarray(0, bytes.length - 1);
  /** Refused before anything is written, in words that name what is wrong. */
  const isRefused = async (copy: string, words: string | RegExp, bench = recovery): Promise<void> => {
    const db = recovery.newDatabase();
    const refusal = bench.restore(copy, db);
    await expect(refusal).rejects.toThrow(BackupRefused);
    await expect(refusal).rejects.toThrow(words);
    expect(await db.listCollections().toArray()).toEqual([]);
  };

  it('is refused with one bit turned in a file of documents', async () => {
    const copy = copyOf();
    edit(join(copy, 'ledger_heads.0000.sealed'), flipped(30));
    await isRefused(copy, 'ledger_heads.0000.sealed is not the file that was written');
  });

  it('is refused with a file cut off, or away', async () => {
    const copy = copyOf();
    edit(join(copy, 'ledger_heads.0000.sealed'), cut);
    await isRefused(copy, /ledger_heads.0000.sealed holds \d+ sealed bytes, \d+ were written/);
    rmSync(join(copy, 'ledger_heads.0000.sealed'));
    await isRefused(copy, 'ledger_heads.0000.sealed cannot be read');
  });

  it('is refused with another key than it was sealed or signed with', async () => {
    const other = new RecoveryBench(database.client);
    try {
      await isRefused(folder, 'manifest.json was written with another BACKUP_KEY', other);
      const { checkpointKeyOf } = await import('../ledger/checkpoint.ts');
      const { generateKeyPairSync } = await import('node:crypto');
      const pair = generateKeyPairSync('ed25519').privateKey.export({ format: 'der', type: 'pkcs8' });
      const keys = { ...recovery.keys, signing: checkpointKeyOf(pair.toString('base64url')) };
      await isRefused(folder, 'manifest.json was signed with another key', Object.assign(other, { keys }));
    } finally {
      await other.close();
    }
  });

  it('is refused with a manifest that somebody edited, or none', async () => {
    const copy = copyOf();
    const manifest = join(copy, 'manifest.json');
    edit(manifest, (bytes) => Buffer.from(bytes.toString().replace('\\"format\\":1', '\\"format\\":2')));
    await isRefused(copy, 'manifest.json does not carry a valid signature');
    rmSync(manifest);
    await isRefused(copy, 'holds no manifest.json');
  });

  it('is refused with changes left out, swapped, cut off or turned', async () => {
    const [first = '', second = '', third = ''] = changesIn(folder);
    const missing = copyOf();
    rmSync(join(missing, second));
    await isRefused(missing, `${second} is missing: ${third} cannot follow`);
    const swapped = copyOf();
    renameSync(join(swapped, first), join(swapped, 'held'));
    renameSync(join(swapped, second), join(swapped, first));
    renameSync(join(swapped, 'held'), join(swapped, second));
    await isRefused(swapped, `${first} does not follow the file before it`);
    const short = copyOf();
    edit(join(short, third), cut);
    await isRefused(short, new RegExp(`${third} holds \\d+ sealed bytes`));
    const turned = copyOf();
    edit(join(turned, third), flipped(-3));
    await isRefused(turned, `${third} is not the file that was written`);
  });

  it('of another backup lends it no changes', async () => {
    const [first = ''] = changesIn(folder);
    const another = await recovery.take(database.db);
    cpSync(join(folder, first), join(another.folder, first));
    await isRefused(another.folder, `${first} belongs to another backup`);
  });

  it('is restored into an empty database only, unless it is told to replace one; cut off, it begins anew', async () => {
    const db = recovery.newDatabase();
    await db.collection<{ _id: string }>('users').insertOne({ _id: 'somebody' });
    await expect(recovery.restore(folder, db)).rejects.toThrow(`the database ${db.databaseName} holds 1 collections`);
    expect(await db.collection('users').countDocuments()).toBe(1);
    await recovery.restore(folder, db, true);
    expect(await db.collection('users').countDocuments()).toBe(0);
    await checkInstall(db);
    const half = recovery.newDatabase();
    await half.collection<{ _id: string }>('restore_under_way').insertOne({ _id: 'a restore that died' });
    await half.collection<{ _id: number }>('ledger_heads_being_restored').insertOne({ _id: 999 });
    await expect(checkInstall(half)).rejects.toThrow('not migrated');
    await recovery.restore(folder, half);
    await checkInstall(half);
    expect(await ledgerHeads(half).countDocuments()).toBe(64);
  });
});
