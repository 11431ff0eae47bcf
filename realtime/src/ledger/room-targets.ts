import { controlKeys } from '@halobuzz/core/rooms/keys';
import type { Redis } from 'ioredis';
import { Packr } from 'msgpackr/pack';
import { redisLeaderboards } from '../adapters/redis/leaderboards.ts';
import type { RoomStore } from '../adapters/redis/room-redis.ts';
import type { ProjectionTargets } from './projector.ts';
import { type RankDeps, rankGifts } from './rank-gifts.ts';
import { mongoRoomHosts } from './room-hosts.ts';

const packr = new Packr({ useRecords: false, variableMapSize: true });

/**
 * The real places: a room's own Redis, and each gateway's channel in the control Redis, whose messages are a MessagePack
 * array of `{room, account, tx}`. A gateway that is away misses its confirmations; clients ask the wallet instead.
 */
export function roomTargets(
  rooms: RoomStore,
  control: Redis,
  rank: Pick<RankDeps, 'db' | 'onBoardsBehind'>,
): ProjectionTargets {
  const ranking = { ...rank, hosts: mongoRoomHosts(rank.db), ...boardTargets(rooms) };
  return {
    async projectGift(room, gift) {
      return (await rooms(room).projectGift(room, gift)).kind;
    },
    rank: (shard, gifts) => rankGifts(ranking, shard, gifts),
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
