import {
  findingDecidedSchema,
  findingDecisionSchema,
  findingPageSchema,
  findingParamSchema,
  findingQuerySchema,
  fraudPreviewRequestSchema,
  fraudPreviewSchema,
  fraudReplayRequestSchema,
  fraudReplaySchema,
  fraudRuleListSchema,
  fraudRuleParamSchema,
  fraudRulePutSchema,
  fraudRuleSchema,
} from '@halobuzz/core/api/fraud';
import { internalPaths } from '@halobuzz/core/api/internal';
import { createRoute, type OpenAPIHono } from '@hono/zod-openapi';
import { bearer, jsonRequest, problems, success } from '../http/describe.ts';
import type { EdgeEnv } from '../http/edge-env.ts';
import { asCaller } from '../middleware/authenticate.ts';
import { noteReading } from './finance-calls.ts';
import { acting, reading, staffProblems } from './staff-access.ts';

const readProblems = ['validation_failed', ...staffProblems] as const;

const findings = createRoute({
  method: 'get',
  path: '/admin/finance/findings',
  summary: 'What fraud rules found, newest first',
  description: 'Subjects are ids of the ledger, which stand for people there and nowhere else. Reading is audited.',
  security: bearer,
  middleware: reading('see_money'),
  request: { query: findingQuerySchema },
  responses: { 200: success(findingPageSchema, 'A page.'), ...problems(...readProblems) },
});

const decide = createRoute({
  method: 'post',
  path: '/admin/finance/findings/{id}/decision',
  summary: 'Confirm or dismiss a finding',
  description:
    'Dismissing lifts what the finding stopped. Freeing wallets that hold much takes two people: the first answer is `awaiting_second`. Nobody decides a finding that names them.',
  security: bearer,
  middleware: acting('freeze_wallet'),
  request: { params: findingParamSchema, ...jsonRequest(findingDecisionSchema) },
  responses: {
    200: success(findingDecidedSchema, 'The finding as it is now.'),
    ...problems(...readProblems, 'step_up_required', 'not_found', 'approval_own', 'conflict'),
  },
});

const rules = createRoute({
  method: 'get',
  path: '/admin/finance/rules',
  summary: 'Fraud rules and caps on spending, as they are in force',
  security: bearer,
  middleware: reading('see_money'),
  responses: { 200: success(fraudRuleListSchema, 'All of them.'), ...problems(...readProblems) },
});

const change = createRoute({
  method: 'put',
  path: '/admin/finance/rules/{id}',
  summary: 'Change a rule, or make one',
  description: 'Makes the version after `after`; older ones stay readable from what they found.',
  security: bearer,
  middleware: acting('change_fraud_rules'),
  request: { params: fraudRuleParamSchema, ...jsonRequest(fraudRulePutSchema) },
  responses: {
    200: success(fraudRuleSchema, 'The version now in force.'),
    ...problems(...readProblems, 'step_up_required', 'conflict'),
  },
});

const preview = createRoute({
  method: 'post',
  path: '/admin/finance/rules/preview',
  summary: 'Try a rule over the last days',
  description:
    'Nothing is kept and nobody is stopped. Asks for a second request with `after` where there is much to see.',
  security: bearer,
  middleware: reading('see_money'),
  request: jsonRequest(fraudPreviewRequestSchema),
  responses: { 200: success(fraudPreviewSchema, 'What it would have found.'), ...problems(...readProblems) },
});

const replay = createRoute({
  method: 'post',
  path: '/admin/finance/rules/{id}/replay',
  summary: 'Apply a rule to the last days as if it had been there',
  security: bearer,
  middleware: acting('change_fraud_rules'),
  request: { params: fraudRuleParamSchema, ...jsonRequest(fraudReplayRequestSchema) },
  responses: {
    200: success(fraudReplaySchema, 'What it found, and how much of that is new.'),
    ...problems(...readProblems, 'step_up_required', 'not_found', 'conflict'),
  },
});

/** Findings and rules, for those who see and decide about money; kept and decided by the origin. */
export function fraudRoutes(app: OpenAPIHono<EdgeEnv>): void {
  app.openapi(findings, async (c) => {
    const query = c.req.valid('query');
    await noteReading(c, 'findings');
    const request = { ...asCaller(c), method: 'GET', path: internalPaths.finance('findings'), query } as const;
    const data = await c.var.services.origin.call(request, findingPageSchema);
    return c.json({ success: true as const, data }, 200);
  });

  app.openapi(decide, async (c) => {
    const path = internalPaths.finance(`findings/${c.req.valid('param').id}/decision`);
    const request = { ...asCaller(c), method: 'POST', path, body: c.req.valid('json') } as const;
    const data = await c.var.services.origin.call(request, findingDecidedSchema);
    return c.json({ success: true as const, data }, 200);
  });

  app.openapi(rules, async (c) => {
    const request = { ...asCaller(c), method: 'GET', path: internalPaths.finance('rules') } as const;
    const data = await c.var.services.origin.call(request, fraudRuleListSchema);
    return c.json({ success: true as const, data }, 200);
  });

  app.openapi(change, async (c) => {
    const path = internalPaths.finance(`rules/${c.req.valid('param').id}`);
    const request = { ...asCaller(c), method: 'PUT', path, body: c.req.valid('json') } as const;
    const data = await c.var.services.origin.call(request, fraudRuleSchema);
    return c.json({ success: true as const, data }, 200);
  });

  app.openapi(preview, async (c) => {
    await noteReading(c, 'preview');
    const path = internalPaths.finance('rules/preview');
    const request = { ...asCaller(c), method: 'POST', path, body: c.req.valid('json') } as const;
    const data = await c.var.services.origin.call(request, fraudPreviewSchema);
    return c.json({ success: true as const, data }, 200);
  });

  app.openapi(replay, async (c) => {
    const path = internalPaths.finance(`rules/${c.req.valid('param').id}/replay`);
    const request = { ...asCaller(c), method: 'POST', path, body: c.req.valid('json') } as const;
    const data = await c.var.services.origin.call(request, fraudReplaySchema);
    return c.json({ success: true as const, data }, 200);
  });
}
