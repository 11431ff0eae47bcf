import { AppError } from '@halobuzz/core/errors/app-error';
import { limits } from '@halobuzz/core/limits';
import { controlKeys } from '@halobuzz/core/rooms/keys';
import type { Redis } from 'ioredis';
import { luaScript } from '../../adapters/redis/lua-script.ts';

/** Counts a picture that an account sends, before it is looked at. @throws AppError `rate_limited` */
export type CountUpload = (account: string) => Promise<void>;

/** KEYS: the count; ARGV: at most, life in ms. Counts only what is let through, so that waiting helps. */
const countScript = luaScript(`
if tonumber(redis.call('GET', KEYS[1]) or '0') >= tonumber(ARGV[1]) then return redis.call('PTTL', KEYS[1]) end
if redis.call('INCR', KEYS[1]) == 1 then redis.call('PEXPIRE', KEYS[1], ARGV[2]) end
return -1`);

export function redisUploadBound(control: Redis): CountUpload {
  return async (account) => {
    const bounds = [limits.imageUploadsMax, limits.imageUploadsLifeMs];
    const waitMs = Number(await countScript(control, [controlKeys.imageUploads(account)], bounds));
    if (waitMs >= 0) throw new AppError('rate_limited', { retryAfterMs: Math.max(waitMs, 1) });
  };
}
