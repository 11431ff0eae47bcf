import type { Redis } from 'ioredis';
import { pino } from 'pino';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { testStoreUrl } from '../../../testing/redis.ts';
import { openRedis } from './connect.ts';

const log = pino({ level: 'silent' });
let redis: Redis;

beforeEach(async () => {
  redis = await openRedis({ url: testStoreUrl('TEST_REDIS_ROOMS_URL'), name: 'test', log });
});
afterEach(() => redis.disconnect());

it('writes what is asked for in one turn together, when the turn ends', async () => {
  const echoes = ['a', 'b', 'c'].map((text) => redis.echo(text));
  const waiting = redis.stream.writableLength;
  expect(waiting).toBeGreaterThan(3 * 'ECHO'.length);
  expect(await Promise.all(echoes)).toEqual(['a', 'b', 'c']);
  expect(redis.stream.writableLength).toBe(0);
  expect(redis.stream.writableCorked).toBe(0);
});

it('answers what is asked for as the turn ends, and in the next', async () => {
  const late = new Promise<string>((resolve, reject) => {
    setImmediate(() => redis.echo('late').then(resolve, reject));
  });
  expect(await Promise.all([redis.echo('now'), late])).toEqual(['now', 'late']);
});

it('fails every command that waited when the connection is cut', async () => {
  const echoes = ['a', 'b'].map((text) => redis.echo(text));
  redis.stream.destroy();
  const settled = await Promise.allSettled(echoes);
  expect(settled.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
});
