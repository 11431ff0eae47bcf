import type { Context, Hono } from 'hono';
import type { EdgeEnv } from '../http/edge-env.ts';
import { statusDataOf } from '../status/status-data.ts';
import { statusPage } from '../status/status-page.ts';

/** `/status` for people and `/status.json` for programs: how the platform is. Both answer when the origin does not. */
export function statusRoutes(app: Hono<EdgeEnv>): void {
  app.get('/status', async (c) => c.html(statusPage(await dataOf(c))));
  app.get('/status.json', async (c) => c.json({ success: true, data: await dataOf(c) }));
}

async function dataOf(c: Context<EdgeEnv>) {
  const { services, requestId } = c.var;
  const [known, board] = await Promise.all([services.status.now(requestId), services.switches.now(requestId)]);
  return statusDataOf(known, board, services.clock());
}
