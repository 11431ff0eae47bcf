import { controlKeys } from '@halobuzz/core/rooms/keys';
import type { Redis } from 'ioredis';

/** Rooms that somebody entered or left since they were looked at. Hints: some may be lost, some may be of rooms that are over. */
export interface TouchedRooms {
  /** Takes some of them off the list, at most `count`. */
  take(count: number): Promise<readonly string[]>;
  /** Puts back what could not be looked at. */
  add(roomIds: readonly string[]): Promise<void>;
}

/** As gateways fill it (gateway/control/touch-rooms.ts). */
export function redisTouchedRooms(control: Redis): TouchedRooms {
  return {
    take: (count) => control.spop(controlKeys.touched, count),
    async add(roomIds) {
      if (roomIds.length > 0) await control.sadd(controlKeys.touched, ...roomIds);
    },
  };
}
