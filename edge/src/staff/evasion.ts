import { accountParamSchema } from '@halobuzz/core/api/admin';
import {
  accountLinksSchema,
  evasionLinkPageSchema,
  evasionLinkQuerySchema,
  internalEvasionPaths,
  linkDecisionSchema,
  linkParamSchema,
  oneEvasionLinkSchema,
} from '@halobuzz/core/api/evasion';
import { createRoute, type OpenAPIHono } from '@hono/zod-openapi';
import { bearer, jsonRequest, problems, success } from '../http/describe.ts';
import type { EdgeEnv } from '../http/edge-env.ts';
import { asCaller } from '../middleware/authenticate.ts';
import { acting, reading, staffProblems } from './staff-access.ts';

const readProblems = ['validation_failed', ...staffProblems] as const;

const links = createRoute({
  method: 'get',
  path: '/admin/evasion/links',
  summary: 'Accounts that may be of somebody who was banned',
  description: 'The likeliest first. Nothing happens to an account by standing here: families share devices.',
  security: bearer,
  middleware: reading('decide_reports'),
  request: { query: evasionLinkQuerySchema },
  responses: { 200: success(evasionLinkPageSchema, 'A page.'), ...problems(...readProblems) },
});

const linksOf = createRoute({
  method: 'get',
  path: '/admin/accounts/{id}/links',
  summary: 'Accounts that may be of the same person',
  security: bearer,
  middleware: reading('decide_reports'),
  request: { params: accountParamSchema },
  responses: { 200: success(accountLinksSchema, 'On either side, decided ones too.'), ...problems(...readProblems) },
});

const decide = createRoute({
  method: 'post',
  path: '/admin/evasion/links/{id}',
  summary: 'Say whether two accounts are of one person',
  description: 'Neither does anything to them. What was dismissed is not shown again.',
  security: bearer,
  middleware: acting('decide_reports'),
  request: { params: linkParamSchema, ...jsonRequest(linkDecisionSchema) },
  responses: {
    200: success(oneEvasionLinkSchema, 'Decided.'),
    ...problems(...readProblems, 'step_up_required', 'not_found', 'conflict'),
  },
});

/** Signals against evasion of bans; kept and compared by the origin, decided by people. */
export function evasionRoutes(app: OpenAPIHono<EdgeEnv>): void {
  app.openapi(links, async (c) => {
    const query = c.req.valid('query');
    const request = { method: 'GET', path: internalEvasionPaths.links, query, ...asCaller(c) } as const;
    const data = await c.var.services.origin.call(request, evasionLinkPageSchema);
    return c.json({ success: true as const, data }, 200);
  });

  app.openapi(linksOf, async (c) => {
    const path = internalEvasionPaths.linksOf(c.req.valid('param').id);
    const data = await c.var.services.origin.call({ method: 'GET', path, ...asCaller(c) }, accountLinksSchema);
    return c.json({ success: true as const, data }, 200);
  });

  app.openapi(decide, async (c) => {
    const path = internalEvasionPaths.decide(c.req.valid('param').id);
    const request = { method: 'POST', path, body: c.req.valid('json'), ...asCaller(c) } as const;
    const data = await c.var.services.origin.call(request, oneEvasionLinkSchema);
    return c.json({ success: true as const, data }, 200);
  });
}
