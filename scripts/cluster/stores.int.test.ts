import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Redis } from 'ioredis';
import { MongoClient } from 'mongodb';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { type RunningMongo, startMongo } from './mongo.ts';
import { pickFreePort } from './ports.ts';
import { type RunningValkey, startValkey } from './valkey.ts';

let dir: string;
const running: (RunningValkey | RunningMongo)[] = [];

beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'halobuzz-stores-test-'));
});

afterEach(async () => {
  await Promise.all(running.splice(0).map((store) => store.stop()));
  rmSync(dir, { recursive: true, force: true });
});

async function valkey(): Promise<RunningValkey> {
  const store = await startValkey({ dir: join(dir, 'valkey'), appendfsync: 'always' });
  running.push(store);
  return store;
}

async function mongo(port?: number): Promise<RunningMongo> {
  const store = await startMongo({ dir: join(dir, 'mongo'), ...(port === undefined ? {} : { port }) });
  running.push(store);
  return store;
}

async function onValkey<T>(store: RunningValkey, work: (redis: Redis) => Promise<T>): Promise<T> {
  const redis = new Redis(store.url);
  try {
    return await work(redis);
  } finally {
    redis.disconnect();
  }
}

async function onMongo<T>(store: RunningMongo, work: (client: MongoClient) => Promise<T>): Promise<T> {
  const client = new MongoClient(store.uri);
  try {
    return await work(client);
  } finally {
    await client.close();
  }
}

test('the wallets store keeps an acknowledged write through kill -9, and never evicts', async () => {
  const first = await valkey();
  const settings = await onValkey(first, async (redis) => {
    await redis.set('balance', '100');
    return [await redis.config('GET', 'appendfsync'), await redis.config('GET', 'maxmemory-policy')];
  });
  expect(settings.flat()).toEqual(['appendfsync', 'always', 'maxmemory-policy', 'noeviction']);
  first.signal('SIGKILL');
  await first.exited;
  expect(await onValkey(await valkey(), (redis) => redis.get('balance'))).toBe('100');
});

test('the store waits for its disk on request', async () => {
  const answer = await onValkey(await valkey(), async (redis) => {
    await redis.set('balance', '100');
    return redis.call('WAITAOF', '1', '0', '1000');
  });
  expect(answer).toEqual([1, 0]);
});

test('MongoDB runs transactions, keeps them through kill -9, and comes back on another port', async () => {
  const first = await mongo();
  await onMongo(first, async (client) => {
    const heads = client.db('store-test').collection('heads');
    await client.withSession((session) =>
      session.withTransaction(() => heads.insertOne({ sequence: 1 }, { session }), {
        writeConcern: { w: 'majority', j: true },
      }),
    );
  });
  first.signal('SIGKILL');
  await first.exited;
  const second = await mongo(await pickFreePort(new Set([first.port])));
  const head = await onMongo(second, (client) => client.db('store-test').collection('heads').findOne({}));
  expect(head).toMatchObject({ sequence: 1 });
});

test('a store that cannot start tells why from its log', async () => {
  const first = await valkey();
  const second = startValkey({ dir: join(dir, 'second'), appendfsync: 'always', port: first.port });
  await expect(second).rejects.toThrow(
    /valkey on port \d+ exited with code 1: .*(?:Address already in use|Failed listening)/s,
  );
});
