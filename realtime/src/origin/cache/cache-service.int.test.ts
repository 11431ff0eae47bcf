import { randomBytes } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { limits } from '@halobuzz/core/limits';
import { cacheKeys } from '@halobuzz/core/rooms/keys';
import { fakeClock } from '@halobuzz/core/testing/fake-clock';
import { seededRandom } from '@halobuzz/core/testing/seeded-random';
import type { Redis } from 'ioredis';
import { Registry } from 'prom-client';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { testStoreUrl } from '../../../testing/redis.ts';
import { TcpProxy } from '../../../testing/tcp-proxy.ts';
import { openRedis } from '../../adapters/redis/connect.ts';
import { createLog } from '../../observability/log.ts';
import { recordLog } from '../testing/fakes.ts';
import { cacheMetrics } from './cache-metrics.ts';
import { cachePlans } from './cache-plan.ts';
import { CacheService, type CacheServiceDeps } from './cache-service.ts';
import { redisCacheStore } from './cache-store.ts';

const log = createLog({ name: 'test', level: 'silent' });
const profile = z.strictObject({
  name: z.string(),
  coins: z.codec(z.string(), z.bigint(), { decode: BigInt, encode: String }),
});
type Profile = z.infer<typeof profile>;
const plan = cachePlans.profile;

let redis: Redis;
beforeAll(async () => {
  redis = await openRedis({ url: `${testStoreUrl('TEST_REDIS_ROOMS_URL')}/50`, name: 'test-cache', log });
});
afterEach(() => redis.flushdb());
afterAll(() => redis.disconnect());

/** One origin's cache; those of one test share the clock. Failures of a test machine's timers must not look like Redis'. */
function cacheOver(store: Redis, clock = fakeClock(), given: Partial<CacheServiceDeps> = {}) {
  const registry = new Registry();
  const lines = recordLog();
  const cache = new CacheService({
    ...{ store: redisCacheStore(store), clock: clock.now, log: lines, observer: cacheMetrics(registry) },
    ...{ random: (length: number) => Uint8Array.from(randomBytes(length)), pause: (timeMs: number) => sleep(timeMs) },
    ...{ answerMs: 5_000, ...given },
  });
  const count = async (name: string, labels: Readonly<Record<string, string>>): Promise<number> => {
    const metric = await registry.getSingleMetric(name)?.get();
    const found = metric?.values.find((value) =>
      Object.entries(labels).every(([label, wanted]) => value.labels[label] === wanted),
    );
    return found?.value ?? 0;
  };
  return {
    cache,
    clock,
    lines: lines.lines,
    reads: (result: string) => count('origin_cache_reads_total', { cache: 'profile', result }),
    loads: (outcome: string) => count('origin_cache_loads_total', { cache: 'profile', outcome }),
    count,
  };
}

/** What is behind the cache: a source that counts how often it was asked, and can be held. */
function source(first: Profile | undefined = { name: 'Sita', coins: 7n }) {
  let held: Promise<void> | undefined;
  let failure: Error | undefined;
  const behind: { value: Profile | undefined; asked: number } = { value: first, asked: 0 };
  return {
    behind,
    load: async (): Promise<Profile | undefined> => {
      behind.asked += 1;
      const { value } = behind;
      await held;
      if (failure !== undefined) throw failure;
      return value;
    },
    hold() {
      let release = (): void => {};
      held = new Promise((resolve) => {
        release = resolve;
      });
      return () => {
        held = undefined;
        release();
      };
    },
    fail(error: Error | undefined) {
      failure = error;
    },
  };
}

let ids = 0;
/** A query of its own for each test. */
function someQuery() {
  ids += 1;
  const id = `p${ids}`;
  return { cache: 'profile', parts: [id], schema: profile, tags: [`person:${id}`] } as const;
}

