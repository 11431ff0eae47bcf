import { regionsDataSchema } from '@halobuzz/core/api/regions';
import { createRoute, type OpenAPIHono } from '@hono/zod-openapi';
import { problems, success } from '../http/describe.ts';
import type { EdgeEnv } from '../http/edge-env.ts';
import { explainRegions } from '../routing/explain-regions.ts';

const regions = createRoute({
  method: 'get',
  path: '/regions',
  summary: 'Which region serves you, and why',
  description:
    'The caller’s country, the region that their broadcasts open in now, where else, and how every region is. Answered without the states while the rooms’ own servers cannot be asked.',
  responses: { 200: success(regionsDataSchema, 'For the country this request came from.'), ...problems() },
});

export function regionRoutes(app: OpenAPIHono<EdgeEnv>): void {
  app.openapi(regions, async (c) => {
    const { services, country, requestId } = c.var;
    const { agora } = services.config;
    const media = agora.state === 'on' ? { state: agora.state, appId: agora.appId } : agora;
    const data = { ...explainRegions(country, await services.regions.now(requestId)), media };
    return c.json({ success: true as const, data }, 200);
  });
}
