import { liveQuerySchema } from '@halobuzz/core/api/platform';
import type { PlatformStatus } from '@halobuzz/core/api/status';
import type { Clock } from '@halobuzz/core/clock';
import { may } from '@halobuzz/core/roles';
import { Hono } from 'hono';
import type { Db } from 'mongodb';
import { requireStaff } from '../http/authenticate.ts';
import type { OriginEnv } from '../http/origin-env.ts';
import { parseQuery } from '../http/validate.ts';
import { liveFigures } from './live-figures.ts';

export interface PlatformRouteDeps {
  readonly db: Db;
  readonly clock: Clock;
  readonly platformStatus: () => Promise<PlatformStatus>;
}

/**
 * `/live`: figures of the whole platform for all staff; those of money for those who see money. `/status`: how everything is, for
 * everybody.
 */
export function platformRoutes({ db, clock, platformStatus }: PlatformRouteDeps): Hono<OriginEnv> {
  const routes = new Hono<OriginEnv>();
  routes.get('/live', async (c) => {
    const { roles } = requireStaff(c, 'see_live_figures');
    const { span } = parseQuery(c, liveQuerySchema);
    const data = await liveFigures(db, span, clock(), may(roles, 'see_money'));
    return c.json({ success: true, data });
  });
  routes.get('/status', async (c) => c.json({ success: true, data: await platformStatus() }));
  return routes;
}
