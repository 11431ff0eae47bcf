import type { PartState } from '@halobuzz/core/api/status';
import type { Clock } from '@halobuzz/core/clock';
import { limits } from '@halobuzz/core/limits';
import type { RegionHealth } from '@halobuzz/core/regions/region-health';
import { controlKeys } from '@halobuzz/core/rooms/keys';
import type { Redis } from 'ioredis';

export interface SeenRegion {
  readonly region: string;
  readonly state: PartState;
}

/**
 * Tells a region that lost its gateways from one that never had any: gateways vanish from the registry within seconds, so
 * that when each region was last seen is kept beside it.
 */
export function seenRegions(
  control: Redis,
  clock: Clock,
  healths: () => Promise<readonly Pick<RegionHealth, 'region' | 'nodes' | 'state'>[]>,
) {
  return async (): Promise<readonly SeenRegion[]> => {
    const [now, seen] = await Promise.all([healths(), control.hgetall(controlKeys.regionsSeen)]);
    const nowMs = clock();
    const here = now.filter(({ nodes }) => nodes > 0).flatMap(({ region }) => [region, String(nowMs)]);
    if (here.length > 0) await control.hset(controlKeys.regionsSeen, ...here);
    return now.map(({ region, nodes, state }) => {
      if (nodes > 0) return { region, state: state === 'crowded' ? ('limited' as const) : state };
      const lately = nowMs - Number(seen[region] ?? 0) < limits.statusRegionLifeMs;
      return { region, state: lately ? ('down' as const) : ('off' as const) };
    });
  };
}
