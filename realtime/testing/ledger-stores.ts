import { randomUUID } from 'node:crypto';
import { mkdtempSync, readdirSync, rmSync, statSync, truncateSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Db, MongoClient } from 'mongodb';
import { pino } from 'pino';
import { type RunningValkey, startValkey } from '../../scripts/cluster/valkey.ts';
import { allMigrations } from '../src/migrations/all-migrations.ts';
import { migrateUp } from '../src/migrations/run-migrations.ts';

/** Logs nothing; for tests. */
export const silentLog = pino({ level: 'silent' });

/** A wallets server of a test's own: shards are global in one server, so tests that share one would meet. */
export interface OwnWallets {
  readonly url: string;
  readonly port: number;
  /** Ends the server as a crash would and starts it again with what its file holds. */
  crashAndRestart(): Promise<void>;
  /** The same, but the file has lost its last bytes, as a disk that lied about a sync leaves it. */
  cutTailAndRestart(bytes: number): Promise<void>;
  /** Ends the server and starts it again with an empty data folder, on the same port. */
  wipeAndRestart(): Promise<void>;
  stop(): Promise<void>;
}

export async function startOwnWallets(): Promise<OwnWallets> {
  const dir = mkdtempSync(join(tmpdir(), 'halobuzz-wallets-'));
  const start = (port?: number): Promise<RunningValkey> =>
    startValkey({ dir: join(dir, 'data'), appendfsync: 'always', ...(port === undefined ? {} : { port }) });
  let server = await start();
  const { port, url } = server;
  const kill = async (): Promise<void> => {
    server.signal('SIGKILL');
    await server.exited;
  };
  return {
    url,
    port,
    async crashAndRestart() {
      await kill();
      server = await start(port);
    },
    async cutTailAndRestart(bytes) {
      await kill();
      const folder = join(dir, 'data', 'appendonlydir');
      const last = readdirSync(folder)
        .filter((name) => name.endsWith('.incr.aof'))
        .sort()
        .at(-1);
      if (last === undefined) throw new Error('the server kept no file');
      const file = join(folder, last);
      truncateSync(file, Math.max(0, statSync(file).size - bytes));
      server = await start(port);
    },
    async wipeAndRestart() {
      await kill();
      rmSync(join(dir, 'data'), { recursive: true, force: true });
      server = await start(port);
    },
    async stop() {
      await server.stop();
      rmSync(dir, { recursive: true, force: true });
    },
  };
}

export interface OwnDatabase {
  readonly uri: string;
  readonly name: string;
  readonly db: Db;
  readonly client: MongoClient;
  /** Drops it. */
  stop(): Promise<void>;
}

/** A migrated database of a test's own, in the shared replica set unless it brings another. */
export async function openOwnDatabase(uri = process.env.TEST_MONGODB_URI ?? ''): Promise<OwnDatabase> {
  const client = await new MongoClient(uri, { writeConcern: { w: 'majority', journal: true } }).connect();
  const name = `ledger_${randomUUID().slice(0, 8)}`;
  const db = client.db(name);
  await migrateUp(db, { migrations: allMigrations, owner: name, leaseMs: 30_000, say: () => {} });
  return {
    uri,
    name,
    db,
    client,
    async stop() {
      await db.dropDatabase();
      await client.close();
    },
  };
}
