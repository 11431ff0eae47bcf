import { limits } from '@halobuzz/core/limits';
import { fakeClock } from '@halobuzz/core/testing/fake-clock';
import type { Redis } from 'ioredis';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { testStoreUrl } from '../../../testing/redis.ts';
import { TcpProxy } from '../../../testing/tcp-proxy.ts';
import { openRedis } from '../../adapters/redis/connect.ts';
import { createLog } from '../../observability/log.ts';
import { type CachedProfile, cacheOver, someQuery, source } from '../testing/cache-world.ts';

const log = createLog({ name: 'test', level: 'silent' });

let redis: Redis;
beforeAll(async () => {
  redis = await openRedis({ url: `${testStoreUrl('TEST_REDIS_ROOMS_URL')}/52`, name: 'test-cache', log });
});
afterEach(() => redis.flushdb());
afterAll(() => redis.disconnect());

describe('bounds', () => {
  it('a value or key that is too large is loaded each time and not stored', async () => {
    const { cache, count } = cacheOver(redis);
    const large = 'x'.repeat(limits.cacheValueBytesMax);
    const query = { cache: 'top-hosts', parts: ['large'], schema: z.string() } as const;
    for (let n = 0; n < 2; n += 1) expect(await cache.through(query, async () => large)).toBe(large);
    expect(await count('halobuzz_origin_cache_loads_total', { cache: 'top-hosts', outcome: 'refused' })).toBe(2);
    const long = { ...query, parts: ['k'.repeat(limits.cacheKeyBytesMax)] };
    expect(await cache.through(long, async () => 'x')).toBe('x');
    expect(await count('halobuzz_origin_cache_reads_total', { cache: 'top-hosts', result: 'bypass' })).toBe(1);
    expect((await redis.keys('*entry*')).length).toBe(0);
  });

  it('too many tags are a bug', async () => {
    const { cache } = cacheOver(redis);
    const tags = Array.from({ length: limits.cacheTagsMax }, (_, n) => `person:${n}` as const);
    await expect(
      cache.through({ cache: 'top-hosts', parts: [], schema: z.string(), tags }, async () => 'x'),
    ).rejects.toThrow('8 tags');
  });

  it('what its schema refuses is given, and not stored', async () => {
    const { cache, lines, loads } = cacheOver(redis);
    const broken: CachedProfile = JSON.parse('{"name": 7}');
    expect(await cache.throughIfAny(someQuery(), async () => broken)).toEqual(broken);
    expect([await loads('refused'), lines.filter(({ level }) => level === 'error').length]).toEqual([1, 1]);
  });
});

describe('get and set', () => {
  it('keep a value for an hour unless told otherwise, and read it by a schema', async () => {
    const { cache, clock } = cacheOver(redis);
    expect(await cache.get('greeting', z.string())).toBeNull();
    expect(await cache.set('greeting', 'namaste')).toBe(true);
    expect(await cache.get('greeting', z.string())).toBe('namaste');
    expect(await cache.get('greeting', z.number())).toBeNull();
    const [key = ''] = await redis.keys('*greeting*');
    expect(Math.abs((await redis.pttl(key)) - 3_600_000)).toBeLessThan(60_000);
    await cache.set('greeting', 'hello', 10);
    clock.advance(10_000);
    expect(await cache.get('greeting', z.string())).toBeNull();
  });

  it('keep nothing that is too large, too old or under too long a key', async () => {
    const { cache } = cacheOver(redis);
    expect(await cache.set('large', 'x'.repeat(limits.cacheValueBytesMax))).toBe(false);
    expect(await cache.set('k'.repeat(limits.cacheKeyBytesMax + 1), 'x')).toBe(false);
    expect(await cache.get('k'.repeat(limits.cacheKeyBytesMax + 1), z.string())).toBeNull();
    for (const ttl of [0, -1, Number.NaN]) expect(await cache.set('old', 'x', ttl)).toBe(false);
    await expect(cache.set('none', 1n)).rejects.toThrow(TypeError);
    expect(await redis.keys('*')).toEqual([]);
  });
});

describe('without Redis', () => {
  /** A cache behind a line that can be cut or stalled. */
  async function behindALine(clock = fakeClock()) {
    const url = new URL(testStoreUrl('TEST_REDIS_ROOMS_URL'));
    const proxy = await TcpProxy.open(Number(url.port));
    const line = await openRedis({ url: `redis://127.0.0.1:${proxy.port}/52`, name: 'test-line', log });
    const close = async () => {
      line.disconnect();
      await proxy.close();
    };
    return { proxy, line, close, ...cacheOver(line, clock, { answerMs: 250 }) };
  }

  it('everything is loaded: callers together in one load, errors as they are', async () => {
    const { proxy, cache, close, reads } = await behindALine();
    try {
      const [query, { load, behind, hold, fail }] = [someQuery(), source()];
      await cache.throughIfAny(query, load);
      proxy.cut();
      const release = hold();
      const asked = Array.from({ length: 50 }, () => cache.throughIfAny(query, load));
      await expect.poll(() => behind.asked).toBe(2);
      release();
      expect((await Promise.all(asked)).every((value) => value?.coins === 7n)).toBe(true);
      expect([behind.asked, await reads('bypass')]).toEqual([2, 50]);
      expect(await cache.set('x', 1)).toBe(false);
      expect(await cache.get('x', z.number())).toBeNull();
      fail(new Error('the database is away'));
      await expect(cache.throughIfAny(query, load)).rejects.toThrow('the database is away');
    } finally {
      await close();
    }
  });

  it('a Redis that hangs is soon not asked any more, and again when it answers', async () => {
    const { proxy, cache, clock, close, lines, count } = await behindALine();
    try {
      const { load } = source();
      proxy.stall();
      const open = () => count('halobuzz_origin_cache_circuit_open', {});
      for (let n = 0; n < limits.cacheFailuresMax; n += 1) await cache.throughIfAny(someQuery(), load);
      expect(await open()).toBe(1);
      expect(lines.some(({ text }) => text.startsWith('the cache is out of reach'))).toBe(true);
      proxy.heal();
      clock.advance(limits.cacheCircuitPauseMs);
      const [query, second] = [someQuery(), source()];
      await expect
        .poll(
          async () => {
            await cache.throughIfAny(query, second.load);
            clock.advance(limits.cacheCircuitPauseMs);
            return open();
          },
          { timeout: 20_000 },
        )
        .toBe(0);
      expect(lines.some(({ text }) => text === 'the cache is back')).toBe(true);
    } finally {
      await close();
    }
  });

  it('a change counts here at once, and everywhere as soon as Redis is back', async () => {
    const clock = fakeClock();
    const [{ proxy, line, cache, close }, other] = [await behindALine(clock), cacheOver(redis, clock)];
    try {
      const [query, { load, behind }] = [someQuery(), source()];
      await cache.throughIfAny(query, load);
      proxy.cut();
      behind.value = { name: 'Sita', coins: 8n };
      await cache.drop(...query.tags);
      expect((await other.cache.throughIfAny(query, load))?.coins).toBe(7n);
      proxy.heal();
      await expect.poll(() => line.status, { timeout: 20_000 }).toBe('ready');
      // Redis could be asked, and would still give the old value.
      expect((await cache.throughIfAny(query, load))?.coins).toBe(8n);
      await expect
        .poll(
          () => {
            clock.advance(limits.cacheCircuitPauseMs);
            return cache.repair();
          },
          { timeout: 20_000 },
        )
        .toBe(true);
      clock.set(fakeClock().now());
      expect((await other.cache.throughIfAny(query, load))?.coins).toBe(8n);
    } finally {
      await close();
    }
  });
});
