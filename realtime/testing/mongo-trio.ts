import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { MongoClient } from 'mongodb';
import { type Child, startChild } from '../../scripts/cluster/child.ts';
import { mongoSpec, replicaSetName } from '../../scripts/cluster/mongo.ts';
import { pickFreePort } from '../../scripts/cluster/ports.ts';
import { waitUntil } from '../../scripts/cluster/wait-until.ts';
import { provideMongod } from '../../scripts/provision/mongod.ts';

/** A replica set of three, in which another member takes over when the primary steps down or dies. */
export interface MongoTrio {
  readonly uri: string;
  /** The primary gives its office away, as for an upgrade; resolves when another has it. */
  stepDown(): Promise<void>;
  stop(): Promise<void>;
}

const startTimeoutMs = 60_000;
/** A failed primary is noticed by then; MongoDB's default is ten times as long. */
const electionTimeoutMs = 1_000;
const stepDownSeconds = 20;

export async function startMongoTrio(): Promise<MongoTrio> {
  const dir = mkdtempSync(join(tmpdir(), 'halobuzz-trio-'));
  const { file } = await provideMongod(() => {});
  const ports = [await pickFreePort(), await pickFreePort(), await pickFreePort()];
  const members: Child[] = ports.map((port, i) => {
    return startChild(mongoSpec(file, { dir: join(dir, String(i)), port, name: `mongod-${i}` }));
  });
  const hosts = ports.map((port) => `127.0.0.1:${port}`);
  const uri = `mongodb://${hosts.join(',')}/?replicaSet=${replicaSetName}`;
  const stop = async (): Promise<void> => {
    await Promise.all(members.map((member) => member.stop(10_000)));
    rmSync(dir, { recursive: true, force: true });
  };
  const onMember = async <T>(host: string, work: (client: MongoClient) => Promise<T>): Promise<T> => {
    const options = { directConnection: true, serverSelectionTimeoutMS: 1_000, connectTimeoutMS: 1_000 };
    const client = new MongoClient(`mongodb://${host}/`, options);
    try {
      return await work(client);
    } finally {
      await client.close();
    }
  };
  const isPrimary = (host: string): Promise<boolean> =>
    onMember(host, async (client) => (await client.db('admin').command({ hello: 1 })).isWritablePrimary === true);
  const primary = async (): Promise<string | undefined> => {
    for (const host of hosts) if (await isPrimary(host).catch(() => false)) return host;
    return undefined;
  };
  const [first = ''] = hosts;
  const initiate = {
    _id: replicaSetName,
    members: hosts.map((host, _id) => ({ _id, host })),
    settings: { electionTimeoutMillis: electionTimeoutMs },
  };
  const ready = await waitUntil(
    () => onMember(first, async (client) => (await client.db('admin').command({ replSetInitiate: initiate })).ok === 1),
    { timeoutMs: startTimeoutMs, pollMs: 200 },
  );
  const elected =
    ready && (await waitUntil(async () => (await primary()) !== undefined, { timeoutMs: startTimeoutMs }));
  if (!elected) {
    await stop();
    throw new Error('three mongods did not become a replica set');
  }
  return {
    uri,
    stop,
    async stepDown() {
      const before = await primary();
      if (before === undefined) throw new Error('there is no primary to step down');
      // It closes connections that hold transactions; its answer may be lost with them.
      const command = { replSetStepDown: stepDownSeconds, secondaryCatchUpPeriodSecs: 10, force: true };
      await onMember(before, (client) => client.db('admin').command(command)).catch(() => {});
      const moved = await waitUntil(
        async () => {
          const now = await primary();
          return now !== undefined && now !== before;
        },
        { timeoutMs: startTimeoutMs },
      );
      if (!moved) throw new Error('nobody took over');
    },
  };
}
