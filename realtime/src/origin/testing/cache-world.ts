import { randomBytes } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { fakeClock } from '@halobuzz/core/testing/fake-clock';
import type { Redis } from 'ioredis';
import { Registry } from 'prom-client';
import { z } from 'zod';
import { cacheMetrics } from '../cache/cache-metrics.ts';
import { CacheService, type CacheServiceDeps } from '../cache/cache-service.ts';
import { redisCacheStore } from '../cache/cache-store.ts';
import { recordLog } from './fakes.ts';

/** What tests cache: with a value that JSON has no form for. */
export const cachedProfile = z.strictObject({
  name: z.string(),
  coins: z.codec(z.string(), z.bigint(), { decode: BigInt, encode: String }),
});
export type CachedProfile = z.infer<typeof cachedProfile>;

/** One origin's cache; those of one test share the clock. Failures of a test machine's timers must not look like Redis'. */
export function cacheOver(store: Redis, clock = fakeClock(), given: Partial<CacheServiceDeps> = {}) {
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
    reads: (result: string) => count('halobuzz_origin_cache_reads_total', { cache: 'profile', result }),
    loads: (outcome: string) => count('halobuzz_origin_cache_loads_total', { cache: 'profile', outcome }),
    count,
  };
}

/** What is behind the cache: a source that counts how often it was asked, and can be held. */
export function source(first: CachedProfile | undefined = { name: 'Sita', coins: 7n }) {
  let held: Promise<void> | undefined;
  let failure: Error | undefined;
  const behind: { value: CachedProfile | undefined; asked: number } = { value: first, asked: 0 };
  return {
    behind,
    load: async (): Promise<CachedProfile | undefined> => {
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
export function someQuery() {
  ids += 1;
  const id = `p${ids}`;
  return { cache: 'profile', parts: [id], schema: cachedProfile, tags: [`person:${id}`] } as const;
}
