import { randomBytes, randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Db, Document, MongoClient } from 'mongodb';
import type { BackupKeys } from '../src/recovery/backup-keys.ts';
import { type FollowEnd, followChanges } from '../src/recovery/follow-changes.ts';
import { restoreBackup } from '../src/recovery/restore-backup.ts';
import { type TakenBackup, takeBackup } from '../src/recovery/take-backup.ts';
import { testCheckpointKey, until } from './ledger-process.ts';

/** Backups of a test, in a folder of its own, and databases that they are restored into. */
export class RecoveryBench {
  readonly keys: BackupKeys = { encryption: randomBytes(32), signing: testCheckpointKey };
  readonly dir = mkdtempSync(join(tmpdir(), 'halobuzz-backups-'));
  readonly #client: MongoClient;
  readonly #databases: Db[] = [];

  constructor(client: MongoClient) {
    this.#client = client;
  }

  take(db: Db, clock = Date.now): Promise<TakenBackup> {
    return takeBackup({ db, dir: this.dir, keys: this.keys, clock, onProgress: () => {} });
  }

  /** Captures changes until {@link Following.stop}. */
  follow(db: Db, taken: TakenBackup): Following {
    const stop = new AbortController();
    let throughMs = 0;
    let failed: unknown;
    const ended = followChanges({
      ...{ db, ...taken, keys: this.keys, clock: Date.now, signal: stop.signal },
      onCaptured: (captured) => {
        throughMs = captured.throughMs;
      },
    });
    ended.catch((error: unknown) => {
      failed = error;
    });
    return {
      ended,
      async caughtUp() {
        const nowMs = Date.now();
        await until('changes are captured', () => {
          if (failed !== undefined) throw failed;
          return throughMs > nowMs;
        });
      },
      async stop() {
        stop.abort();
        await ended;
      },
    };
  }

  /** A database that is not there yet. */
  newDatabase(): Db {
    const db = this.#client.db(`restored_${randomUUID().slice(0, 8)}`);
    this.#databases.push(db);
    return db;
  }

  async restore(folder: string, db = this.newDatabase(), replace = false): Promise<Db> {
    await restoreBackup({ db, folder, keys: this.keys, replace, onStep: () => {} });
    return db;
  }

  async close(): Promise<void> {
    for (const db of this.#databases) await db.dropDatabase();
    rmSync(this.dir, { recursive: true, force: true });
  }
}

export interface Following {
  readonly ended: Promise<FollowEnd>;
  /** Everything that was confirmed before this call is in files when it resolves. */
  caughtUp(): Promise<void>;
  stop(): Promise<void>;
}

/** Everything that a database holds, as text that two equal databases share: documents with their types, validators, indexes. */
export async function contentOf(db: Db): Promise<Readonly<Record<string, unknown>>> {
  const { EJSON } = (await import('mongodb')).BSON;
  const content: Record<string, unknown> = {};
  const found = await db.listCollections({ type: 'collection' }, { promoteValues: false }).toArray();
  const named: Document[] = found.sort((a, b) => (a.name < b.name ? -1 : 1));
  for (const { name, options } of named) {
    const documents = await db.collection(name, { promoteValues: false }).find().sort({ _id: 1 }).toArray();
    const indexes = await db.collection(name).indexes();
    content[String(name)] = {
      documents: documents.map((document) => EJSON.stringify(document, { relaxed: false })),
      options: EJSON.stringify(options, { relaxed: false }),
      indexes: indexes.map((index) => JSON.stringify(index)).sort(),
    };
  }
  return content;
}
