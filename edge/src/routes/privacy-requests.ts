import { birthDateProblem } from '@halobuzz/core/age';
import { pageQuerySchema } from '@halobuzz/core/api/conventions';
import { privacyAskedSchema, privacyRequestPaths } from '@halobuzz/core/api/internal-privacy-requests';
import {
  privacyRequestPageSchema,
  privacyRequestParamSchema,
  privacyRequestRequestSchema,
  privacyRequestSchema,
} from '@halobuzz/core/api/privacy-requests';
import { invalidField } from '@halobuzz/core/errors/app-error';
import { createRoute, type OpenAPIHono } from '@hono/zod-openapi';
import { dayOf } from '../day-of.ts';
import { bearer, emptyRequest, jsonRequest, problems, success } from '../http/describe.ts';
import type { EdgeEnv } from '../http/edge-env.ts';
import { asCaller, authenticateToObject } from '../middleware/authenticate.ts';

const ask = createRoute({
  method: 'post',
  path: '/privacy/requests',
  summary: 'Ask for a correction, a restriction, or object',
  description:
    'Answered by a person within a month. What you can do yourself is done at once elsewhere: your profile, your privacy settings, consents, a copy of your data, erasure.',
  security: bearer,
  middleware: [authenticateToObject],
  request: jsonRequest(privacyRequestRequestSchema),
  responses: {
    201: success(privacyRequestSchema, 'It is in the register; a mail says so.'),
    ...problems('validation_failed', 'unauthenticated', 'session_revoked', 'privacy_requests_full', 'rate_limited'),
  },
});

const list = createRoute({
  method: 'get',
  path: '/privacy/requests',
  summary: 'Your privacy requests',
  security: bearer,
  middleware: [authenticateToObject],
  request: { query: pageQuerySchema },
  responses: {
    200: success(privacyRequestPageSchema, 'A page, the newest first.'),
    ...problems('validation_failed', 'unauthenticated', 'session_revoked'),
  },
});

const withdraw = createRoute({
  method: 'post',
  path: '/privacy/requests/{id}/withdraw',
  summary: 'Withdraw a privacy request',
  description: 'While nobody has answered it. May be repeated.',
  security: bearer,
  middleware: [authenticateToObject],
  request: { params: privacyRequestParamSchema, ...emptyRequest },
  responses: {
    200: success(privacyRequestSchema, 'It is withdrawn.'),
    ...problems('validation_failed', 'unauthenticated', 'session_revoked', 'not_found', 'conflict'),
  },
});

/** What people ask us to do, or to stop doing, with their data; the register stands at the origin. */
export function privacyRequestRoutes(app: OpenAPIHono<EdgeEnv>): void {
  app.openapi(ask, async (c) => {
    const { services, caller } = c.var;
    const body = c.req.valid('json');
    const problem =
      body.birthDate === undefined ? undefined : birthDateProblem(body.birthDate, dayOf(services.clock()));
    if (problem !== undefined) throw invalidField('birthDate', problem);
    const request = { ...asCaller(c), method: 'POST', path: privacyRequestPaths.own, body } as const;
    const { fresh, request: data } = await services.origin.call(request, privacyAskedSchema);
    const news = { kind: 'privacy_request_received', dueAtMs: Date.parse(data.dueAt) } as const;
    if (fresh) await services.account(caller.claims.sub).tellOfRequest(news);
    return c.json({ success: true as const, data }, 201);
  });

  app.openapi(list, async (c) => {
    const request = {
      ...asCaller(c),
      method: 'GET',
      path: privacyRequestPaths.own,
      query: c.req.valid('query'),
    } as const;
    const data = await c.var.services.origin.call(request, privacyRequestPageSchema);
    return c.json({ success: true as const, data }, 200);
  });

  app.openapi(withdraw, async (c) => {
    const path = privacyRequestPaths.withdraw(c.req.valid('param').id);
    const request = { ...asCaller(c), method: 'POST', path, body: {} } as const;
    const data = await c.var.services.origin.call(request, privacyRequestSchema);
    return c.json({ success: true as const, data }, 200);
  });
}
