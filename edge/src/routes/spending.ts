import { internalPaths } from '@halobuzz/core/api/internal';
import { spendingLimitsRequestSchema, spendingLimitsSchema } from '@halobuzz/core/api/spending';
import { createRoute, type OpenAPIHono } from '@hono/zod-openapi';
import { bearer, jsonRequest, problems, success } from '../http/describe.ts';
import type { EdgeEnv } from '../http/edge-env.ts';
import { actorOf, authenticate } from '../middleware/authenticate.ts';

const read = createRoute({
  method: 'get',
  path: '/wallet/limits',
  summary: 'What bounds your spending, and how much of it is used today',
  security: bearer,
  middleware: [authenticate],
  responses: {
    200: success(spendingLimitsSchema, 'Coins, as decimal strings. Days are UTC.'),
    ...problems('unauthenticated', 'session_revoked'),
  },
});

const change = createRoute({
  method: 'put',
  path: '/wallet/limits',
  summary: 'Set your own cap on a day’s spending',
  description:
    'A lower cap counts at once. A higher one, or none (null), counts after 24 hours; a lower one in between ends that.',
  security: bearer,
  middleware: [authenticate],
  request: jsonRequest(spendingLimitsRequestSchema),
  responses: {
    200: success(spendingLimitsSchema, 'What holds now, and what will.'),
    ...problems('validation_failed', 'unauthenticated', 'session_revoked'),
  },
});

/** The caller's own limits, as the origin keeps them. */
export function spendingRoutes(app: OpenAPIHono<EdgeEnv>): void {
  app.openapi(read, async (c) => {
    const { services, caller, country, requestId } = c.var;
    const actor = actorOf(caller, country);
    const request = { method: 'GET', path: internalPaths.walletLimits, actor, requestId } as const;
    return c.json({ success: true as const, data: await services.origin.call(request, spendingLimitsSchema) }, 200);
  });

  app.openapi(change, async (c) => {
    const { services, caller, country, requestId } = c.var;
    const actor = actorOf(caller, country);
    const body = c.req.valid('json');
    const request = { method: 'PUT', path: internalPaths.walletLimits, body, actor, requestId } as const;
    return c.json({ success: true as const, data: await services.origin.call(request, spendingLimitsSchema) }, 200);
  });
}
