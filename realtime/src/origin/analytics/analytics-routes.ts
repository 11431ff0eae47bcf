import { analyticsQuerySchema, analyticsReportSchema } from '@halobuzz/core/api/analytics';
import { Hono } from 'hono';
import { requireActor, requireStaff } from '../http/authenticate.ts';
import type { OriginEnv } from '../http/origin-env.ts';
import { parseBody, parseQuery } from '../http/validate.ts';
import type { AnalyticsLog } from './analytics-log.ts';
import { type TakeDeps, takeEvents } from './take-events.ts';

export interface AnalyticsRouteDeps extends TakeDeps {
  readonly analyticsLog: AnalyticsLog;
}

/** `/analytics`: what accounts report that agreed to it, which the edge asked; and how often, for admins. */
export function analyticsRoutes(deps: AnalyticsRouteDeps): Hono<OriginEnv> {
  const routes = new Hono<OriginEnv>();

  routes.post('/analytics/events', async (c) => {
    const { account } = requireActor(c.get('actor'));
    const { events } = parseBody(c, analyticsReportSchema);
    return c.json({ success: true, data: { taken: await takeEvents(deps, account, events) } });
  });

  routes.get('/analytics/counts', async (c) => {
    requireStaff(c, 'see_analytics');
    const { name, from, to } = parseQuery(c, analyticsQuerySchema);
    const items = await deps.analyticsLog.counts(name, Date.parse(from), Date.parse(to));
    return c.json({ success: true, data: { items } });
  });

  return routes;
}
