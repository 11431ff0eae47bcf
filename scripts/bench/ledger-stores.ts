import { randomUUID } from 'node:crypto';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { MongoClient } from 'mongodb';
import { allMigrations } from '../../realtime/src/migrations/all-migrations.ts';
import { migrateUp } from '../../realtime/src/migrations/run-migrations.ts';
import { startMongo } from '../cluster/mongo.ts';
import { type RunningValkey, startValkey } from '../cluster/valkey.ts';

/** The stores of a ledger row: one MongoDB as `npm start` runs it, and for each measurement a database and wallets of its own. */
export interface LedgerStores {
  readonly mongo: { readonly uri: string; readonly pid: number };
  readonly client: MongoClient;
  /** A new migrated database; answers its name. The one before it is dropped. */
  freshDatabase(): Promise<string>;
  /** A new empty wallets server that writes through to the disk. The one before it is stopped. */
  freshWallets(): Promise<{ readonly url: string; readonly pid: number }>;
  stop(): Promise<void>;
}

/** `folder` must lie on a disk. It is emptied before and removed after. */
export async function openLedgerStores(folder: string): Promise<LedgerStores> {
  const clear = (): Promise<void> => rm(folder, { recursive: true, force: true });
  await clear();
  const mongo = await startMongo({ dir: join(folder, 'mongo') });
  const client = await new MongoClient(mongo.uri, { writeConcern: { w: 'majority', journal: true } }).connect();
  let wallets: RunningValkey | undefined;
  let database: string | undefined;
  return {
    mongo,
    client,
    async freshDatabase() {
      if (database !== undefined) await client.db(database).dropDatabase();
      database = `bench_${randomUUID().slice(0, 8)}`;
      await migrateUp(client.db(database), {
        ...{ migrations: allMigrations, owner: database, leaseMs: 60_000, say: () => {} },
      });
      // What was written before is on its way to the disk while nobody is measured.
      await client.db('admin').command({ fsync: 1 });
      return database;
    },
    async freshWallets() {
      await wallets?.stop();
      wallets = await startValkey({ dir: join(folder, randomUUID()), appendfsync: 'always', name: 'wallets' });
      return wallets;
    },
    async stop() {
      await client.close();
      await Promise.all([wallets?.stop(), mongo.stop()]);
      await clear();
    },
  };
}
