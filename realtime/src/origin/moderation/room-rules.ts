import { controlKeys, roomKeys } from '@halobuzz/core/rooms/keys';
import type { Redis } from 'ioredis';
import type { RoomStore } from '../../adapters/redis/room-redis.ts';
import type { HostRules, RecordedAct, Standing } from '../../adapters/redis/room-rules-scripts.ts';

/** Rooms' own copy of who may not and who may more, and what their scripts recorded. Calls may fail with their Redis. */
export interface RoomRules {
  /** Lays the host's rules down; `busy` while acts wait to be stored. Also for a room that is about to be made. */
  replace(roomId: string, rules: HostRules): Promise<'ok' | 'busy' | 'ended'>;
  /** Ends a ban or mute in a room that may be live. */
  lift(roomId: string, kind: 'unban' | 'unmute', account: string): Promise<void>;
  /** Undefined when there is no such room. */
  standing(roomId: string, account: string): Promise<Standing | undefined>;
  readActs(roomId: string, count: number): Promise<readonly RecordedAct[]>;
  forgetActs(roomId: string, ids: readonly string[]): Promise<void>;
  /** Of these live rooms, those whose numbering began anew since their rules were laid down: some may be missing. */
  outdated(roomIds: readonly string[]): Promise<readonly string[]>;
}

/** Rooms that may have acts to store, over all origins. */
export interface ActsHints {
  add(roomId: string): Promise<void>;
  /** At most `count` of them, in no order. */
  some(count: number): Promise<readonly string[]>;
  remove(roomId: string): Promise<void>;
}

export function redisRoomRules(store: RoomStore): RoomRules {
  return {
    replace: (roomId, rules) => store(roomId).rules.replace(roomId, rules),
    lift: (roomId, kind, account) => store(roomId).rules.lift(roomId, kind, account),
    async standing(roomId, account) {
      return (await store(roomId).rules.standings(roomId, [account]))?.[0];
    },
    readActs: (roomId, count) => store(roomId).rules.readActs(roomId, count),
    forgetActs: (roomId, ids) => store(roomId).rules.forgetActs(roomId, ids),
    async outdated(roomIds) {
      const found = await Promise.all(
        roomIds.map(async (id) => {
          const [status, epoch, rulesEpoch] = await store(id).redis.hmget(
            roomKeys(id).state,
            ...['status', 'epoch', 'rulesEpoch'],
          );
          return status === 'live' && epoch !== rulesEpoch ? [id] : [];
        }),
      );
      return found.flat();
    },
  };
}

export function redisActsHints(control: Redis): ActsHints {
  return {
    async add(roomId) {
      await control.sadd(controlKeys.acts, roomId);
    },
    async some(count) {
      return await control.srandmember(controlKeys.acts, count);
    },
    async remove(roomId) {
      await control.srem(controlKeys.acts, roomId);
    },
  };
}