describe('what is cached', () => {
  it('is loaded once, and given as its schema reads it', async () => {
    const [{ cache, reads, loads }, { load, behind }] = [cacheOver(redis), source()];
    const query = someQuery();
    expect(await cache.throughIfAny(query, load)).toEqual({ name: 'Sita', coins: 7n });
    expect(await cache.throughIfAny(query, load)).toEqual({ name: 'Sita', coins: 7n });
    expect(behind.asked).toBe(1);
    expect([await reads('miss'), await reads('hit'), await loads('stored')]).toEqual([1, 1, 1]);
  });

  it('goes by all parts of its key, which no other parts can imitate', async () => {
    const { cache } = cacheOver(redis);
    const ask = (...parts: string[]) =>
      cache.through({ cache: 'lobby', parts, schema: z.string() }, async () => JSON.stringify(parts));
    for (const parts of [
      ['a:b', 'c'],
      ['a', 'b:c'],
      ['a', 'b', 'c'],
      ['a%3Ab', 'c'],
      ['', 'a'],
      ['a', ''],
    ]) {
      expect(await ask(...parts)).toBe(JSON.stringify(parts));
    }
    expect(await ask('\ud800')).toBe(JSON.stringify(['\ud800']));
  });

  it('is made anew when it was stored under another schema, or is no entry at all', async () => {
    const { cache, reads } = cacheOver(redis);
    const [query, { load, behind }] = [someQuery(), source()];
    await cache.throughIfAny({ ...query, schema: z.string() }, async () => 'of an older build');
    expect(await cache.throughIfAny(query, load)).toEqual(behind.value);
    await redis.set(cacheKeys.entry(`profile:${query.parts[0]}`), '{"v":[');
    expect(await cache.throughIfAny(query, load)).toEqual(behind.value);
    expect([behind.asked, await reads('hit')]).toEqual([2, 0]);
  });

  it('belongs to everybody or to one account, and is never asked for as the other', async () => {
    const { cache } = cacheOver(redis);
    const asked = cache.through({ cache: 'lobby', parts: [], account: 'a1', schema: z.string() }, async () => 'x');
    await expect(asked).rejects.toThrow('its answers are for everybody');
  });
});

describe('time', () => {
  it('makes an answer stale: it is still given while one caller has it made anew', async () => {
    const { cache, clock, reads } = cacheOver(redis);
    const [query, { load, behind, hold }] = [someQuery(), source()];
    await cache.throughIfAny(query, load);
    behind.value = { name: 'Sita', coins: 8n };
    clock.advance(plan.ttlSeconds * 1_000);
    const release = hold();
    const stale = await Promise.all(Array.from({ length: 20 }, () => cache.throughIfAny(query, load)));
    expect(stale.every((value) => value?.coins === 7n)).toBe(true);
    release();
    await cache.settled();
    expect((await cache.throughIfAny(query, load))?.coins).toBe(8n);
    expect([behind.asked, await reads('stale')]).toEqual([2, 20]);
  });

  it('keeps a stale answer when making it anew fails, and says so', async () => {
    const { cache, clock, lines, loads } = cacheOver(redis);
    const [query, { load, behind, fail }] = [someQuery(), source()];
    await cache.throughIfAny(query, load);
    clock.advance(plan.ttlSeconds * 1_000);
    fail(new Error('the database is away'));
    expect((await cache.throughIfAny(query, load))?.coins).toBe(7n);
    await cache.settled();
    expect(lines.filter(({ level }) => level === 'warn')).toHaveLength(1);
    expect(await loads('failed')).toBe(1);
    fail(undefined);
    behind.value = { name: 'Sita', coins: 9n };
    expect((await cache.throughIfAny(query, load))?.coins).toBe(7n);
    await cache.settled();
    expect((await cache.throughIfAny(query, load))?.coins).toBe(9n);
  });

  it('ends an answer when its stale time is over, and Redis forgets it by itself', async () => {
    const { cache, clock } = cacheOver(redis);
    const [query, { load, behind }] = [someQuery(), source()];
    await cache.throughIfAny(query, load);
    const lifeMs = await redis.pttl(cacheKeys.entry(`profile:${query.parts[0]}`));
    const wholeMs = (plan.ttlSeconds + plan.staleSeconds) * 1_000;
    expect(lifeMs).toBeGreaterThan(wholeMs - plan.ttlSeconds * 1_000 * limits.cacheTtlJitterRatio - 10_000);
    expect(lifeMs).toBeLessThanOrEqual(wholeMs);
    clock.advance(wholeMs);
    behind.value = undefined;
    expect(await cache.throughIfAny(query, load)).toBeUndefined();
  });

  it('is spread: answers stored together do not run out together', async () => {
    let drawn = 0;
    const random = (length: number): Uint8Array => {
      drawn += 1;
      return new Uint8Array(randomBytes(length)).fill(length === 1 ? drawn * 37 : drawn);
    };
    const { cache } = cacheOver(redis, fakeClock(), { random });
    const entrySchema = z.looseObject({ f: z.int() });
    const ends: number[] = [];
    for (let n = 0; n < 8; n += 1) {
      const query = someQuery();
      await cache.throughIfAny(query, source().load);
      const text = await redis.get(cacheKeys.entry(`profile:${query.parts[0]}`));
      ends.push(entrySchema.parse(JSON.parse(text ?? '')).f);
    }
    expect(new Set(ends).size).toBeGreaterThan(4);
    const spreadMs = Math.max(...ends) - Math.min(...ends);
    expect(spreadMs).toBeLessThanOrEqual(plan.ttlSeconds * 1_000 * limits.cacheTtlJitterRatio);
  });

  it('keeps for a while that there is nothing', async () => {
    const { cache, clock, reads } = cacheOver(redis);
    const [query, { load, behind }] = [someQuery(), source(undefined)];
    behind.value = undefined;
    expect(await cache.throughIfAny(query, load)).toBeUndefined();
    expect(await cache.throughIfAny(query, load)).toBeUndefined();
    expect([behind.asked, await reads('absent')]).toEqual([1, 1]);
    behind.value = { name: 'Sita', coins: 1n };
    clock.advance(plan.absentSeconds * 1_000);
    expect((await cache.throughIfAny(query, load))?.coins).toBe(1n);
  });
});

