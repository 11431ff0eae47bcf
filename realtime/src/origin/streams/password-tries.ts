import { limits } from '@halobuzz/core/limits';
import { controlKeys } from '@halobuzz/core/rooms/keys';
import type { Redis } from 'ioredis';
import { luaScript } from '../../adapters/redis/lua-script.ts';

/** Who may try a broadcast's password, and who has given it. In control Redis: what is lost there is asked for again. */
export interface PasswordTries {
  /** Counts a try before it is judged, so that tries at once are bounded too. Undefined, or how long to wait, ms. */
  begin(roomId: string, account: string): Promise<number | undefined>;
  /** It was right: the try does not count, and the account is remembered with the password's version. */
  succeeded(roomId: string, account: string, passwordVersion: number): Promise<void>;
  /** The newest version that this account gave, 0 for none. */
  given(roomId: string, account: string): Promise<number>;
}

/** KEYS: tries of all, tries of this account; ARGV: at most of each, life in ms. Counts only what is let through. */
const beginScript = luaScript(`
local all, own = tonumber(redis.call('GET', KEYS[1]) or '0'), tonumber(redis.call('GET', KEYS[2]) or '0')
if own >= tonumber(ARGV[2]) then return redis.call('PTTL', KEYS[2]) end
if all >= tonumber(ARGV[1]) then return redis.call('PTTL', KEYS[1]) end
for _, key in ipairs(KEYS) do
  if redis.call('INCR', key) == 1 then redis.call('PEXPIRE', key, ARGV[3]) end
end
return -1`);

/** KEYS as above. A right password takes back its own try. */
const rightScript = luaScript(`
redis.call('DEL', KEYS[2])
if redis.call('EXISTS', KEYS[1]) == 1 then redis.call('DECR', KEYS[1]) end
return 1`);

export function redisPasswordTries(control: Redis): PasswordTries {
  return {
    async begin(roomId, account) {
      const bounds = [limits.streamPasswordRoomTriesMax, limits.streamPasswordTriesMax];
      const keys = controlKeys.passwordTries(roomId, account);
      const wait = Number(await beginScript(control, keys, [...bounds, limits.streamPasswordTriesLifeMs]));
      return wait < 0 ? undefined : Math.max(wait, 1);
    },
    async succeeded(roomId, account, passwordVersion) {
      await rightScript(control, controlKeys.passwordTries(roomId, account), []);
      const key = controlKeys.admitted(roomId, account);
      await control.set(key, passwordVersion, 'PX', limits.streamAdmissionLifeMs);
    },
    async given(roomId, account) {
      return Number((await control.get(controlKeys.admitted(roomId, account))) ?? 0);
    },
  };
}
