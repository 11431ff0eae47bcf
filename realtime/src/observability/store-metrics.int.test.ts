import { once } from 'node:events';
import { pino } from 'pino';
import { Registry } from 'prom-client';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { testStoreUrl } from '../../testing/redis.ts';
import { connectMongo } from '../adapters/mongo/connection.ts';
import { openRedis } from '../adapters/redis/connect.ts';
import { createLifecycle, type Lifecycle } from '../lifecycle.ts';
import { undeclaredIn } from './metric-catalogue.ts';
import { mongoMetrics } from './mongo-metrics.ts';
import { redisMetrics } from './redis-metrics.ts';

const log = pino({ level: 'silent' });
let registry: Registry;
let lifecycle: Lifecycle;
beforeEach(() => {
  registry = new Registry();
  lifecycle = createLifecycle(log);
});
afterEach(async () => {
  await lifecycle.release(10_000);
  expect(await undeclaredIn(registry)).toEqual([]);
});

/** The value of the series of exactly these labels; undefined when there is none. */
async function value(name: string, labels: Readonly<Record<string, string>> = {}): Promise<number | undefined> {
  const metric = (await registry.getMetricsAsJSON()).find((one) => name.startsWith(one.name));
  return metric?.values.find(
    (one) =>
      ('metricName' in one && one.metricName !== undefined ? one.metricName : metric.name) === name &&
      Object.entries(labels).every(([label, wanted]) => one.labels[label] === wanted),
  )?.value;
}

describe('a Redis', () => {
  const open = async () => {
    const redis = await openRedis({
      ...{ url: testStoreUrl('TEST_REDIS_ROOMS_URL'), name: 'store-metrics', log, commandTimeoutMs: 5_000 },
    });
    lifecycle.own('redis', () => redis.disconnect());
    return redis;
  };

  it('is connected until it is not, and its commands are counted and timed', async () => {
    const redis = await open();
    const metrics = redisMetrics(registry);
    metrics.watch('rooms-0', () => redis);
    metrics.watch('wallets', () => undefined);
    metrics.time('rooms-0', redis);
    const [echoed] = await Promise.all([redis.echo('a'), redis.echo('b')]);
    expect(echoed).toBe('a');
    await expect(redis.call('NO_SUCH_COMMAND')).rejects.toThrow('unknown command');
    expect(await value('halobuzz_redis_connected', { store: 'rooms-0' })).toBe(1);
    expect(await value('halobuzz_redis_connected', { store: 'wallets' })).toBe(0);
    expect(await value('halobuzz_redis_commands_total', { store: 'rooms-0', result: 'ok' })).toBeGreaterThanOrEqual(2);
    expect(await value('halobuzz_redis_commands_total', { store: 'rooms-0', result: 'error' })).toBe(1);
    expect(await value('halobuzz_redis_command_duration_seconds_count', { store: 'rooms-0' })).toBeGreaterThanOrEqual(
      3,
    );
    const ended = once(redis, 'end');
    redis.disconnect();
    await ended;
    expect(await value('halobuzz_redis_connected', { store: 'rooms-0' })).toBe(0);
  });

  it('is asked how it is', async () => {
    const redis = await open();
    const metrics = redisMetrics(registry);
    metrics.watch('rooms-0', () => redis);
    metrics.watch('control', () => redis);
    await metrics.ask(
      (store) => store === 'rooms-0',
      () => 5_000,
    )();
    const rooms = { store: 'rooms-0' };
    expect(await value('halobuzz_redis_used_memory_bytes', rooms)).toBeGreaterThan(100_000);
    expect(await value('halobuzz_redis_aof_ok', rooms)).toBe(1);
    expect(await value('halobuzz_redis_replicas', rooms)).toBe(0);
    expect(await value('halobuzz_redis_info_timestamp_seconds', rooms)).toBe(5);
    expect(await value('halobuzz_redis_used_memory_bytes', { store: 'control' })).toBeUndefined();
  });

  it('is left as it is where nothing is measured', async () => {
    const redis = await open();
    const send = redis.sendCommand;
    redisMetrics(undefined).time('rooms-0', redis);
    expect(redis.sendCommand).toBe(send);
  });
});

it('tells of MongoDB’s commands, connections and primary', async () => {
  const client = await connectMongo(process.env.TEST_MONGODB_URI ?? '', lifecycle, {
    monitorCommands: true,
    watch: (made) => mongoMetrics(registry, made),
  });
  expect(await value('halobuzz_mongodb_connected')).toBe(1);
  const collection = client.db('store_metrics').collection('nothing');
  await Promise.all([collection.findOne({}), collection.findOne({})]);
  await expect(collection.findOne({ $nonsense: 1 })).rejects.toThrow('nonsense');
  expect(await value('halobuzz_mongodb_commands_total', { command: 'find', result: 'ok' })).toBe(2);
  expect(await value('halobuzz_mongodb_commands_total', { command: 'find', result: 'error' })).toBe(1);
  expect(await value('halobuzz_mongodb_command_duration_seconds_count', { command: 'find' })).toBe(3);
  expect(await value('halobuzz_mongodb_pool_connections', { state: 'open' })).toBeGreaterThanOrEqual(1);
  expect(await value('halobuzz_mongodb_pool_connections', { state: 'in_use' })).toBe(0);
  expect(await value('halobuzz_mongodb_pool_connections', { state: 'waiting' })).toBe(0);
  expect(await value('halobuzz_mongodb_pool_wait_seconds_count')).toBeGreaterThanOrEqual(3);
  expect(await value('halobuzz_mongodb_replication_lag_seconds')).toBe(0);
  await lifecycle.release(10_000);
  expect(await value('halobuzz_mongodb_pool_connections', { state: 'open' })).toBe(0);
});