describe('a stampede', () => {
  it('of 200 callers of three origins loads once', async () => {
    const clock = fakeClock();
    const origins = [cacheOver(redis, clock), cacheOver(redis, clock), cacheOver(redis, clock)];
    const [query, { load, behind, hold }] = [someQuery(), source()];
    const release = hold();
    const asked = Array.from({ length: 200 }, (_, n) => origins[n % 3]?.cache.throughIfAny(query, load));
    await expect.poll(() => behind.asked).toBe(1);
    release();
    expect((await Promise.all(asked)).every((value) => value?.coins === 7n)).toBe(true);
    expect(behind.asked).toBe(1);
  });

  it('is told together that the load failed; the next caller loads again', async () => {
    const { cache, loads } = cacheOver(redis);
    const [query, { load, behind, fail }] = [someQuery(), source()];
    fail(new Error('the database is away'));
    const asked = await Promise.allSettled(Array.from({ length: 20 }, () => cache.throughIfAny(query, load)));
    expect(asked.filter(({ status }) => status === 'rejected')).toHaveLength(20);
    expect([behind.asked, await loads('failed')]).toEqual([1, 1]);
    fail(undefined);
    expect(await cache.throughIfAny(query, load)).toEqual(behind.value);
    expect(behind.asked).toBe(2);
  });

  it('does not wait for ever for a loader that died: then everybody loads, and nobody stores', async () => {
    const { cache, loads } = cacheOver(redis, fakeClock(), { pause: () => sleep(0) });
    const [query, { load, behind }] = [someQuery(), source()];
    await redis.set(cacheKeys.lease(`profile:${query.parts[0]}`), 'somebody who died', 'PX', limits.cacheLeaseMs);
    expect(await cache.throughIfAny(query, load)).toEqual(behind.value);
    expect([await loads('unstored'), await redis.exists(cacheKeys.entry(`profile:${query.parts[0]}`))]).toEqual([1, 0]);
  });

  it('does not have what a loader made whose lease ran out', async () => {
    const { cache, loads } = cacheOver(redis);
    const [query, { load, behind, hold }] = [someQuery(), source()];
    const release = hold();
    const slow = cache.throughIfAny(query, load);
    await expect.poll(() => behind.asked).toBe(1);
    await redis.del(cacheKeys.lease(`profile:${query.parts[0]}`));
    release();
    expect(await slow).toEqual({ name: 'Sita', coins: 7n });
    expect([await loads('dropped'), await redis.exists(cacheKeys.entry(`profile:${query.parts[0]}`))]).toEqual([1, 0]);
  });
});

