import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { MongoClient, MongoServerError } from 'mongodb';
import { Problem } from '../problem.ts';
import { provideMongod } from '../provision/mongod.ts';
import { type Child, type ChildSpec, describeExit, logTail, startChild } from './child.ts';
import { pickFreePort, portIsFree } from './ports.ts';
import { waitUntil } from './wait-until.ts';

export const replicaSetName = 'hb0';

export type MongoOptions = {
  dir: string;
  /** Loopback port; a free one is picked when absent. */
  port?: number;
  name?: string;
  logFile?: string;
};

/** A running single-node replica set. `signal('SIGKILL')` is a crash; start again with the same `dir` to recover. */
export type RunningMongo = { uri: string; port: number; dir: string } & Pick<Child, 'pid' | 'exited' | 'signal'> & {
    stop(): Promise<void>;
  };

const readyTimeoutMs = 60_000;
const stopDeadlineMs = 20_000;
const probeTimeoutMs = 1_000;
const startAttemptsMax = 5;
const notYetInitialized = 94;
const cacheGiB = 0.25;
const oplogMiB = 512;
/**
 * A client that is killed leaves its transaction open on the server, with the documents it wrote locked; MongoDB ends it
 * after a minute by default. The ledger's heads would be locked that long after a crash of their writer.
 */
const transactionSecondsMax = 10;

/** The process of a journaled mongod with a bounded cache, loopback only. */
export function mongoSpec(binary: string, options: MongoOptions & { port: number }): ChildSpec {
  mkdirSync(options.dir, { recursive: true });
  return {
    name: options.name ?? 'mongod',
    command: binary,
    args: [
      ...[
        '--port',
        String(options.port),
        '--bind_ip',
        '127.0.0.1',
        '--dbpath',
        options.dir,
        '--replSet',
        replicaSetName,
      ],
      ...['--setParameter', `transactionLifetimeLimitSeconds=${transactionSecondsMax}`],
      ...['--wiredTigerCacheSizeGB', String(cacheGiB), '--oplogSize', String(oplogMiB)],
      ...(process.platform === 'win32' ? [] : ['--nounixsocket']),
    ],
    cwd: options.dir,
    env: process.env,
    logFile: options.logFile ?? join(options.dir, 'mongod.log'),
  };
}

/**
 * One step towards a primary: initiates the replica set on a new data folder, or points an old one at the port it
 * runs on now. Answers whether this process takes writes; call it until it does. A stranger on the port is left alone.
 */
export async function ensurePrimary(port: number, pid: number): Promise<boolean> {
  if (await portIsFree(port)) return false;
  const client = new MongoClient(`mongodb://127.0.0.1:${port}/`, {
    directConnection: true,
    serverSelectionTimeoutMS: probeTimeoutMs,
    connectTimeoutMS: probeTimeoutMs,
  });
  try {
    const admin = client.db('admin');
    const { pid: answering } = await admin.command({ serverStatus: 1 }, { promoteLongs: true });
    if (Number(answering) !== pid) return false;
    const hello = await admin.command({ hello: 1 });
    if (hello.isWritablePrimary === true) return true;
    await configureReplicaSet(client, `127.0.0.1:${port}`);
    return false;
  } finally {
    await client.close();
  }
}

async function configureReplicaSet(client: MongoClient, host: string): Promise<void> {
  const admin = client.db('admin');
  try {
    const { config } = await admin.command({ replSetGetConfig: 1 });
    if (config.members.length === 1 && config.members[0].host === host) return;
    const members = [{ _id: 0, host }];
    await admin.command({ replSetReconfig: { ...config, version: config.version + 1, members }, force: true });
  } catch (error) {
    if (!(error instanceof MongoServerError) || error.code !== notYetInitialized) throw error;
    await admin.command({ replSetInitiate: { _id: replicaSetName, members: [{ _id: 0, host }] } });
  }
}

/** The address for drivers, without a database name. */
export function mongoUri(port: number, database = ''): string {
  return `mongodb://127.0.0.1:${port}/${database}?replicaSet=${replicaSetName}`;
}

/** Provides the binary, starts mongod and waits until it is primary. Throws a Problem when it does not start. */
export async function startMongo(options: MongoOptions): Promise<RunningMongo> {
  const { file } = await provideMongod(() => {});
  for (let attempt = 1; ; attempt++) {
    const port = options.port ?? (await pickFreePort());
    const spec = mongoSpec(file, { ...options, port });
    const child = startChild(spec);
    if (
      await waitUntil(() => ensurePrimary(port, child.pid), {
        timeoutMs: readyTimeoutMs,
        pollMs: 100,
        abort: child.exited,
      })
    ) {
      const stop = async () => {
        await child.stop(stopDeadlineMs);
      };
      return {
        uri: mongoUri(port),
        port,
        dir: options.dir,
        pid: child.pid,
        exited: child.exited,
        signal: child.signal,
        stop,
      };
    }
    const exit = await child.stop(stopDeadlineMs);
    if (options.port === undefined && attempt < startAttemptsMax) continue;
    throw new Problem(`${spec.name} on port ${port} ${describeExit(exit)}: ${logTail(spec.logFile, 3)}`);
  }
}
