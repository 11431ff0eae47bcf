import { roomKeys } from '@halobuzz/core/rooms/keys';
import type { RoomStore } from '../../adapters/redis/room-redis.ts';

/** What has happened in a room since it began. */
export interface RoomActivity {
  /** People who have been there, estimated. */
  readonly joins: number;
  /** Coins of gifts that are in the ledger. */
  readonly coins: number;
}

/** Of each room that Redis knows. */
export type ReadRoomActivity = (roomIds: readonly string[]) => Promise<ReadonlyMap<string, RoomActivity>>;

export function redisRoomActivity(store: RoomStore): ReadRoomActivity {
  return async (roomIds) => {
    const found = await Promise.all(
      roomIds.map(async (id) => {
        const { redis } = store(id);
        const keys = roomKeys(id);
        const [state, joins] = await Promise.all([
          redis.hmget(keys.state, 'status', 'coins'),
          redis.pfcount(keys.unique),
        ]);
        return [id, state[0] ?? undefined, { joins, coins: Number(state[1] ?? 0) }] as const;
      }),
    );
    return new Map(found.flatMap(([id, status, activity]) => (status === undefined ? [] : [[id, activity] as const])));
  };
}
