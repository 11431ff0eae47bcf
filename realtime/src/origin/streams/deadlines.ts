import { controlKeys } from '@halobuzz/core/rooms/keys';
import type { Redis } from 'ioredis';
import { luaScript } from '../../adapters/redis/lua-script.ts';

/**
 * When each live room ends unless its host shows up: the gateway that holds the host's socket keeps pushing the time
 * back. It stands in control Redis, so it outlives the gateway.
 */
export interface Deadlines {
  set(roomId: string, atMs: number): Promise<void>;
  /** Sets a deadline only where there is none. */
  setIfAbsent(roomId: string, atMs: number): Promise<void>;
  remove(roomId: string): Promise<void>;
  /**
   * Rooms whose time has come, at most `max`. Each goes to one caller; the others see it again after `claimMs`, so that
   * a claimer's crash delays the end and does not lose it.
   */
  claimDue(nowMs: number, claimMs: number, max: number): Promise<readonly string[]>;
  /** Which of these rooms have a deadline. */
  present(roomIds: readonly string[]): Promise<ReadonlySet<string>>;
}

/** KEYS[1] the sorted set; ARGV: now, claimed until, at most. */
const claimScript = luaScript(`
local due = redis.call('ZRANGEBYSCORE', KEYS[1], '-inf', ARGV[1], 'LIMIT', 0, ARGV[3])
for i = 1, #due do redis.call('ZADD', KEYS[1], 'XX', ARGV[2], due[i]) end
return due`);

export function redisDeadlines(control: Redis): Deadlines {
  const key = controlKeys.deadlines;
  return {
    async set(roomId, atMs) {
      await control.zadd(key, atMs, roomId);
    },
    async setIfAbsent(roomId, atMs) {
      await control.zadd(key, 'NX', atMs, roomId);
    },
    async remove(roomId) {
      await control.zrem(key, roomId);
    },
    async claimDue(nowMs, claimMs, max) {
      const due = await claimScript(control, [key], [nowMs, nowMs + claimMs, max]);
      return Array.isArray(due) ? due.map(String) : [];
    },
    async present(roomIds) {
      if (roomIds.length === 0) return new Set();
      const scores = await control.zmscore(key, ...roomIds);
      return new Set(roomIds.filter((_, at) => scores[at] !== null));
    },
  };
}
