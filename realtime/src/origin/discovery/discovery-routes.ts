import { pageQuerySchema } from '@halobuzz/core/api/conventions';
import { internalLobbyQuerySchema, internalSearchQuerySchema } from '@halobuzz/core/api/discovery';
import { roomIdSchema } from '@halobuzz/core/protocol/messages/fields';
import { Hono } from 'hono';
import { z } from 'zod';
import { requireActor } from '../http/authenticate.ts';
import { cursorPage, decodeCursor } from '../http/cursor.ts';
import type { OriginEnv } from '../http/origin-env.ts';
import { parseQuery } from '../http/validate.ts';
import { streamView } from '../streams/livestream.ts';
import type { DiscoveryReads } from './discovery-reads.ts';
import { type LobbyDeps, lobbyPage } from './lobby.ts';
import { type SearchDeps, searchPage } from './search.ts';

export interface DiscoveryRouteDeps {
  readonly discovery: LobbyDeps & SearchDeps & { readonly reads: DiscoveryReads };
}

const followedCursorSchema = z.tuple([roomIdSchema]);

/** `/streams` as a list, `/streams/following` and `/search`. */
export function discoveryRoutes({ discovery }: DiscoveryRouteDeps): Hono<OriginEnv> {
  const routes = new Hono<OriginEnv>();

  routes.get('/streams', async (c) => {
    const { viewerCountry, ...query } = parseQuery(c, internalLobbyQuerySchema);
    return c.json({ success: true, data: await lobbyPage(discovery, query, viewerCountry) });
  });

  // By id, the newest first: an order that nothing moves.
  routes.get('/streams/following', async (c) => {
    const { account, country } = requireActor(c.get('actor'));
    const { cursor, limit } = parseQuery(c, pageQuerySchema);
    const [after] = cursor === undefined ? [undefined] : decodeCursor(cursor, followedCursorSchema);
    const found = await discovery.reads.followedLive(account, country, after, limit + 1);
    const page = cursorPage(found, limit, ({ id }) => [id]);
    return c.json({ success: true, data: { ...page, items: page.items.map(streamView) } });
  });

  routes.get('/search', async (c) => {
    const { viewerCountry, ...request } = parseQuery(c, internalSearchQuerySchema);
    return c.json({ success: true, data: await searchPage(discovery, request, viewerCountry) });
  });

  return routes;
}
