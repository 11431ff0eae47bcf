import { internalPaths } from '@halobuzz/core/api/internal';
import { liveFiguresSchema, liveQuerySchema } from '@halobuzz/core/api/platform';
import { createRoute, type OpenAPIHono } from '@hono/zod-openapi';
import { bearer, problems, success } from '../http/describe.ts';
import type { EdgeEnv } from '../http/edge-env.ts';
import { asCaller } from '../middleware/authenticate.ts';
import { reading, staffProblems } from './staff-access.ts';

const live = createRoute({
  method: 'get',
  path: '/admin/live',
  summary: 'Live figures of the platform',
  description:
    'Viewers, broadcasts, gifts, reports and sign-ups of the last hour, day or month. Coins and payments are there for those who see money.',
  security: bearer,
  middleware: reading('see_live_figures'),
  request: { query: liveQuerySchema },
  responses: {
    200: success(liveFiguresSchema, 'Points for plots, the oldest first.'),
    ...problems('validation_failed', ...staffProblems),
  },
});

/** Figures that name nobody; the origin counts them. */
export function platformRoutes(app: OpenAPIHono<EdgeEnv>): void {
  app.openapi(live, async (c) => {
    const request = { ...asCaller(c), method: 'GET', path: internalPaths.live, query: c.req.valid('query') } as const;
    return c.json({ success: true as const, data: await c.var.services.origin.call(request, liveFiguresSchema) }, 200);
  });
}