describe('a change', () => {
  it('drops what hangs on its tag, in every origin, and nothing else', async () => {
    const clock = fakeClock();
    const [one, other] = [cacheOver(redis, clock), cacheOver(redis, clock)];
    const [query, kept, { load, behind }, keptSource] = [someQuery(), someQuery(), source(), source()];
    await one.cache.throughIfAny(query, load);
    await one.cache.throughIfAny(kept, keptSource.load);
    behind.value = { name: 'Sita', coins: 8n };
    await other.cache.drop(...query.tags);
    expect((await one.cache.throughIfAny(query, load))?.coins).toBe(8n);
    await one.cache.throughIfAny(kept, keptSource.load);
    expect(keptSource.behind.asked).toBe(1);
    await other.cache.drop('everything');
    await one.cache.throughIfAny(kept, keptSource.load);
    expect(keptSource.behind.asked).toBe(2);
  });

  it.each(['this', 'another'])(
    'while a load is under way (dropped by %s origin): the old value is stored by nobody and given to no later caller',
    async (who) => {
      const clock = fakeClock();
      const [one, other] = [cacheOver(redis, clock), cacheOver(redis, clock)];
      const [query, { load, behind, hold }] = [someQuery(), source()];
      const release = hold();
      const early = one.cache.throughIfAny(query, load);
      await expect.poll(() => behind.asked).toBe(1);
      behind.value = { name: 'Sita', coins: 8n };
      await (who === 'this' ? one : other).cache.drop(...query.tags);
      // Asked after the change, while the old load is still under way.
      const late = one.cache.throughIfAny(query, load);
      release();
      expect((await early)?.coins).toBe(7n);
      expect((await late)?.coins).toBe(8n);
      expect([await one.loads('dropped'), await one.loads('stored')]).toEqual([1, 1]);
      expect((await one.cache.throughIfAny(query, load))?.coins).toBe(8n);
      expect((await other.cache.throughIfAny(query, load))?.coins).toBe(8n);
    },
  );

  it('is seen by whoever asks after it, whatever loads, drops and evictions cross', async () => {
    const seed = Number(process.env.CACHE_SEED ?? randomBytes(4).readUInt32LE());
    const draw = seededRandom(seed);
    const clock = fakeClock();
    const origins = [
      cacheOver(redis, clock, { pause: () => sleep(0) }),
      cacheOver(redis, clock, { pause: () => sleep(0) }),
    ];
    const query = someQuery();
    let coins = 0n;
    const load = async (): Promise<Profile> => {
      const seen = coins;
      // A load takes a few turns of the event loop, so that changes fall into it.
      for (let turns = draw.below(4); turns > 0; turns -= 1) await sleep(0);
      return { name: 'Sita', coins: seen };
    };
    const act = async (): Promise<void> => {
      const origin = origins[draw.below(2)]?.cache;
      switch (draw.below(8)) {
        case 0:
          coins += 1n;
          await origin?.drop(...query.tags);
          return;
        case 1:
          // Whatever Redis evicts is as good as dropped.
          await redis.del(
            [cacheKeys.entry(`profile:${query.parts[0]}`), cacheKeys.tag(query.tags[0])][draw.below(2)] ?? '',
          );
          return;
        case 2:
          clock.advance(draw.below(3) * 1_000);
          return;
        default: {
          const before = settledCoins;
          const value = await origin?.throughIfAny(query, load);
          expect(value?.coins, `CACHE_SEED=${seed}`).toBeGreaterThanOrEqual(before);
        }
      }
    };
    // What every change that is over, its drop included, has come to.
    let settledCoins = 0n;
    for (let round = 0; round < 60; round += 1) {
      await Promise.all(Array.from({ length: 6 }, act));
      settledCoins = coins;
    }
    await Promise.all(origins.map(({ cache }) => cache.settled()));
  });
});

describe('bounds', () => {
  it('a value or key that is too large is loaded each time and not stored', async () => {
    const { cache, count } = cacheOver(redis);
    const large = 'x'.repeat(limits.cacheValueBytesMax);
    const query = { cache: 'lobby', parts: ['large'], schema: z.string() } as const;
    for (let n = 0; n < 2; n += 1) expect(await cache.through(query, async () => large)).toBe(large);
    expect(await count('origin_cache_loads_total', { cache: 'lobby', outcome: 'refused' })).toBe(2);
    const long = { ...query, parts: ['k'.repeat(limits.cacheKeyBytesMax)] };
    expect(await cache.through(long, async () => 'x')).toBe('x');
    expect(await count('origin_cache_reads_total', { cache: 'lobby', result: 'bypass' })).toBe(1);
    expect((await redis.keys('*entry*')).length).toBe(0);
  });

  it('too many tags are a bug', async () => {
    const { cache } = cacheOver(redis);
    const tags = Array.from({ length: limits.cacheTagsMax }, (_, n) => `person:${n}` as const);
    await expect(
      cache.through({ cache: 'lobby', parts: [], schema: z.string(), tags }, async () => 'x'),
    ).rejects.toThrow('8 tags');
  });

  it('what its schema refuses is given, and not stored', async () => {
    const { cache, lines, loads } = cacheOver(redis);
    const broken: Profile = JSON.parse('{"name": 7}');
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
    const line = await openRedis({ url: `redis://127.0.0.1:${proxy.port}/50`, name: 'test-line', log });
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
      const open = () => count('origin_cache_circuit_open', {});
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
