import type { RandomBytes } from '@halobuzz/core/clock';
import { AppError } from '@halobuzz/core/errors/app-error';
import { fromHex, hex } from '@halobuzz/core/ids';
import { limits } from '@halobuzz/core/limits';
import { controlKeys } from '@halobuzz/core/rooms/keys';
import type { Redis } from 'ioredis';
import type { DayKeys } from './analytics-log.ts';

const KEY_BYTES = 32;

/**
 * Over control Redis, where a key stands for `analyticsKeyLifeMs` and in no other store. One that is lost is made anew: then
 * somebody may count as two people on that day, which hurts nobody.
 */
export function redisDayKeys(control: Redis, random: RandomBytes): DayKeys {
  return {
    async of(dayMs) {
      const name = controlKeys.analyticsKey(new Date(dayMs).toISOString().slice(0, 10));
      try {
        await control.set(name, hex(random(KEY_BYTES)), 'PX', limits.analyticsKeyLifeMs, 'NX');
        const key = fromHex((await control.get(name)) ?? '');
        if (key?.byteLength === KEY_BYTES) return key;
      } catch (cause) {
        throw new AppError('unavailable', { retryAfterMs: 1_000, cause });
      }
      throw new AppError('unavailable', { retryAfterMs: 1_000 });
    },
  };
}
