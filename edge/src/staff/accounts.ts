import {
  accountParamSchema,
  banRequestSchema,
  findAccountRequestSchema,
  roleParamSchema,
  type StaffAccount,
  staffAccountSchema,
  staffActRequestSchema,
} from '@halobuzz/core/api/admin';
import { AppError } from '@halobuzz/core/errors/app-error';
import { limits } from '@halobuzz/core/limits';
import { may } from '@halobuzz/core/roles';
import { createRoute, type OpenAPIHono } from '@hono/zod-openapi';
import type { Context } from 'hono';
import type { z } from 'zod';
import { changeStaffRole, requireDone } from '../accounts/staff/change-staff-role.ts';
import type { StaffView } from '../accounts/staff/staff-acts.ts';
import { bearer, jsonRequest, problems, success } from '../http/describe.ts';
import type { EdgeEnv } from '../http/edge-env.ts';
import { accountView } from './account-view.ts';
import { actBy } from './act-by.ts';
import { acting, reading, staffProblems } from './staff-access.ts';

const actProblems = ['validation_failed', ...staffProblems, 'step_up_required', 'not_found'] as const;
const shown = success(staffAccountSchema, 'The account as it is now.');

const find = createRoute({
  method: 'post',
  path: '/admin/accounts/find',
  summary: 'Find an account by handle, id or e-mail address',
  description:
    'A POST, because addresses do not belong into URLs. The look-up is audited, whether it finds somebody or not.',
  security: bearer,
  middleware: reading('find_account'),
  request: jsonRequest(findAccountRequestSchema),
  responses: { 200: shown, ...problems('validation_failed', ...staffProblems, 'not_found') },
});

const ban = createRoute({
  method: 'post',
  path: '/admin/accounts/{id}/ban',
  summary: 'Ban an account',
  description:
    'Ends its sessions, sockets and broadcast. Moderators ban for 30 days at most. A timed ban ends by itself. `conflict`: a sanction bans it already; change that.',
  security: bearer,
  middleware: acting('ban_for_a_time'),
  request: { params: accountParamSchema, ...jsonRequest(banRequestSchema) },
  responses: { 200: shown, ...problems(...actProblems, 'staff_account', 'not_yourself', 'conflict') },
});

const unban = createRoute({
  method: 'post',
  path: '/admin/accounts/{id}/unban',
  summary: 'Lift a ban',
  security: bearer,
  middleware: acting('ban_for_a_time'),
  request: { params: accountParamSchema, ...jsonRequest(staffActRequestSchema) },
  responses: { 200: shown, ...problems(...actProblems) },
});

const signOut = createRoute({
  method: 'post',
  path: '/admin/accounts/{id}/sign-out',
  summary: 'End all sessions of an account',
  security: bearer,
  middleware: acting('sign_out_account'),
  request: { params: accountParamSchema, ...jsonRequest(staffActRequestSchema) },
  responses: { 200: shown, ...problems(...actProblems, 'staff_account') },
});

function roleRoute(verb: 'grant' | 'revoke', summary: string) {
  return createRoute({
    method: 'post',
    path: `/admin/accounts/{id}/roles/{role}/${verb}`,
    summary,
    security: bearer,
    middleware: acting('change_roles'),
    request: { params: roleParamSchema, ...jsonRequest(staffActRequestSchema) },
    responses: { 200: shown, ...problems(...actProblems, 'not_yourself', 'last_admin') },
  });
}
const grant = roleRoute('grant', 'Give a staff role');
const revoke = roleRoute('revoke', 'Take a staff role');

/** What staff may do to accounts. Roles are checked as they are now; every act and its audit record are one (staff-acts.ts). */
export function accountRoutes(app: OpenAPIHono<EdgeEnv>): void {
  app.openapi(find, async (c) => {
    const { services, caller, requestId } = c.var;
    const request = c.req.valid('json');
    if (request.email !== undefined && !may(caller.state.roles, 'see_email')) throw new AppError('forbidden');
    const id = await accountIdOf(c, request);
    const view = id === null ? undefined : await services.account(id).staffView();
    // Recorded before anything is shown. The address itself stays out of the log.
    const by = request.email !== undefined ? 'email' : request.id !== undefined ? 'id' : 'handle';
    const details = { by, found: view !== undefined };
    const subject = view === undefined ? {} : { subject: view.accountId };
    const own = services.account(caller.claims.sub);
    await own.recordOwnAct({ action: 'account.looked_up', details, ...subject }, requestId);
    return c.json({ success: true as const, data: viewFor(view) }, 200);
  });

  app.openapi(ban, async (c) => {
    const { id } = c.req.valid('param');
    const { reason, seconds } = c.req.valid('json');
    const by = actBy(c, reason);
    if (by.actor === id) throw new AppError('not_yourself');
    if (!by.full && (seconds === undefined || seconds > limits.moderatorBanSecondsMax)) throw new AppError('forbidden');
    requireDone(
      await c
        .get('services')
        .account(id)
        .ban(by, seconds ?? null),
    );
    return c.json({ success: true as const, data: await viewOf(c, id) }, 200);
  });

  app.openapi(unban, async (c) => {
    const { id } = c.req.valid('param');
    requireDone(
      await c
        .get('services')
        .account(id)
        .unban(actBy(c, c.req.valid('json').reason)),
    );
    return c.json({ success: true as const, data: await viewOf(c, id) }, 200);
  });

  app.openapi(signOut, async (c) => {
    const { id } = c.req.valid('param');
    requireDone(
      await c
        .get('services')
        .account(id)
        .signOut(actBy(c, c.req.valid('json').reason)),
    );
    return c.json({ success: true as const, data: await viewOf(c, id) }, 200);
  });

  for (const [route, held] of [
    [grant, true],
    [revoke, false],
  ] as const) {
    app.openapi(route, async (c) => {
      const { id, role } = c.req.valid('param');
      await changeStaffRole(c.get('services'), actBy(c, c.req.valid('json').reason), id, role, held);
      return c.json({ success: true as const, data: await viewOf(c, id) }, 200);
    });
  }
}

async function accountIdOf(
  c: Context<EdgeEnv>,
  { id, email, handle = '' }: z.output<typeof findAccountRequestSchema>,
): Promise<string | null> {
  const { services } = c.var;
  if (id !== undefined) return id;
  const digest = await (email === undefined
    ? services.digestOf('username', handle)
    : services.digestOf('email', email));
  return services.name(digest).holder();
}

async function viewOf(c: Context<EdgeEnv>, accountId: string): Promise<StaffAccount> {
  return viewFor(await c.get('services').account(accountId).staffView());
}

/** @throws AppError `not_found` */
function viewFor(view: StaffView | undefined): StaffAccount {
  if (view === undefined) throw new AppError('not_found');
  return accountView(view);
}
