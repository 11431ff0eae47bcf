import { staffActRequestSchema } from '@halobuzz/core/api/admin';
import { caseStatisticsQuerySchema } from '@halobuzz/core/api/case-statistics';
import {
  type CaseQuery,
  caseDecisionRequestSchema,
  caseParamSchema,
  caseQuerySchema,
  internalHandOverSchema,
  orderParamSchema,
  orderResultSchema,
  type SanctionOrder,
} from '@halobuzz/core/api/cases';
import type { RandomBytes } from '@halobuzz/core/clock';
import { AppError, invalidField } from '@halobuzz/core/errors/app-error';
import { newOpaqueId } from '@halobuzz/core/ids';
import { limits } from '@halobuzz/core/limits';
import { isAccountSanction } from '@halobuzz/core/moderation/outcomes';
import { isStaff, may } from '@halobuzz/core/roles';
import { type Context, Hono } from 'hono';
import { z } from 'zod';
import type { AuditLog } from '../audit/audit-log.ts';
import { requireStaff } from '../http/authenticate.ts';
import { cursorPage, decodeCursor } from '../http/cursor.ts';
import type { OriginEnv } from '../http/origin-env.ts';
import { parseBody, parseNoBody, parseParams, parseQuery } from '../http/validate.ts';
import { casePointOf } from '../mongo/mongo-cases.ts';
import { type CarryOutDeps, carryOutOrders } from './carry-out-orders.ts';
import type {
  CaseDecisions,
  CaseDocument,
  CaseFilter,
  DecideCase,
  NotDecided,
  NotHeld,
  OrderDocument,
} from './case.ts';
import { type CasePageDeps, casePage, withWords } from './case-page.ts';
import { caseStatistics, type StatisticsDeps, transparencyCsv } from './case-statistics.ts';
import { caseLine, namedIn } from './case-views.ts';

export interface CaseRouteDeps extends CasePageDeps, CarryOutDeps, StatisticsDeps {
  readonly caseDecisions: CaseDecisions;
  readonly audit: Pick<AuditLog, 'append'>;
  readonly random: RandomBytes;
}

const cursorSchema = z.tuple([z.number().finite(), z.string().max(64)]);
const decides = 'decide_reports';

