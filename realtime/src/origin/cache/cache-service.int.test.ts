import { randomBytes } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { limits } from '@halobuzz/core/limits';
import { cacheKeys } from '@halobuzz/core/rooms/keys';
import { fakeClock } from '@halobuzz/core/testing/fake-clock';
import { seededRandom } from '@halobuzz/core/testing/seeded-random';
import type { Redis } from 'ioredis';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { testStoreUrl } from '../../../testing/redis.ts';
import { openRedis } from '../../adapters/redis/connect.ts';
import { createLog } from '../../observability/log.ts';
import { type CachedProfile, cacheOver, someQuery, source } from '../testing/cache-world.ts';
import { cachePlans } from './cache-plan.ts';

const log = createLog({ name: 'test', level: 'silent' });

let redis: Redis;
beforeAll(async () => {
  redis = await openRedis({ url: `${testStoreUrl('TEST_REDIS_ROOMS_URL')}/50`, name: 'test-cache', log });
});
afterEach(() => redis.flushdb());
afterAll(() => redis.disconnect());

const plan = cachePlans.profile;

describe('what is cached', () => {
  it('is loaded once, and given as its schema reads it', async () => {
    const [{ cache, reads, loads }, { load, behind }] = [cacheOver(redis), source()];
    const query = someQuery();
    expect(await cache.throughIfAny(query, load)).toEqual({ name: 'Sita', coins: 7n });
    expect(await cache.throughIfAny(query, load)).toEqual({ name: 'Sita', coins: 7n });
    expect(behind.asked).toBe(1);
    expect([await reads('miss'), await reads('hit'), await loads('stored')]).toEqual([1, 1, 1]);
  });

  it('that most ask for once is kept when it is asked for again, and only while that is soon', async () => {
    const { cache, clock, count } = cacheOver(redis);
    const reads = (result: string) => count('halobuzz_origin_cache_reads_total', { cache: 'lobby', result });
    const loads = (outcome: string) => count('halobuzz_origin_cache_loads_total', { cache: 'lobby', outcome });
    let made = 0;
    const ask = () =>
      cache.through({ cache: 'lobby', parts: ['music'], schema: z.int(), tags: ['lobby'] }, async () => (made += 1));
    expect([await ask(), await ask(), await ask()]).toEqual([1, 2, 2]);
    expect([await reads('first'), await reads('miss'), await reads('hit')]).toEqual([1, 1, 1]);
    expect([await loads('unstored'), await loads('stored')]).toEqual([1, 1]);
    await cache.drop('lobby');
    expect(await ask()).toBe(3);
    clock.advance(limits.cacheAskedAgainMs);
    expect(await ask()).toBe(4);
    expect(await reads('first')).toBe(2);
  });

  it('goes by all parts of its key, which no other parts can imitate', async () => {
    const { cache } = cacheOver(redis);
    const ask = (...parts: string[]) =>
      cache.through({ cache: 'top-hosts', parts, schema: z.string() }, async () => JSON.stringify(parts));
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
    expect(lifeMs).toBeGreaterThan(wholeMs - (plan.ttlSeconds * 1_000) / limits.cacheTtlJitterRatio - 10_000);
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
    expect(spreadMs).toBeLessThanOrEqual((plan.ttlSeconds * 1_000) / limits.cacheTtlJitterRatio);
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
    const load = async (): Promise<CachedProfile> => {
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
