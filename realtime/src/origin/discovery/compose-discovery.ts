import type { Clock, RandomBytes } from '@halobuzz/core/clock';
import type { Redis } from 'ioredis';
import type { Db } from 'mongodb';
import type { Registry } from 'prom-client';
import type { RoomStore } from '../../adapters/redis/room-redis.ts';
import { originMetricSpecs as specs } from '../../observability/catalogue/origin-metrics.ts';
import { metricsIn } from '../../observability/metrics-in.ts';
import type { CacheService } from '../cache/cache-service.ts';
import type { OriginLog } from '../http/origin-log.ts';
import { mongoDiscovery } from '../mongo/mongo-discovery.ts';
import { mongoHostDirectory } from '../mongo/mongo-host-directory.ts';
import { mongoTrends } from '../mongo/mongo-trends.ts';
import type { Pace } from '../pace.ts';
import type { HostCountDeps } from './count-streams.ts';
import type { DiscoveryReads } from './discovery-reads.ts';
import type { HostDirectory } from './host-directory.ts';
import type { MoveTrendsDeps } from './move-trends.ts';
import type { RankingDeps } from './ranking.ts';
import { redisRankings } from './redis-rankings.ts';
import { redisRoomActivity } from './room-activity.ts';

export interface DiscoveryParts {
  readonly db: Db;
  readonly control: Redis;
  readonly rooms: RoomStore;
  readonly cache: Pick<CacheService, 'through'>;
  readonly pace: Pace;
  readonly registry: Registry;
  readonly clock: Clock;
  readonly random: RandomBytes;
  readonly log: OriginLog;
}

export type Discovery = RankingDeps &
  MoveTrendsDeps &
  HostCountDeps & {
    readonly reads: DiscoveryReads;
    readonly directory: HostDirectory;
    readonly cache: Pick<CacheService, 'through'>;
  };

/** Lobby, trending, search and the directory of hosts over real stores. */
export function composeDiscovery(parts: DiscoveryParts): Discovery {
  const { db, control, rooms, registry, ...rest } = parts;
  const metrics = metricsIn(registry);
  const mended = metrics.counter(specs.directoryMended);
  return {
    ...rest,
    rankings: redisRankings(control),
    reads: mongoDiscovery(db),
    directory: mongoHostDirectory(db),
    trends: mongoTrends(db),
    readActivity: redisRoomActivity(rooms),
    onMended: (hosts) => mended.inc(hosts),
  };
}
