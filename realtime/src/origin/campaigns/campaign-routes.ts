import { campaignParamSchema, startCampaignRequestSchema } from '@halobuzz/core/api/campaigns';
import { pageQuerySchema } from '@halobuzz/core/api/conventions';
import { campaignProgressSchema } from '@halobuzz/core/api/internal-consents';
import { AppError } from '@halobuzz/core/errors/app-error';
import { Hono } from 'hono';
import { z } from 'zod';
import { requireStaff } from '../http/authenticate.ts';
import { cursorPage, decodeCursor } from '../http/cursor.ts';
import type { OriginEnv } from '../http/origin-env.ts';
import { parseBody, parseNoBody, parseParams, parseQuery } from '../http/validate.ts';
import type { Campaigns, StoredCampaign } from './campaigns.ts';

export interface CampaignRouteDeps {
  readonly campaigns: Campaigns;
}

const cursorSchema = z.tuple([z.int().min(0).max(8_640_000_000_000_000), z.uuidv7()]);

/** `/campaigns`: for admins; `page` and `progress` are the edge's own, without an actor. */
export function campaignRoutes({ campaigns }: CampaignRouteDeps): Hono<OriginEnv> {
  const routes = new Hono<OriginEnv>();

  routes.post('/campaigns', async (c) => {
    const { account: by } = requireStaff(c, 'send_campaigns');
    const started = await campaigns.start(parseBody(c, startCampaignRequestSchema), by);
    if (started === 'other' || started === 'full') throw new AppError('conflict');
    return c.json({ success: true, data: campaignView(started) }, 201);
  });

  routes.get('/campaigns', async (c) => {
    requireStaff(c, 'send_campaigns');
    const { cursor, limit } = parseQuery(c, pageQuerySchema);
    const behind = cursor === undefined ? undefined : decodeCursor(cursor, cursorSchema);
    const page = cursorPage(await campaigns.list(behind, limit + 1), limit, ({ createdAtMs, id }) => [createdAtMs, id]);
    return c.json({ success: true, data: { ...page, items: page.items.map(campaignView) } });
  });

  routes.post('/campaigns/page', async (c) => {
    parseNoBody(c);
    return c.json({ success: true, data: { work: await campaigns.page() } });
  });

  routes.post('/campaigns/:id/progress', async (c) => {
    const { id } = parseParams(c, campaignParamSchema);
    await campaigns.progress(id, parseBody(c, campaignProgressSchema));
    return c.json({ success: true, data: {} });
  });

  routes.post('/campaigns/:id/stop', async (c) => {
    requireStaff(c, 'send_campaigns');
    const { id } = parseParams(c, campaignParamSchema);
    parseNoBody(c);
    const stopped = await campaigns.stop(id);
    if (stopped === undefined) throw new AppError('not_found');
    return c.json({ success: true, data: campaignView(stopped) });
  });

  return routes;
}

function campaignView({ createdAtMs, endedAtMs, ...campaign }: StoredCampaign) {
  const ended = endedAtMs === undefined ? {} : { endedAt: new Date(endedAtMs).toISOString() };
  return { ...campaign, createdAt: new Date(createdAtMs).toISOString(), ...ended };
}
