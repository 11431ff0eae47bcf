import { randomUUID } from 'node:crypto';
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, truncateSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Db, MongoClient } from 'mongodb';
import { pino } from 'pino';
import { type RunningValkey, startValkey, type ValkeyOptions } from '../../scripts/cluster/valkey.ts';
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
  /** The same, but the newest entry was being written as the power failed: its file ends amid what moves the wallet. */
  tearNewestAndRestart(): Promise<void>;
  /** Ends it and starts it on a disk that is full once one of its files has grown to this. Resolves with when it died of that. */
  fillDisk(bytes: number): Promise<{ readonly died: Promise<unknown> }>;
  /** Starts it again, and there is room. */
  freeDisk(): Promise<void>;
  /** Ends the server and starts it again with an empty data folder, on the same port. */
  wipeAndRestart(): Promise<void>;
  stop(): Promise<void>;
}

export async function startOwnWallets(): Promise<OwnWallets> {
  const dir = mkdtempSync(join(tmpdir(), 'halobuzz-wallets-'));
  const startOnce = (port?: number, more: Pick<ValkeyOptions, 'fileBytesMax'> = {}): Promise<RunningValkey> =>
    startValkey({ dir: join(dir, 'data'), appendfsync: 'always', ...(port === undefined ? {} : { port }), ...more });
  // A server that died while it wrote a torn file anew mends that file and refuses it once (8.1.8).
  const start = (port: number): Promise<RunningValkey> => startOnce(port).catch(() => startOnce(port));
  let server = await startOnce();
  const { port, url } = server;
  const kill = async (): Promise<void> => {
    server.signal('SIGKILL');
    await server.exited;
  };
  const newestFile = (): string => {
    const folder = join(dir, 'data', 'appendonlydir');
    // Numbered: the tenth comes after the ninth.
    const numberOf = (name: string): number => Number(/\.(\d+)\.incr\.aof$/.exec(name)?.[1] ?? 0);
    const names = readdirSync(folder).filter((name) => numberOf(name) > 0);
    const last = names.sort((a, b) => numberOf(a) - numberOf(b)).at(-1);
    if (last === undefined) throw new Error('the server kept no file');
    return join(folder, last);
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
      const file = newestFile();
      truncateSync(file, Math.max(0, statSync(file).size - bytes));
      server = await start(port);
    },
    async tearNewestAndRestart() {
      await kill();
      const file = newestFile();
      const text = readFileSync(file, 'latin1');
      // What a gift writes: MULTI, XADD, HSET of the head, HSET of the wallet, …
      const entry = text.lastIndexOf('\r\nXADD\r\n');
      const head = text.indexOf('\r\nHSET\r\n', entry);
      const wallet = text.indexOf('\r\nHSET\r\n', head + 1);
      if (entry === -1 || head === -1 || wallet === -1) throw new Error('there is no entry in its file');
      truncateSync(file, wallet + 12);
      server = await start(port);
    },
    async fillDisk(bytes) {
      await kill();
      server = await startOnce(port, { fileBytesMax: bytes });
      return { died: server.exited };
    },
    async freeDisk() {
      await kill();
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
