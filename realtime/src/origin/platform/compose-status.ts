import type { Clock } from '@halobuzz/core/clock';
import type { Redis } from 'ioredis';
import type { Db } from 'mongodb';
import type { RoomStore } from '../../adapters/redis/room-redis.ts';
import type { WalletSessions } from '../../adapters/redis/wallet-servers.ts';
import type { RouteObserver } from '../http/observe.ts';
import { type RegionDeps, regionsNow } from '../regions/regions.ts';
import { reachedShards } from '../wallet/shard-heads.ts';
import { redisAnswerTimes } from './answer-times.ts';
import { type Probe, sharedStatus } from './platform-status.ts';
import { seenRegions } from './seen-regions.ts';

export interface StatusParts extends RegionDeps {
  readonly db: Db;
  readonly control: Redis;
  readonly clock: Clock;
  readonly rooms: RoomStore;
  /** Every server of rooms; absent: that which holds a room. */
  readonly roomServers?: readonly Redis[];
  readonly wallets: WalletSessions;
  readonly mediaOn: boolean;
}

/** What the status page asks of the origin, over real stores. */
export function composeStatus(parts: StatusParts) {
  const { db, control, clock, mediaOn } = parts;
  const answerTimes = redisAnswerTimes(control, clock);
  const servers = parts.roomServers ?? [parts.rooms('').redis];
  const rooms = servers.map(
    (redis): Probe =>
      () =>
        redis.ping(),
  );
  const regions = seenRegions(control, clock, async () => (await regionsNow(parts)).regions);
  return {
    answerTimes,
    platformStatus: sharedStatus({
      ...{ db, clock, mediaOn, answerTimes, regions },
      probes: { rooms, wallets: [() => pingWallets(parts.wallets)] },
    }),
  };
}

async function pingWallets(wallets: WalletSessions): Promise<void> {
  const servers = new Set(reachedShards(wallets).map(({ redis }) => redis));
  await Promise.all([...servers].map((redis) => redis.ping()));
}

/** Both hear of every answer. */
export function bothObservers(one: RouteObserver, other: RouteObserver): RouteObserver {
  return (...answer) => {
    one(...answer);
    other(...answer);
  };
}
