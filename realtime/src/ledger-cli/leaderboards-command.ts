import type { Redis } from 'ioredis';
import { openRedis } from '../adapters/redis/connect.ts';
import { createRoomStore } from '../adapters/redis/room-redis.ts';
import { rebuildLeaderboards } from '../ledger/rebuild-leaderboards.ts';
import { boardTargets } from '../ledger/room-targets.ts';
import type { LedgerCommand } from './command.ts';

const roomsTimeoutMs = 10_000;

/** Raises leaderboards that a Redis forgot. */
export const leaderboardsCommand: LedgerCommand = {
  usage: 'leaderboards',
  help: 'raise every leaderboard in Redis to what MongoDB says',
  positionalsMax: 0,
  async run({ config, db, owner, log }) {
    const rooms: Redis[] = [];
    for (const [at, url] of config.roomsUrls.entries()) {
      const redis = await openRedis({ url, name: `ledger-cli-rooms-${at}`, log, commandTimeoutMs: roomsTimeoutMs });
      owner.own(`rooms ${at}`, () => redis.disconnect());
      rooms.push(redis);
    }
    const sums = await rebuildLeaderboards({ db, ...boardTargets(createRoomStore(rooms)) }, Date.now());
    console.log(`leaderboards raised to ${sums} sums of gifts`);
    return true;
  },
};
