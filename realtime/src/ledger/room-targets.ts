import { limits } from '@halobuzz/core/limits';
import { controlKeys } from '@halobuzz/core/rooms/keys';
import type { Redis } from 'ioredis';
import { Packr } from 'msgpackr/pack';
import { redisLeaderboards } from '../adapters/redis/leaderboards.ts';
import { type RoomStore, roomInstanceOf } from '../adapters/redis/room-redis.ts';
import { coalescedBy } from './coalesced.ts';
import type { CommittedGift } from './committed-gift.ts';
import type { ProjectionTargets } from './project-gifts.ts';
import { type RankDeps, type RankedShard, rankGifts } from './rank-gifts.ts';
import { mongoRoomHosts } from './room-hosts.ts';

const packr = new Packr({ useRecords: false, variableMapSize: true });

/**
 * The real places: a room's own Redis, and each gateway's channel in the control Redis, whose messages are a MessagePack
 * array of `{room, account, tx}`. A gateway that is away misses its confirmations; clients ask the wallet instead.
 * `stores`: how many Redis hold rooms.
 *
 * Shards are projected side by side, but gifts to one room that come from several of them go in one call, and so do those
 * that are counted at the same time. Where one shard's part breaks a call to a room, each is tried alone.
 */
export function roomTargets(
  rooms: RoomStore,
  stores: number,
  control: Redis,
  rank: Pick<RankDeps, 'db' | 'onBoardsBehind'>,
): ProjectionTargets {
  // One for all rounds, as they come one after the other; it ends with its client.
  const session = rank.db.client.startSession();
  const ranking: RankDeps = { ...rank, session, hosts: mongoRoomHosts(rank.db), ...boardTargets(rooms) };
  const projectNow = async (room: string, gifts: readonly CommittedGift[]): Promise<readonly string[]> =>
    (await rooms(room).projectGifts(room, gifts)).map(({ kind }) => kind);
  const project = coalescedBy<readonly CommittedGift[], readonly string[]>({
    async run(room, lists) {
      const kinds = await projectNow(room, lists.flat());
      let at = 0;
      return lists.map(({ length }) => {
        at += length;
        return kinds.slice(at - length, at);
      });
    },
    ...{ weightOf: (gifts) => gifts.length, weightMax: limits.ledgerRoomGiftsMax },
  });
  const count = coalescedBy<RankedShard, void>({
    async run(_lane, shards) {
      await rankGifts(ranking, shards);
      return shards.map(() => undefined);
    },
    ...{ weightOf: ({ gifts }) => gifts.length, weightMax: limits.ledgerRankedGiftsMax },
    periodMs: limits.ledgerRankPeriodMs,
  });
  return {
    projectGifts: (room, gifts) =>
      project(room, gifts).catch((error: unknown) => {
        // The script itself failed, so the store is there: somebody else's gift may be what it could not take.
        if (!(error instanceof Error) || error.name !== 'ReplyError') throw error;
        return projectNow(room, gifts);
      }),
    storeOf: (room) => `rooms-${roomInstanceOf(room, stores)}`,
    rank: (shard, gifts, waiting) => count('', { shard, gifts, waiting }),
    sessions: session.id === undefined ? [] : [session.id.id],
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