/** `/cases`: reports as people decide them, and `/sanction-orders`, by which the edge carries out what was decided. */
export function caseRoutes(deps: CaseRouteDeps): Hono<OriginEnv> {
  const routes = new Hono<OriginEnv>();

  const lines = async (found: readonly CaseDocument[]) => {
    const people = await deps.people.shown([...new Set(found.flatMap(namedIn))]);
    return found.map((one) => caseLine(one, people, deps.clock()));
  };
  const heldAnswer = async (c: Context<OriginEnv>, outcome: CaseDocument | NotHeld) => {
    if (typeof outcome === 'string') throw refusal(outcome);
    const [line] = await lines([outcome]);
    return c.json({ success: true, data: { case: line } });
  };

  routes.get('/cases', async (c) => {
    const { account } = requireStaff(c, decides);
    const query = parseQuery(c, caseQuerySchema);
    const asked = filterOf(query, account);
    // Nobody reads about themselves, not even that there is something.
    if (query.account === account) return c.json({ success: true, data: { items: [] } });
    const [order, id] = query.cursor === undefined ? [] : decodeCursor(query.cursor, cursorSchema);
    const after = order === undefined || id === undefined ? undefined : { order, id };
    const found = await deps.cases.list(asked, after, query.limit + 1);
    const page = cursorPage(found, query.limit, (last) => {
      const point = casePointOf(asked, last);
      return [point.order, point.id];
    });
    return c.json({ success: true, data: { ...page, items: await lines(page.items) } });
  });

  routes.post('/cases/next', async (c) => {
    const { account } = requireStaff(c, decides);
    parseNoBody(c);
    const taken = await deps.cases.takeNext(account);
    if (taken === undefined) return c.json({ success: true, data: {} });
    return heldAnswer(c, taken);
  });

  // Before single cases: these are no ids.
  routes.get('/cases/statistics', async (c) => {
    requireStaff(c, decides);
    return c.json({ success: true, data: await caseStatistics(deps, spanOf(c)) });
  });

  routes.get('/cases/transparency', async (c) => {
    const { account } = requireStaff(c, decides);
    const span = spanOf(c);
    await deps.audit.append({
      ...{ id: newOpaqueId('au', deps.random), atMs: deps.clock(), actor: account },
      ...{ action: 'cases.exported', details: { ...span } },
    });
    const name = `transparency-${span.from}-${span.to}.csv`;
    return c.body(await transparencyCsv(deps.db, span), 200, {
      'content-type': 'text/csv; charset=utf-8',
      'content-disposition': `attachment; filename="${name}"`,
    });
  });

  routes.get('/cases/:id', async (c) => {
    const { account } = requireStaff(c, decides);
    const { id } = parseParams(c, caseParamSchema);
    const one = await deps.cases.get(id);
    if (one === undefined) throw new AppError('not_found');
    return c.json({ success: true, data: await casePage(deps, one, account) });
  });

  for (const act of ['take', 'renew', 'release'] as const) {
    routes.post(`/cases/:id/${act}`, async (c) => {
      const { account } = requireStaff(c, decides);
      const { id } = parseParams(c, caseParamSchema);
      parseNoBody(c);
      return heldAnswer(c, await deps.cases[act](id, account));
    });
  }

  routes.post('/cases/:id/hand-over', async (c) => {
    const { account: by } = requireStaff(c, decides);
    const { id } = parseParams(c, caseParamSchema);
    const { to, reason } = parseBody(c, internalHandOverSchema);
    if (to === by) throw new AppError('not_yourself');
    if (!may(await deps.rolesOf(to), decides)) throw invalidField('handle', 'may not decide cases');
    const outcome = await deps.cases.handOver(id, { by, to, reason });
    if (outcome === 'own') throw invalidField('handle', 'is concerned by this case');
    if (outcome === 'full') throw invalidField('handle', 'has as many cases as one may have');
    return heldAnswer(c, outcome);
  });

  /** Who reported, once somebody who has the case, or an admin, said why they need to know. Recorded before it is told. */
  routes.post('/cases/:id/reporters', async (c) => {
    const { account, roles } = requireStaff(c, decides);
    const { id } = parseParams(c, caseParamSchema);
    const { reason } = parseBody(c, staffActRequestSchema);
    const one = await deps.cases.get(id);
    if (one === undefined) throw new AppError('not_found');
    if (one.accountId === account) throw new AppError('forbidden');
    if (one.assignee !== account && !roles.includes('admin')) throw refusal('held');
    await deps.audit.append({
      ...{ id: newOpaqueId('au', deps.random), atMs: deps.clock(), actor: account },
      ...{ action: 'case.reporters_read', subject: id, reason },
    });
    const found = await deps.cases.reportsOf(id, limits.caseReportsShownMax);
    const people = await deps.people.shown(found.map(({ reporterId }) => reporterId));
    const items = found.map(({ reporterId, at }, index) => {
      const handle = people.get(reporterId)?.handle;
      const known = handle === undefined ? {} : { handle };
      return { reporter: index + 1, accountId: reporterId, ...known, at: at.toISOString() };
    });
    return c.json({ success: true, data: { items } });
  });

  routes.post('/cases/:id/decision', async (c) => {
    const { account: by, roles } = requireStaff(c, decides);
    const { id } = parseParams(c, caseParamSchema);
    const asked: DecideCase = { ...parseBody(c, caseDecisionRequestSchema), id, by, full: may(roles, 'ban_for_good') };
    const one = await deps.cases.get(id);
    if (one === undefined) throw new AppError('not_found');
    // Whose message it is has to be known before anybody decides: it may be their own.
    await requireFit(deps, await withWords(deps, one), asked);
    const outcome = await deps.caseDecisions.decide(asked);
    if (typeof outcome === 'string') throw refusal(outcome);
    // A broadcast that is to end ends now; what fails is done by the next pass.
    if (outcome.orders.some(({ where, state }) => where === 'origin' && state === 'pending'))
      await carryOutOrders(deps);
    return c.json({ success: true, data: await casePage(deps, outcome.decided, by) });
  });

  // By the edge alone, without anybody's name: what it is to carry out where accounts live, and how that went.
  routes.post('/sanction-orders/due', async (c) => {
    parseNoBody(c);
    const due = await deps.caseDecisions.dueOrders('edge', limits.sanctionOrderBatchMax);
    return c.json({ success: true, data: { orders: due.map(orderOf) } });
  });

  routes.post('/sanction-orders/:id/result', async (c) => {
    const { id } = parseParams(c, orderParamSchema);
    const { result, problem } = parseBody(c, orderResultSchema);
    await deps.caseDecisions.finishOrder(id, result, problem);
    return c.json({ success: true, data: {} });
  });

  return routes;
}

