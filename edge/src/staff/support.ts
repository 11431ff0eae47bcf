import { accountParamSchema } from '@halobuzz/core/api/admin';
import { pageQuerySchema } from '@halobuzz/core/api/conventions';
import { statementSchema } from '@halobuzz/core/api/finance';
import { internalPaths } from '@halobuzz/core/api/internal';
import {
  openedListSchema,
  openRequestSchema,
  openScopePermissions,
  personContactSchema,
  personEventsSchema,
  personRequestsSchema,
  personSessionsSchema,
  supportPersonSchema,
} from '@halobuzz/core/api/support';
import { AppError } from '@halobuzz/core/errors/app-error';
import { isStaff, may } from '@halobuzz/core/roles';
import { createRoute, type OpenAPIHono } from '@hono/zod-openapi';
import type { Context } from 'hono';
import type { z } from 'zod';
import { bearer, jsonRequest, problems, success } from '../http/describe.ts';
import type { EdgeEnv } from '../http/edge-env.ts';
import { asCaller } from '../middleware/authenticate.ts';
import { requireOpened } from './opened.ts';
import { acting, reading, staffProblems } from './staff-access.ts';
import { contactOf, openedView, personOf, requestsOf, sessionsOf } from './support-views.ts';

const person = createRoute({
  method: 'get',
  path: '/admin/accounts/{id}',
  summary: 'A person’s account, without what is private',
  description: 'The look-up is audited, whether there is such an account or not.',
  security: bearer,
  middleware: reading('find_account'),
  request: { params: accountParamSchema },
  responses: {
    200: success(supportPersonSchema, 'As it is now, and what you may read of it.'),
    ...problems('validation_failed', ...staffProblems, 'not_found'),
  },
});

const open = createRoute({
  method: 'post',
  path: '/admin/accounts/{id}/open',
  summary: 'Say why you read private data of a person',
  description:
    'For 15 minutes this session may read the kinds of data that it names. The reason stands in the audit log. Accounts of staff are opened by admins alone, and nobody opens their own.',
  security: bearer,
  middleware: acting('find_account'),
  request: { params: accountParamSchema, ...jsonRequest(openRequestSchema) },
  responses: {
    200: success(openedListSchema, 'What is open to you now.'),
    ...problems(
      'validation_failed',
      ...staffProblems,
      'step_up_required',
      'not_found',
      'staff_account',
      'not_yourself',
    ),
  },
});

function privatePart<P extends string, T extends z.ZodType, R extends object>(
  path: P,
  summary: string,
  data: T,
  request: R,
  permission: (typeof openScopePermissions)[keyof typeof openScopePermissions],
) {
  return createRoute({
    method: 'get',
    path: `/admin/accounts/{id}/${path}` as const,
    summary,
    description: 'Only after a reason was given: `open`.',
    security: bearer,
    middleware: reading(permission),
    request: { params: accountParamSchema, ...request },
    responses: {
      200: success(data, 'As of now.'),
      ...problems('validation_failed', ...staffProblems, 'reason_required', 'not_found'),
    },
  });
}
const contact = privatePart('contact', 'How to reach a person', personContactSchema, {}, openScopePermissions.contact);
const sessions = privatePart(
  'sessions',
  'Where a person is signed in',
  personSessionsSchema,
  {},
  openScopePermissions.sessions,
);
const events = privatePart(
  'security-events',
  'What happened to an account, newest first',
  personEventsSchema,
  {},
  openScopePermissions.security,
);
const requests = privatePart(
  'requests',
  'Copies of their data and the erasure that a person asked for',
  personRequestsSchema,
  {},
  openScopePermissions.requests,
);
const statement = privatePart(
  'statement',
  'What a person owns, and what moved in their wallet, newest first',
  statementSchema,
  { query: pageQuerySchema },
  openScopePermissions.wallet,
);

/** A person as support sees them. What is private of them is shown to who said why. */
export function supportRoutes(app: OpenAPIHono<EdgeEnv>): void {
  app.openapi(person, async (c) => {
    const { services, caller, requestId } = c.var;
    const { id } = c.req.valid('param');
    const data = await personOf(c, id);
    const details = { by: 'id', found: data !== undefined };
    const act = { action: 'account.looked_up' as const, details, ...(data === undefined ? {} : { subject: id }) };
    await services.account(caller.claims.sub).recordOwnAct(act, requestId);
    if (data === undefined) throw new AppError('not_found');
    return c.json({ success: true as const, data }, 200);
  });

  app.openapi(open, async (c) => {
    const { services, caller, requestId } = c.var;
    const { id } = c.req.valid('param');
    const { reason, scopes } = c.req.valid('json');
    const { roles, accountId } = caller.state;
    if (!scopes.every((scope) => may(roles, openScopePermissions[scope]))) throw new AppError('forbidden');
    if (accountId === id) throw new AppError('not_yourself');
    const view = await services.account(id).staffView();
    if (view === undefined) throw new AppError('not_found');
    if (isStaff(view.roles) && !may(roles, 'change_roles')) throw new AppError('staff_account');
    const request = { accountId: id, scopes, reason, sessionId: caller.claims.sid, requestId };
    const opened = await services.account(accountId).openPerson(request);
    if (opened === undefined) throw new AppError('forbidden');
    return c.json({ success: true as const, data: { opened: opened.map(openedView) } }, 200);
  });

  app.openapi(contact, async (c) => {
    const { id } = c.req.valid('param');
    await requireOpened(c, id, 'contact');
    return c.json({ success: true as const, data: await contactOf(c, id) }, 200);
  });

  app.openapi(sessions, async (c) => {
    const { id } = c.req.valid('param');
    await requireOpened(c, id, 'sessions');
    return c.json({ success: true as const, data: await sessionsOf(c, id) }, 200);
  });

  app.openapi(events, async (c) => {
    const { id } = c.req.valid('param');
    await requireOpened(c, id, 'security');
    const found = await c.var.services.account(id).securityEvents();
    const shown = found.map(({ atMs, kind }) => ({ at: new Date(atMs).toISOString(), kind }));
    return c.json({ success: true as const, data: { events: shown } }, 200);
  });

  app.openapi(requests, async (c) => {
    const { id } = c.req.valid('param');
    await requireOpened(c, id, 'requests');
    return c.json({ success: true as const, data: await requestsOf(c, id) }, 200);
  });

  app.openapi(statement, async (c) => {
    const { id } = c.req.valid('param');
    await requireOpened(c, id, 'wallet');
    const query = { ...c.req.valid('query'), subject: await subjectOf(c, id) };
    const request = { ...asCaller(c), method: 'GET', path: internalPaths.finance('statement'), query } as const;
    const data = await c.var.services.origin.call(request, statementSchema);
    return c.json({ success: true as const, data }, 200);
  });
}

/** The ledger's name of a person: it goes to the origin and is shown to nobody. @throws AppError `not_found` */
async function subjectOf(c: Context<EdgeEnv>, accountId: string): Promise<string> {
  const state = await c.var.services.account(accountId).state('');
  if (state === undefined) throw new AppError('not_found');
  return state.subject;
}
