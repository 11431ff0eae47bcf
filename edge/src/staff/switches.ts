import { internalPaths } from '@halobuzz/core/api/internal';
import { switchChangeSchema, switchesSchema } from '@halobuzz/core/api/switches';
import { createRoute, type OpenAPIHono } from '@hono/zod-openapi';
import { bearer, jsonRequest, problems, success } from '../http/describe.ts';
import type { EdgeEnv } from '../http/edge-env.ts';
import { asCaller } from '../middleware/authenticate.ts';
import { acting, reading, staffProblems } from './staff-access.ts';

const switches = createRoute({
  method: 'get',
  path: '/admin/switches',
  summary: 'Kill switches and maintenance: what is paused, since when, by whom and why',
  security: bearer,
  middleware: reading('see_switches'),
  responses: { 200: success(switchesSchema, 'All of them.'), ...problems(...staffProblems) },
});

const changeSwitches = createRoute({
  method: 'post',
  path: '/admin/switches',
  summary: 'Pause or resume something, begin or end maintenance',
  description:
    'Upon the `version` that was looked at: who comes second gets `conflict`, whose `errors` say what holds now. Every node goes by it within two seconds.',
  security: bearer,
  middleware: acting('change_switches'),
  request: jsonRequest(switchChangeSchema),
  responses: {
    200: success(switchesSchema, 'All of them as they are now.'),
    ...problems('validation_failed', ...staffProblems, 'step_up_required', 'conflict'),
  },
});

/** Kept by the origin, followed by every process. */
export function staffSwitchRoutes(app: OpenAPIHono<EdgeEnv>): void {
  app.openapi(switches, async (c) => {
    const request = { method: 'GET', path: internalPaths.switches, ...asCaller(c) } as const;
    const data = await c.var.services.origin.call(request, switchesSchema);
    return c.json({ success: true as const, data }, 200);
  });

  app.openapi(changeSwitches, async (c) => {
    const body = c.req.valid('json');
    const request = { method: 'POST', path: internalPaths.switches, body, ...asCaller(c) } as const;
    const data = await c.var.services.origin.call(request, switchesSchema);
    return c.json({ success: true as const, data }, 200);
  });
}
