import type { Redis } from 'ioredis';

/** `fresh`: it was not used before and is now. `unknown`: the store gave no answer, so it must not be let in. */
export type BurnResult = 'fresh' | 'burnt' | 'unknown';

/** Remembers ids of single-use tokens until a moment after the tokens have expired. */
export type BurnId = (key: string, expiresAtMs: number, nowMs: number) => Promise<BurnResult>;

/** A burnt id outlives its token by this, so that clocks which differ open no gap. */
const afterlifeMs = 60_000;

export function createBurner(redis: Redis): BurnId {
  return async (key, expiresAtMs, nowMs) => {
    try {
      const lifeMs = Math.max(1, expiresAtMs - nowMs) + afterlifeMs;
      return (await redis.set(key, '1', 'PX', lifeMs, 'NX')) === 'OK' ? 'fresh' : 'burnt';
    } catch {
      return 'unknown';
    }
  };
}
