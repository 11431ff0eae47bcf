import {
  boardQuerySchema,
  hostParamSchema,
  type TopHosts,
  topHostsQuerySchema,
  topHostsSchema,
} from '@halobuzz/core/api/hosts';
import type { Clock } from '@halobuzz/core/clock';
import { limits } from '@halobuzz/core/limits';
import { roomIdSchema } from '@halobuzz/core/protocol/messages/fields';
import { type BoardPeriod, HOSTS_BOARD, periodStart } from '@halobuzz/core/rooms/leaderboards';
import { Hono } from 'hono';
import type { Leaderboards } from '../../adapters/redis/leaderboards.ts';
import type { CacheService } from '../cache/cache-service.ts';
import type { OriginEnv } from '../http/origin-env.ts';
import { parseParams, parseQuery } from '../http/validate.ts';
import type { PeopleStore } from '../people/people.ts';
import type { DiscoveryReads } from './discovery-reads.ts';
import type { HostDirectory } from './host-directory.ts';

export interface LeaderboardRouteDeps {
  readonly clock: Clock;
  readonly leaderboards: Pick<Leaderboards, 'read'>;
  readonly people: PeopleStore;
  readonly discovery: {
    readonly reads: Pick<DiscoveryReads, 'listedOfHosts'>;
    readonly directory: Pick<HostDirectory, 'top'>;
    readonly cache: Pick<CacheService, 'through'>;
  };
}

interface Place {
  readonly rank: number;
  readonly id: string;
  readonly handle: string;
  readonly coins: string;
}

/** `/hosts/top` and `/hosts/:id/gifters`. */
export function leaderboardRoutes(deps: LeaderboardRouteDeps): Hono<OriginEnv> {
  const routes = new Hono<OriginEnv>();

  routes.get('/hosts/top', async (c) => {
    const { by, period = 'week', limit } = parseQuery(c, topHostsQuerySchema);
    const begun = by === 'coins' ? periodStart(period, deps.clock()) : 0;
    const data = await deps.discovery.cache.through(
      {
        cache: 'top-hosts',
        parts: [by, period, begun, limit],
        schema: topHostsSchema,
        tags: ['lobby', 'live', 'hosts'],
      },
      () => (by === 'coins' ? topByCoins(deps, period, limit) : topByStreams(deps, limit)),
    );
    return c.json({ success: true, data });
  });

  routes.get('/hosts/:id/gifters', async (c) => {
    const { id } = parseParams(c, hostParamSchema);
    const { period, limit } = parseQuery(c, boardQuerySchema);
    return c.json({ success: true, data: { period, items: await placesOf(deps, id, period, limit) } });
  });

  return routes;
}

async function topByCoins(deps: LeaderboardRouteDeps, period: BoardPeriod, limit: number): Promise<TopHosts> {
  const items = await withLive(deps, await placesOf(deps, HOSTS_BOARD, period, limit));
  return { by: 'coins', period, items };
}

async function topByStreams(deps: LeaderboardRouteDeps, limit: number): Promise<TopHosts> {
  const hosts = await deps.discovery.directory.top(limit);
  const places = hosts.map(({ id, handle, streams }, at) => ({ rank: at + 1, id, handle, streams }));
  return { by: 'streams', items: await withLive(deps, places) };
}

/** With what hosts broadcast now, if it stands in the lists of every country: one board is for all of them. */
async function withLive<T extends { readonly id: string }>(deps: LeaderboardRouteDeps, places: readonly T[]) {
  const live = await deps.discovery.reads.listedOfHosts(
    places.map(({ id }) => id),
    undefined,
  );
  return places.map((place) => {
    const room = live.get(place.id);
    return room === undefined ? place : { ...place, live: roomIdSchema.parse(room) };
  });
}

/**
 * The best of a board under the handles they have now. Who is gone, banned or wants to be in no list is left out and ranks close up; as many more
 * are read at first, so that a few missing do not shorten the list.
 */
async function placesOf(
  deps: LeaderboardRouteDeps,
  owner: string,
  period: BoardPeriod,
  limit: number,
): Promise<readonly Place[]> {
  const board = { owner, period, start: periodStart(period, deps.clock()) };
  const { entries } = await deps.leaderboards.read(board, limit + limits.leaderboardPageItemsMax);
  const people = await deps.people.shown(entries.map(({ account }) => account));
  return entries
    .flatMap(({ account, coins }) => {
      const person = people.get(account);
      if (person === undefined || person.reserved === true) return [];
      // Who gave in a host's rooms is no recommendation.
      if (owner === HOSTS_BOARD && person.unranked === true) return [];
      return [{ id: account, handle: person.handle, coins }];
    })
    .slice(0, limit)
    .map((place, at) => ({ rank: at + 1, ...place }));
}
