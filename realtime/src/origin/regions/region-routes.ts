import { Hono } from 'hono';
import type { OriginEnv } from '../http/origin-env.ts';
import { type RegionDeps, regionsNow } from './regions.ts';

/** `/regions`. */
export function regionRoutes(deps: RegionDeps): Hono<OriginEnv> {
  const routes = new Hono<OriginEnv>();
  routes.get('/regions', async (c) => c.json({ success: true, data: await regionsNow(deps) }));
  return routes;
}
