import {
  accountAppealDecisionSchema,
  accountAppealPageSchema,
  imposeRequestSchema,
  internalSanctionPaths,
  liftRequestSchema,
  oneStaffSanctionSchema,
  ownReportSchema,
  staffSanctionParamSchema,
  staffSanctionsSchema,
} from '@halobuzz/core/api/account-sanctions';
import { accountParamSchema } from '@halobuzz/core/api/admin';
import { pageQuerySchema } from '@halobuzz/core/api/conventions';
import { AppError } from '@halobuzz/core/errors/app-error';
import { limits } from '@halobuzz/core/limits';
import { may } from '@halobuzz/core/roles';
import { createRoute, type OpenAPIHono } from '@hono/zod-openapi';
import type { Context } from 'hono';
import type { ImposeResult, SanctionChange } from '../accounts/staff/sanction-acts.ts';
import { bearer, jsonRequest, problems, success } from '../http/describe.ts';
import type { EdgeEnv } from '../http/edge-env.ts';
import { asCaller } from '../middleware/authenticate.ts';
import { actBy } from './act-by.ts';
import { requireOpened } from './opened.ts';
import { acting, reading, staffProblems } from './staff-access.ts';

const readProblems = ['validation_failed', ...staffProblems] as const;
const actProblems = [...readProblems, 'step_up_required', 'not_found'] as const;

const list = createRoute({
  method: 'get',
  path: '/admin/accounts/{id}/sanctions',
  summary: 'What was decided about an account',
  description:
    'With the strikes that count now, and what they would suggest next: people decide. Who decides no reports says first why: `open` with `security`. Reading is audited.',
  security: bearer,
  middleware: reading('find_account'),
  request: { params: accountParamSchema },
  responses: {
    200: success(staffSanctionsSchema, 'All that is remembered, the newest first.'),
    ...problems(...readProblems, 'reason_required', 'not_yourself', 'not_found'),
  },
});

const impose = createRoute({
  method: 'post',
  path: '/admin/accounts/{id}/sanctions',
  summary: 'Warn, mute, suspend or ban somebody',
  description:
    'In every room and on every socket within 2 s. The same `order` twice is one sanction. Moderators ban for 30 days at most.',
  security: bearer,
  middleware: acting('decide_reports'),
  request: { params: accountParamSchema, ...jsonRequest(imposeRequestSchema) },
  responses: {
    200: success(staffSanctionsSchema, 'All that is remembered now.'),
    ...problems(...actProblems, 'staff_account', 'not_yourself', 'own_report'),
  },
});

const lift = createRoute({
  method: 'post',
  path: '/admin/accounts/{id}/sanctions/{sanctionId}/lift',
  summary: 'Lift a sanction',
  description: 'Only an admin lifts a ban without an end.',
  security: bearer,
  middleware: acting('decide_reports'),
  request: { params: staffSanctionParamSchema, ...jsonRequest(liftRequestSchema) },
  responses: { 200: success(oneStaffSanctionSchema, 'As it is now.'), ...problems(...actProblems, 'conflict') },
});

const appeals = createRoute({
  method: 'get',
  path: '/admin/account-appeals',
  summary: 'Open appeals against decisions about accounts',
  security: bearer,
  middleware: reading('decide_reports'),
  request: { query: pageQuerySchema },
  responses: { 200: success(accountAppealPageSchema, 'A page, the oldest first.'), ...problems(...readProblems) },
});

const decide = createRoute({
  method: 'post',
  path: '/admin/accounts/{id}/sanctions/{sanctionId}/appeal',
  summary: 'Decide an appeal against a decision about an account',
  description:
    'By somebody who neither imposed it, nor is concerned by it, nor reported them, at the version they looked at. What is lifted is lifted at once.',
  security: bearer,
  middleware: acting('decide_reports'),
  request: { params: staffSanctionParamSchema, ...jsonRequest(accountAppealDecisionSchema) },
  responses: {
    200: success(oneStaffSanctionSchema, 'Decided.'),
    ...problems(...actProblems, 'own_report', 'conflict'),
  },
});

