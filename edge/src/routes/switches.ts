import { type PausedView, pausedSchema } from '@halobuzz/core/api/switches';
import { createRoute, type OpenAPIHono } from '@hono/zod-openapi';
import { problems, success } from '../http/describe.ts';
import type { EdgeEnv } from '../http/edge-env.ts';

const paused = createRoute({
  method: 'get',
  path: '/switches',
  summary: 'What is paused now',
  description:
    'Features that are stopped where you are, and whether there is maintenance. What is stopped answers `feature_paused` or `maintenance`, with the time after which to try again.',
  responses: { 200: success(pausedSchema, 'All else works.'), ...problems() },
});

export function switchRoutes(app: OpenAPIHono<EdgeEnv>): void {
  app.openapi(paused, async (c) => {
    const { services, country, requestId } = c.var;
    const board = await services.switches.now(requestId);
    const { features, maintenance } = board.pausedFor(country);
    const data: PausedView = { version: board.state.version, paused: [...features] };
    if (maintenance === undefined) return c.json({ success: true as const, data }, 200);
    const { message, endsAtMs } = maintenance;
    const endsAt = endsAtMs === undefined ? {} : { endsAt: new Date(endsAtMs).toISOString() };
    return c.json({ success: true as const, data: { ...data, maintenance: { message, ...endsAt } } }, 200);
  });
}
