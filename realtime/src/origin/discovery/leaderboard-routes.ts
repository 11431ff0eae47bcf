import { boardQuerySchema, hostParamSchema } from '@halobuzz/core/api/hosts';
import type { Clock } from '@halobuzz/core/clock';
import { limits } from '@halobuzz/core/limits';
import { type BoardPeriod, HOSTS_BOARD, periodStart } from '@halobuzz/core/rooms/leaderboards';
import { Hono } from 'hono';
import type { Leaderboards } from '../../adapters/redis/leaderboards.ts';
import type { OriginEnv } from '../http/origin-env.ts';
import { parseParams, parseQuery } from '../http/validate.ts';
import type { PeopleStore } from '../people/people.ts';
import type { LivestreamStore } from '../streams/livestream-store.ts';

export interface LeaderboardRouteDeps {
  readonly clock: Clock;
  readonly leaderboards: Pick<Leaderboards, 'read'>;
  readonly people: PeopleStore;
  readonly livestreams: Pick<LivestreamStore, 'liveOfHost'>;
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
    const { period, limit } = parseQuery(c, boardQuerySchema);
    const places = await placesOf(deps, HOSTS_BOARD, period, limit);
    const items = await Promise.all(
      places.map(async (place) => {
        const live = await deps.livestreams.liveOfHost(place.id);
        return live === undefined ? place : { ...place, live: live.id };
      }),
    );
    return c.json({ success: true, data: { period, items } });
  });

  routes.get('/hosts/:id/gifters', async (c) => {
    const { id } = parseParams(c, hostParamSchema);
    const { period, limit } = parseQuery(c, boardQuerySchema);
    return c.json({ success: true, data: { period, items: await placesOf(deps, id, period, limit) } });
  });

  return routes;
}

/**
 * The best of a board under the handles they have now. Who is gone or banned is left out and ranks close up; as many more
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
      const handle = people.get(account)?.handle;
      return handle === undefined ? [] : [{ id: account, handle, coins }];
    })
    .slice(0, limit)
    .map((place, at) => ({ rank: at + 1, ...place }));
}