/** Sanctions on accounts. The account itself keeps and decides them; each act and its audit record are one. */
export function sanctionRoutes(app: OpenAPIHono<EdgeEnv>): void {
  app.openapi(list, async (c) => {
    const { services, caller, requestId } = c.var;
    const { id } = c.req.valid('param');
    // Of what was decided about themselves nobody learns here who decided it.
    if (caller.state.accountId === id) throw new AppError('not_yourself');
    if (!may(caller.state.roles, 'decide_reports')) await requireOpened(c, id, 'security');
    const data = await sanctionsOf(c, id);
    // Recorded before anything is shown.
    const details = { by: 'sanctions', found: true };
    await services
      .account(caller.claims.sub)
      .recordOwnAct({ action: 'account.looked_up', details, subject: id }, requestId);
    return c.json({ success: true as const, data }, 200);
  });

  app.openapi(impose, async (c) => {
    const { id } = c.req.valid('param');
    const { order, kind, code, statement, seconds, reason } = c.req.valid('json');
    const { actor, full, requestId } = actBy(c, reason);
    if (kind === 'ban' && !full && (seconds === undefined || seconds > limits.moderatorBanSecondsMax)) {
      throw new AppError('forbidden');
    }
    await requireNoOwnReport(c, id);
    const given = {
      ...{ id: order, kind, reason: code, statement, by: actor, full, staffReason: reason, requestId },
      ...(seconds === undefined ? {} : { seconds }),
    };
    requireImposed(await c.get('services').account(id).imposeSanction(given));
    return c.json({ success: true as const, data: await sanctionsOf(c, id) }, 200);
  });

  app.openapi(lift, async (c) => {
    const { id, sanctionId } = c.req.valid('param');
    const { version, reason } = c.req.valid('json');
    requireChanged(await c.get('services').account(id).liftSanction(actBy(c, reason), sanctionId, version));
    return c.json({ success: true as const, data: { sanction: await oneOf(c, id, sanctionId) } }, 200);
  });

  app.openapi(appeals, async (c) => {
    const query = c.req.valid('query');
    const request = { method: 'GET', path: internalSanctionPaths.appeals, query, ...asCaller(c) } as const;
    const data = await c.var.services.origin.call(request, accountAppealPageSchema);
    return c.json({ success: true as const, data }, 200);
  });

  app.openapi(decide, async (c) => {
    const { id, sanctionId } = c.req.valid('param');
    const { reason, ...decision } = c.req.valid('json');
    await requireNoOwnReport(c, id);
    requireChanged(await c.get('services').account(id).decideAppeal(actBy(c, reason), sanctionId, decision));
    return c.json({ success: true as const, data: { sanction: await oneOf(c, id, sanctionId) } }, 200);
  });
}

/** Who reported somebody is no judge of them. @throws AppError `own_report`; `unavailable` while nobody can say */
async function requireNoOwnReport(c: Context<EdgeEnv>, accountId: string): Promise<void> {
  const request = { method: 'GET', path: internalSanctionPaths.ownReport(accountId), ...asCaller(c) } as const;
  const { reported } = await c.var.services.origin.call(request, ownReportSchema);
  if (reported) throw new AppError('own_report');
}

/** Throws what a result means to whoever asked. */
function requireImposed(result: ImposeResult): void {
  switch (result) {
    case 'done':
    case 'same':
      return;
    case 'unknown':
      throw new AppError('not_found');
    case 'staff':
      throw new AppError('staff_account');
    case 'own':
      throw new AppError('not_yourself');
    case 'forbidden':
    case 'not_for_accounts':
      throw new AppError('forbidden');
    default:
      return result satisfies never;
  }
}

function requireChanged(result: SanctionChange): void {
  if (result === 'unknown') throw new AppError('not_found');
  if (result === 'forbidden') throw new AppError('forbidden');
  if (result === 'stale') throw new AppError('conflict');
}

async function sanctionsOf(c: Context<EdgeEnv>, accountId: string) {
  const found = await c.get('services').account(accountId).staffSanctions();
  if (found === undefined) throw new AppError('not_found');
  return found;
}

async function oneOf(c: Context<EdgeEnv>, accountId: string, sanctionId: string) {
  const found = (await sanctionsOf(c, accountId)).items.find(({ id }) => id === sanctionId);
  if (found === undefined) throw new AppError('not_found');
  return found;
}
