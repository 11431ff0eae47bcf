import { staffActRequestSchema } from '@halobuzz/core/api/admin';
import { caseStatisticsQuerySchema, caseStatisticsSchema } from '@halobuzz/core/api/case-statistics';
import {
  caseDecisionRequestSchema,
  casePageSchema,
  caseParamSchema,
  caseQuerySchema,
  caseReportersSchema,
  caseSchema,
  handOverRequestSchema,
  heldCaseSchema,
  nextCaseSchema,
} from '@halobuzz/core/api/cases';
import { internalPaths } from '@halobuzz/core/api/internal';
import { createRoute, type OpenAPIHono } from '@hono/zod-openapi';
import { z } from 'zod';
import { accountOfHandle } from '../accounts/names/account-of-handle.ts';
import { bearer, emptyRequest, jsonRequest, problems, success } from '../http/describe.ts';
import type { EdgeEnv } from '../http/edge-env.ts';
import { asCaller } from '../middleware/authenticate.ts';
import { carryOutQuietly } from './carry-out-orders.ts';
import { acting, reading, staffProblems } from './staff-access.ts';

const decides = 'decide_reports';
const common = ['validation_failed', ...staffProblems] as const;

const list = createRoute({
  method: 'get',
  path: '/admin/cases',
  summary: 'Reports as cases: the most urgent first',
  description:
    'All open reports of one target are one case. Children at risk and self-harm come before everything; the rest goes by the time by which it should be decided. Of decided cases the newest come first.',
  security: bearer,
  middleware: reading(decides),
  request: { query: caseQuerySchema },
  responses: { 200: success(casePageSchema, 'A page.'), ...problems(...common) },
});

const next = createRoute({
  method: 'post',
  path: '/admin/cases/next',
  summary: 'Take the most urgent case that nobody has',
  security: bearer,
  middleware: reading(decides),
  request: emptyRequest,
  responses: {
    200: success(nextCaseSchema, 'It is yours for ten minutes; empty when there is none.'),
    ...problems(...common, 'conflict'),
  },
});

const statistics = createRoute({
  method: 'get',
  path: '/admin/cases/statistics',
  summary: 'How fast and how well cases are decided',
  description: 'By day and reason; the backlog now; decisions of each moderator. Counted anew every minute.',
  security: bearer,
  middleware: reading(decides),
  request: { query: caseStatisticsQuerySchema },
  responses: { 200: success(caseStatisticsSchema, 'The figures.'), ...problems(...common) },
});

const transparency = createRoute({
  method: 'get',
  path: '/admin/cases/transparency',
  summary: 'The figures of a transparency report',
  description: 'Decisions by what they were about, rule and measure, as CSV. That it was taken out is audited.',
  security: bearer,
  middleware: reading(decides),
  request: { query: caseStatisticsQuerySchema },
  responses: {
    200: { description: 'A file.', content: { 'text/csv': { schema: z.string() } } },
    ...problems(...common),
  },
});

const read = createRoute({
  method: 'get',
  path: '/admin/cases/{id}',
  summary: 'One case, with all that it takes to decide it',
  description: 'Reporters are masked. Reading is audited. Nobody reads a case about themselves.',
  security: bearer,
  middleware: reading(decides),
  request: { params: caseParamSchema },
  responses: { 200: success(caseSchema, 'The case.'), ...problems(...common, 'not_found') },
});

function holding(act: 'take' | 'renew' | 'release', summary: string, description: string) {
  return createRoute({
    method: 'post',
    path: `/admin/cases/{id}/${act}`,
    summary,
    description,
    security: bearer,
    middleware: reading(decides),
    request: { params: caseParamSchema, ...emptyRequest },
    responses: { 200: success(heldCaseSchema, 'As it is now.'), ...problems(...common, 'not_found', 'conflict') },
  });
}
const take = holding('take', 'Take a case', 'It is yours for ten minutes. `conflict`: somebody else has it.');
const renew = holding('renew', 'Say that you are still at a case', 'Ten more minutes; what its open page does.');
const release = holding('release', 'Give a case back', 'Anybody may take it then.');

const handOver = createRoute({
  method: 'post',
  path: '/admin/cases/{id}/hand-over',
  summary: 'Hand a case that you have over to a colleague',
  security: bearer,
  middleware: reading(decides),
  request: { params: caseParamSchema, ...jsonRequest(handOverRequestSchema) },
  responses: {
    200: success(heldCaseSchema, 'It is theirs.'),
    ...problems(...common, 'not_found', 'not_yourself', 'conflict'),
  },
});

const reporters = createRoute({
  method: 'post',
  path: '/admin/cases/{id}/reporters',
  summary: 'Who reported',
  description: 'For whoever has the case, or an admin, with a reason that is recorded first.',
  security: bearer,
  middleware: acting(decides),
  request: { params: caseParamSchema, ...jsonRequest(staffActRequestSchema) },
  responses: {
    200: success(caseReportersSchema, 'By the numbers that the case shows.'),
    ...problems(...common, 'step_up_required', 'not_found', 'conflict'),
  },
});

