import { analyticsCountsSchema, analyticsQuerySchema } from '@halobuzz/core/api/analytics';
import { internalConsentPaths } from '@halobuzz/core/api/internal-consents';
import { invalidField } from '@halobuzz/core/errors/app-error';
import { limits } from '@halobuzz/core/limits';
import { createRoute, type OpenAPIHono } from '@hono/zod-openapi';
import { bearer, problems, success } from '../http/describe.ts';
import type { EdgeEnv } from '../http/edge-env.ts';
import { actorOf } from '../middleware/authenticate.ts';
import { reading, staffProblems } from './staff-access.ts';

const counts = createRoute({
  method: 'get',
  path: '/admin/analytics',
  summary: 'How often an event was reported, day by day',
  security: bearer,
  middleware: reading('see_analytics'),
  request: { query: analyticsQuerySchema },
  responses: {
    200: success(analyticsCountsSchema, 'By day of UTC.'),
    ...problems('validation_failed', ...staffProblems),
  },
});

const DAY_MS = 86_400_000;

/** How often what is used, of people who agreed to be counted. */
export function analyticsRoutes(app: OpenAPIHono<EdgeEnv>): void {
  app.openapi(counts, async (c) => {
    const { services, caller, country, requestId } = c.var;
    const query = c.req.valid('query');
    const days = (Date.parse(query.to) - Date.parse(query.from)) / DAY_MS + 1;
    if (days < 1) throw invalidField('to', 'must not be before from');
    if (days > limits.analyticsDaysMax)
      throw invalidField('from', `must be ${limits.analyticsDaysMax} days before to at most`);
    const actor = actorOf(caller, country);
    const request = { method: 'GET', path: internalConsentPaths.analyticsCounts, query, actor, requestId } as const;
    return c.json({ success: true as const, data: await services.origin.call(request, analyticsCountsSchema) }, 200);
  });
}
