import { controlKeys } from '@halobuzz/core/rooms/keys';
import type { Redis } from 'ioredis';

/** Lets one origin alone do a background task. Losing it mid-run only costs work: the tasks themselves are idempotent. */
export interface TaskLease {
  /** True when `task` is this origin's for the next `lifeMs`; renews what it already holds. */
  hold(task: string, lifeMs: number): Promise<boolean>;
  /** Gives back what it holds. */
  release(task: string): Promise<void>;
}

/** KEYS[1] the lease; ARGV: owner, life in ms. */
const holdScript = `
local owner = redis.call('GET', KEYS[1])
if owner and owner ~= ARGV[1] then return 0 end
redis.call('SET', KEYS[1], ARGV[1], 'PX', ARGV[2])
return 1`;

/** KEYS[1] the lease; ARGV: owner. */
const releaseScript = `
if redis.call('GET', KEYS[1]) == ARGV[1] then return redis.call('DEL', KEYS[1]) end
return 0`;

export function redisTaskLease(control: Redis, owner: string): TaskLease {
  return {
    async hold(task, lifeMs) {
      return (await control.eval(holdScript, 1, controlKeys.taskLease(task), owner, lifeMs)) === 1;
    },
    async release(task) {
      await control.eval(releaseScript, 1, controlKeys.taskLease(task), owner);
    },
  };
}
