import { pageOf, pageQuerySchema } from '@halobuzz/core/api/conventions';
import { lobbyQuerySchema, searchQuerySchema, searchResultSchema } from '@halobuzz/core/api/discovery';
import { internalPaths } from '@halobuzz/core/api/internal';
import { streamSchema } from '@halobuzz/core/api/streams';
import { createRoute, type OpenAPIHono } from '@hono/zod-openapi';
import type { TypedResponse } from 'hono';
import type { z } from 'zod';
import { bearer, problems, success } from '../http/describe.ts';
import type { EdgeEnv } from '../http/edge-env.ts';
import { actorOf, authenticate } from '../middleware/authenticate.ts';

const streamPage = pageOf(streamSchema);

const lobby = createRoute({
  method: 'get',
  path: '/streams',
  summary: 'Live broadcasts',
  description:
    'Most viewers first, or by what happened lately (`order=trending`). Pages of one list keep the order in which it stood when it was begun; after two minutes without a page it goes on by the counts of then. Broadcasts that shut out your country are left out.',
  request: { query: lobbyQuerySchema },
  responses: { 200: success(streamPage, 'A page.'), ...problems('validation_failed') },
});

const followed = createRoute({
  method: 'get',
  path: '/streams/following',
  summary: 'What is live of those you follow',
  description: 'The newest first, with broadcasts for followers alone.',
  security: bearer,
  middleware: [authenticate],
  request: { query: pageQuerySchema },
  responses: { 200: success(streamPage, 'A page.'), ...problems('validation_failed', 'unauthenticated') },
});

const search = createRoute({
  method: 'get',
  path: '/search',
  summary: 'Find live broadcasts or people',
  description:
    'By the beginnings of words of titles, tags and names, whatever their case and accents. All words must be there. What you type is plain text: no character is an operator.',
  request: { query: searchQuerySchema },
  responses: { 200: success(searchResultSchema, 'The best, by pages.'), ...problems('validation_failed') },
});

/** What people find; the origin reads it. Registered before the routes of one broadcast: `following` is no id. */
export function discoveryRoutes(app: OpenAPIHono<EdgeEnv>): void {
  app.openapi(lobby, async (c) => {
    const { services, requestId, country } = c.var;
    const query = { ...c.req.valid('query'), viewerCountry: country };
    const path = internalPaths.streams;
    return relayed<typeof streamPage>(await services.origin.relay({ method: 'GET', path, query, requestId }));
  });

  app.openapi(followed, async (c) => {
    const { services, requestId, country, caller } = c.var;
    const query = c.req.valid('query');
    const actor = actorOf(caller, country);
    const path = internalPaths.followedStreams;
    const data = await services.origin.call({ method: 'GET', path, query, actor, requestId }, streamPage);
    return c.json({ success: true as const, data }, 200);
  });

  app.openapi(search, async (c) => {
    const { services, requestId, country } = c.var;
    const query = { ...c.req.valid('query'), viewerCountry: country };
    const path = internalPaths.search;
    return relayed<typeof searchResultSchema>(await services.origin.relay({ method: 'GET', path, query, requestId }));
  });
}

/** What the origin wrote is the answer: reading a page of broadcasts and writing it again costs more than all else here. */
function relayed<T extends z.ZodType>(text: string): Response & TypedResponse<Success<T>, 200, 'json'> {
  const answer = new Response(text, { headers: { 'content-type': 'application/json' } });
  // What hono adds to an answer is for the compiler alone: the origin's own types say what is in it.
  return answer as Response & TypedResponse<Success<T>, 200, 'json'>;
}

interface Success<T extends z.ZodType> {
  success: true;
  data: z.infer<T>;
}
