import { controlKeys } from '@halobuzz/core/rooms/keys';
import type { Redis } from 'ioredis';
import { Packr } from 'msgpackr/pack';
import { redisLeaderboards } from '../adapters/redis/leaderboards.ts';
import { type RoomStore, roomInstanceOf } from '../adapters/redis/room-redis.ts';
import type { ProjectionTargets } from './project-gifts.ts';
import { type RankDeps, rankGifts } from './rank-gifts.ts';
import { mongoRoomHosts } from './room-hosts.ts';

const packr = new Packr({ useRecords: false, variableMapSize: true });

/**
 * The real places: a room's own Redis, and each gateway's channel in the control Redis, whose messages are a MessagePack
 * array of `{room, account, tx}`. A gateway that is away misses its confirmations; clients ask the wallet instead.
 * `stores`: how many Redis hold rooms.
 */
export function roomTargets(
  rooms: RoomStore,
  stores: number,
  control: Redis,
  rank: Pick<RankDeps, 'db' | 'onBoardsBehind'>,
): ProjectionTargets {
  const ranking = { ...rank, hosts: mongoRoomHosts(rank.db), ...boardTargets(rooms) };
  return {
    async projectGift(room, gift) {
      return (await rooms(room).projectGift(room, gift)).kind;
    },
    storeOf: (room) => `rooms-${roomInstanceOf(room, stores)}`,
    rank: (shard, gifts, waiting) => {
      // A gift that waits will be added to the room's list when it is applied: raised before, it would count twice.
      const raiseRoom: RankDeps['raiseRoom'] = async (room, scores) => {
        if (!waiting.has(room)) await ranking.raiseRoom(room, scores);
      };
      return rankGifts({ ...ranking, raiseRoom }, shard, gifts);
    },
    async confirm(nodeId, gifts) {
      await control.publish(controlKeys.nodeChannel(nodeId), Buffer.from(packr.pack(gifts)));
    },
  };
}

/** Where leaderboards lie: each room's own with the room, the others in the rooms Redis of their owner's id. */
export function boardTargets(rooms: RoomStore): Pick<RankDeps, 'boards' | 'raiseRoom'> {
  return {
    boards: redisLeaderboards((owner) => rooms(owner).redis),
    raiseRoom: (room, scores) => rooms(room).gifts.raiseTop(room, scores),
  };
}
