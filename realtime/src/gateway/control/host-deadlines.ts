import { limits } from '@halobuzz/core/limits';
import { controlKeys } from '@halobuzz/core/rooms/keys';
import type { Redis } from 'ioredis';

/** When broadcasts end by themselves. The origin's reaper acts on it, so it outlives the host's gateway. */
export interface HostDeadlines {
  /** The host is here, or has just left: the room lives for the grace period from now on. Rejects when out of reach. */
  extend(roomId: string): Promise<void>;
}

export function createHostDeadlines(redis: Redis, clock: () => number): HostDeadlines {
  return {
    async extend(roomId) {
      // XX: a room that has ended meanwhile must not come back into the list.
      await redis.zadd(controlKeys.deadlines, 'XX', clock() + limits.hostGraceMs, roomId);
    },
  };
}