const decide = createRoute({
  method: 'post',
  path: '/admin/cases/{id}/decision',
  summary: 'Decide a case',
  description:
    'Once, on the version that was looked at: `conflict` says what changed since. Closes its reports, orders what follows and is audited, all or nothing. Nobody decides about themselves or what they reported; about staff an admin does.',
  security: bearer,
  middleware: acting(decides),
  request: { params: caseParamSchema, ...jsonRequest(caseDecisionRequestSchema) },
  responses: {
    200: success(caseSchema, 'As it is now; what was ordered says whether it is done.'),
    ...problems(...common, 'step_up_required', 'not_found', 'staff_account', 'conflict'),
  },
});

/** Cases: kept and decided by the origin; what a decision does to an account is carried out here. */
export function caseRoutes(app: OpenAPIHono<EdgeEnv>): void {
  app.openapi(list, async (c) => {
    const request = {
      ...asCaller(c),
      method: 'GET',
      path: internalPaths.cases(),
      query: c.req.valid('query'),
    } as const;
    return c.json({ success: true as const, data: await c.var.services.origin.call(request, casePageSchema) }, 200);
  });

  app.openapi(next, async (c) => {
    const request = { ...asCaller(c), method: 'POST', path: internalPaths.cases('/next'), body: {} } as const;
    return c.json({ success: true as const, data: await c.var.services.origin.call(request, nextCaseSchema) }, 200);
  });

  app.openapi(statistics, async (c) => {
    const query = c.req.valid('query');
    const request = { ...asCaller(c), method: 'GET', path: internalPaths.cases('/statistics'), query } as const;
    const data = await c.var.services.origin.call(request, caseStatisticsSchema);
    return c.json({ success: true as const, data }, 200);
  });

  app.openapi(transparency, async (c) => {
    const query = c.req.valid('query');
    const request = { ...asCaller(c), method: 'GET', path: internalPaths.cases('/transparency'), query } as const;
    const answer = await c.var.services.origin.stream(request);
    const headers = new Headers({ 'cache-control': 'no-store' });
    for (const name of ['content-type', 'content-disposition']) headers.set(name, answer.headers.get(name) ?? '');
    return new Response(answer.body, { status: 200, headers });
  });

  app.openapi(read, async (c) => {
    const { services, caller, requestId } = c.var;
    const { id } = c.req.valid('param');
    const request = { ...asCaller(c), method: 'GET', path: internalPaths.cases(`/${id}`) } as const;
    const data = await services.origin.call(request, caseSchema);
    const subject = data.accountId === undefined ? {} : { details: { account: data.accountId } };
    await services.account(caller.claims.sub).recordOwnAct({ action: 'case.read', subject: id, ...subject }, requestId);
    return c.json({ success: true as const, data }, 200);
  });

  for (const [route, act] of [
    [take, 'take'],
    [renew, 'renew'],
    [release, 'release'],
  ] as const) {
    app.openapi(route, async (c) => {
      const path = internalPaths.cases(`/${c.req.valid('param').id}/${act}`);
      const request = { ...asCaller(c), method: 'POST', path, body: {} } as const;
      return c.json({ success: true as const, data: await c.var.services.origin.call(request, heldCaseSchema) }, 200);
    });
  }

  app.openapi(handOver, async (c) => {
    const { handle, reason } = c.req.valid('json');
    const to = await accountOfHandle(c.var.services, handle);
    const path = internalPaths.cases(`/${c.req.valid('param').id}/hand-over`);
    const request = { ...asCaller(c), method: 'POST', path, body: { to, reason } } as const;
    return c.json({ success: true as const, data: await c.var.services.origin.call(request, heldCaseSchema) }, 200);
  });

  app.openapi(reporters, async (c) => {
    const path = internalPaths.cases(`/${c.req.valid('param').id}/reporters`);
    const request = { ...asCaller(c), method: 'POST', path, body: c.req.valid('json') } as const;
    const data = await c.var.services.origin.call(request, caseReportersSchema);
    return c.json({ success: true as const, data }, 200);
  });

  app.openapi(decide, async (c) => {
    const { id } = c.req.valid('param');
    const path = internalPaths.cases(`/${id}/decision`);
    const request = { ...asCaller(c), method: 'POST', path, body: c.req.valid('json') } as const;
    const decided = await c.var.services.origin.call(request, caseSchema);
    const orders = decided.decision?.orders ?? [];
    if (!orders.some(({ state }) => state === 'pending')) return c.json({ success: true as const, data: decided }, 200);
    await carryOutQuietly(c.var.services);
    // As it is once that was tried; the decision stands whether this can be read or not.
    const again = { ...asCaller(c), method: 'GET', path: internalPaths.cases(`/${id}`) } as const;
    const data = await c.var.services.origin.call(again, caseSchema).catch(() => decided);
    return c.json({ success: true as const, data }, 200);
  });
}
