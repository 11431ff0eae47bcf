import {
  boardQuerySchema,
  hostParamSchema,
  topGiftersSchema,
  topHostsQuerySchema,
  topHostsSchema,
} from '@halobuzz/core/api/hosts';
import { internalPaths } from '@halobuzz/core/api/internal';
import { createRoute, type OpenAPIHono } from '@hono/zod-openapi';
import { problems, success } from '../http/describe.ts';
import type { EdgeEnv } from '../http/edge-env.ts';

const top = createRoute({
  method: 'get',
  path: '/hosts/top',
  summary: 'The top hosts',
  description:
    'By the coins given in their broadcasts this day, this week (both UTC, weeks from Monday; the default) or ever, or by how many broadcasts they made. Gifts count once they are in the permanent ledger, broadcasts some seconds after they went live.',
  request: { query: topHostsQuerySchema },
  responses: { 200: success(topHostsSchema, 'The best, with what runs now.'), ...problems('validation_failed') },
});

const gifters = createRoute({
  method: 'get',
  path: '/hosts/{id}/gifters',
  summary: 'Who gave a host most',
  description: 'By the coins given in the host’s broadcasts this day, this week (UTC) or ever.',
  request: { params: hostParamSchema, query: boardQuerySchema },
  responses: {
    200: success(topGiftersSchema, 'The best; empty for who never was given anything.'),
    ...problems('validation_failed'),
  },
});

/** Leaderboards; the origin reads them. */
export function hostRoutes(app: OpenAPIHono<EdgeEnv>): void {
  app.openapi(top, async (c) => {
    const { services, requestId } = c.var;
    const query = c.req.valid('query');
    const path = internalPaths.topHosts;
    const data = await services.origin.call({ method: 'GET', path, query, requestId }, topHostsSchema);
    return c.json({ success: true as const, data }, 200);
  });

  app.openapi(gifters, async (c) => {
    const { services, requestId } = c.var;
    const query = c.req.valid('query');
    const path = internalPaths.topGifters(c.req.valid('param').id);
    const data = await services.origin.call({ method: 'GET', path, query, requestId }, topGiftersSchema);
    return c.json({ success: true as const, data }, 200);
  });
}
