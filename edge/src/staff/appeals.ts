import { pageQuerySchema } from '@halobuzz/core/api/conventions';
import { internalPaths } from '@halobuzz/core/api/internal';
import {
  appealDecisionSchema,
  oneSanctionSchema,
  sanctionPageSchema,
  sanctionParamSchema,
} from '@halobuzz/core/api/moderation';
import { createRoute, type OpenAPIHono } from '@hono/zod-openapi';
import { bearer, jsonRequest, problems, success } from '../http/describe.ts';
import type { EdgeEnv } from '../http/edge-env.ts';
import { asCaller } from '../middleware/authenticate.ts';
import { acting, reading, staffProblems } from './staff-access.ts';

const appeals = createRoute({
  method: 'get',
  path: '/admin/appeals',
  summary: 'Open appeals',
  security: bearer,
  middleware: reading('decide_reports'),
  request: { query: pageQuerySchema },
  responses: { 200: success(sanctionPageSchema, 'A page.'), ...problems('validation_failed', ...staffProblems) },
});

const decide = createRoute({
  method: 'post',
  path: '/admin/appeals/{id}',
  summary: 'Decide an appeal',
  description:
    'By somebody who neither gave the sanction nor is concerned by it. What is lifted is lifted in a live room at once.',
  security: bearer,
  middleware: acting('decide_reports'),
  request: { params: sanctionParamSchema, ...jsonRequest(appealDecisionSchema) },
  responses: {
    200: success(oneSanctionSchema, 'Decided.'),
    ...problems('validation_failed', ...staffProblems, 'step_up_required', 'not_found', 'conflict'),
  },
});

/** Appeals against mutes and bans in rooms; kept and decided by the origin. */
export function appealRoutes(app: OpenAPIHono<EdgeEnv>): void {
  app.openapi(appeals, async (c) => {
    const query = c.req.valid('query');
    const request = { method: 'GET', path: internalPaths.appeals, query, ...asCaller(c) } as const;
    const data = await c.var.services.origin.call(request, sanctionPageSchema);
    return c.json({ success: true as const, data }, 200);
  });

  app.openapi(decide, async (c) => {
    const path = internalPaths.decideAppeal(c.req.valid('param').id);
    const request = { method: 'POST', path, body: c.req.valid('json'), ...asCaller(c) } as const;
    return c.json(
      { success: true as const, data: await c.get('services').origin.call(request, oneSanctionSchema) },
      200,
    );
  });
}
