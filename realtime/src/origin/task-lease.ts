import { controlKeys } from '@halobuzz/core/rooms/keys';
import type { Redis } from 'ioredis';
import { luaScript } from '../adapters/redis/lua-script.ts';

/** Lets one origin alone do a background task. Losing it mid-run only costs work: the tasks themselves are idempotent. */
export interface TaskLease {
  /** True when `task` is this origin's for the next `lifeMs`; renews what it already holds. */
  hold(task: string, lifeMs: number): Promise<boolean>;
  /** Gives back what it holds. */
  release(task: string): Promise<void>;
}

/** KEYS[1] the lease; ARGV: owner, life in ms. */
const holdScript = luaScript(`
local owner = redis.call('GET', KEYS[1])
if owner and owner ~= ARGV[1] then return 0 end
redis.call('SET', KEYS[1], ARGV[1], 'PX', ARGV[2])
return 1`);

/** KEYS[1] the lease; ARGV: owner. */
const releaseScript = luaScript(`
if redis.call('GET', KEYS[1]) == ARGV[1] then return redis.call('DEL', KEYS[1]) end
return 0`);

export function redisTaskLease(control: Redis, owner: string): TaskLease {
  return {
    async hold(task, lifeMs) {
      return (await holdScript(control, [controlKeys.taskLease(task)], [owner, lifeMs])) === 1;
    },
    async release(task) {
      await releaseScript(control, [controlKeys.taskLease(task)], [owner]);
    },
  };
}

/** How often a lease is renewed within its life. */
const renewalsPerLife = 3;

/**
 * Does `work` if the task is this origin's, and keeps the lease for as long as that takes. A renewal that fails is made up by
 * the next one; when the lease is lost all the same, two may work for a while, which every task bears. Resolves with whether
 * it was done; the lease lasts on to its end, so that the same origin goes on with it.
 */
export async function whileHeld(
  lease: TaskLease,
  task: string,
  lifeMs: number,
  work: () => Promise<unknown>,
): Promise<boolean> {
  if (!(await lease.hold(task, lifeMs))) return false;
  const renewal = setInterval(() => void lease.hold(task, lifeMs).catch(() => {}), lifeMs / renewalsPerLife);
  try {
    await work();
  } finally {
    clearInterval(renewal);
  }
  return true;
}