/** @throws AppError `validation_failed` for more days than statistics span */
function spanOf(c: Context<OriginEnv>): { readonly from: string; readonly to: string } {
  const span = parseQuery(c, caseStatisticsQuerySchema);
  const days = (Date.parse(span.to) - Date.parse(span.from)) / 86_400_000 + 1;
  if (days > limits.caseStatisticsDaysMax) throw invalidField('to', 'is too many days after from');
  return span;
}

function filterOf({ state, kind, reason, priority, held, account }: CaseQuery, viewer: string): CaseFilter {
  const assignee = held === undefined ? undefined : held === 'mine' ? viewer : '';
  return { state, kind, reason, priority, assignee, account, viewer };
}

/** Whether this outcome fits the case and the decider. @throws AppError `forbidden`, `staff_account`, `validation_failed` */
async function requireFit(deps: CaseRouteDeps, one: CaseDocument, asked: DecideCase): Promise<void> {
  const { outcome, seconds, full, by } = asked;
  if (one.accountId === by) throw new AppError('forbidden');
  if (one.accountId !== undefined && !full && isStaff(await deps.rolesOf(one.accountId))) {
    throw new AppError('staff_account');
  }
  if (isAccountSanction(outcome) && one.accountId === undefined) {
    throw invalidField('outcome', 'needs somebody whom the case concerns, and nobody is known');
  }
  if (outcome === 'end_broadcast' && one.targetKind !== 'room' && one.targetKind !== 'message') {
    throw invalidField('outcome', 'is for broadcasts');
  }
  if (outcome === 'remove_content' && one.targetKind !== 'message' && one.targetKind !== 'profile') {
    throw invalidField('outcome', 'is for messages and profiles');
  }
  if (outcome === 'ban' && !full && (seconds === undefined || seconds > limits.moderatorBanSecondsMax)) {
    throw invalidField('seconds', 'is longer than a moderator may ban');
  }
}

/** The second writer learns what changed; nobody decides about themselves. */
function refusal(outcome: NotHeld | NotDecided): AppError {
  switch (outcome) {
    case 'absent':
      return new AppError('not_found');
    case 'own':
      return new AppError('forbidden');
    case 'held':
      return conflict('held', 'somebody else has this case');
    case 'full':
      return conflict('held', 'you have as many cases as one may have: decide or give back one first');
    case 'decided':
      return conflict('state', 'it was decided meanwhile');
    case 'changed':
      return conflict('version', 'it was reported for another reason, or became more urgent, since you looked');
    default:
      return outcome satisfies never;
  }
}

function conflict(field: string, message: string): AppError {
  return new AppError('conflict', { errors: [{ field, message }] });
}

function orderOf({
  _id,
  where: _,
  at,
  state: _state,
  nextAt: _next,
  tries: _tries,
  doneAt: _done,
  problem: _problem,
  ...rest
}: OrderDocument): SanctionOrder {
  return { ...rest, id: _id, atMs: at.getTime() };
}
