import { privacyDecidedSchema, privacyRequestPaths } from '@halobuzz/core/api/internal-privacy-requests';
import {
  privacyDecisionRequestSchema,
  privacyRequestParamSchema,
  staffPrivacyRequestPageSchema,
  staffPrivacyRequestQuerySchema,
  staffPrivacyRequestSchema,
} from '@halobuzz/core/api/privacy-requests';
import { createRoute, type OpenAPIHono } from '@hono/zod-openapi';
import { bearer, jsonRequest, problems, success } from '../http/describe.ts';
import type { EdgeEnv } from '../http/edge-env.ts';
import { asCaller } from '../middleware/authenticate.ts';
import { carryOut } from '../privacy/requests/carry-out.ts';
import { acting, reading, staffProblems } from './staff-access.ts';

const queue = createRoute({
  method: 'get',
  path: '/admin/privacy-requests',
  summary: 'Privacy requests that wait, or that were answered',
  description: 'Those that wait: what is due first comes first. Reading is audited.',
  security: bearer,
  middleware: reading('decide_privacy_requests'),
  request: { query: staffPrivacyRequestQuerySchema },
  responses: {
    200: success(staffPrivacyRequestPageSchema, 'A page.'),
    ...problems('validation_failed', ...staffProblems),
  },
});

const decide = createRoute({
  method: 'post',
  path: '/admin/privacy-requests/{id}/decision',
  summary: 'Grant, refuse or put off a privacy request',
  description:
    'The person reads the reason. A granted correction of a birth date is carried out at once; repeating the decision does what an outage left undone. Nobody decides their own.',
  security: bearer,
  middleware: acting('decide_privacy_requests'),
  request: { params: privacyRequestParamSchema, ...jsonRequest(privacyDecisionRequestSchema) },
  responses: {
    200: success(staffPrivacyRequestSchema, 'The request as it is now.'),
    ...problems('validation_failed', ...staffProblems, 'step_up_required', 'not_found', 'approval_own', 'conflict'),
  },
});

/** What people asked of us about their data, for who answers them. */
export function privacyRequestRoutes(app: OpenAPIHono<EdgeEnv>): void {
  app.openapi(queue, async (c) => {
    const { services, caller, requestId } = c.var;
    const query = c.req.valid('query');
    const act = { action: 'privacy_requests.read' as const, details: { state: query.state } };
    if (query.cursor === undefined) await services.account(caller.claims.sub).recordOwnAct(act, requestId);
    const request = { ...asCaller(c), method: 'GET', path: privacyRequestPaths.queue, query } as const;
    const data = await services.origin.call(request, staffPrivacyRequestPageSchema);
    return c.json({ success: true as const, data }, 200);
  });

  app.openapi(decide, async (c) => {
    const { services, caller, requestId } = c.var;
    const { id } = c.req.valid('param');
    const decision = c.req.valid('json');
    const call = { ...asCaller(c), method: 'POST', path: privacyRequestPaths.decide(id), body: decision } as const;
    const decided = await services.origin.call(call, privacyDecidedSchema);
    const by = { actor: caller.claims.sub, full: false, reason: decision.reason, requestId };
    const data = await carryOut(services, asCaller(c), decided, decision.outcome, by);
    return c.json({ success: true as const, data }, 200);
  });
}
