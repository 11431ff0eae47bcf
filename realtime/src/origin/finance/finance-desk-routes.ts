import { pageQuerySchema } from '@halobuzz/core/api/conventions';
import {
  EXPORT_ID_HEADER,
  financeExportParamSchema,
  internalFinanceExportSchema,
} from '@halobuzz/core/api/finance-exports';
import { internalTransactionQuerySchema } from '@halobuzz/core/api/finance-ledger';
import {
  disputeParamSchema,
  disputeWorkRequestSchema,
  internalStaffPaymentQuerySchema,
} from '@halobuzz/core/api/finance-payments';
import {
  differenceActSchema,
  differenceParamSchema,
  differenceQuerySchema,
  payoutRateRequestSchema,
  promotionQuerySchema,
} from '@halobuzz/core/api/finance-work';
import { paymentParamSchema } from '@halobuzz/core/api/payments';
import { AppError } from '@halobuzz/core/errors/app-error';
import { parseAmount } from '@halobuzz/core/money';
import { may } from '@halobuzz/core/roles';
import { Hono } from 'hono';
import { z } from 'zod';
import { transactions } from '../../adapters/mongo/ledger-collections.ts';
import { requireStaff } from '../http/authenticate.ts';
import { cursorPage, decodeCursor } from '../http/cursor.ts';
import type { OriginEnv } from '../http/origin-env.ts';
import { parseBody, parseIdempotencyKey, parseParams, parseQuery } from '../http/validate.ts';
import { approvalRequestViewFor } from './approval.ts';
import type { FinanceDeps } from './carry-out.ts';
import { actOnDifference, differenceView } from './differences.ts';
import { disputeWorkId, workOnDispute } from './dispute-work.ts';
import { exportContentType } from './exports/export-text.ts';
import { madeExportView } from './exports/made-exports.ts';
import { makeExport } from './exports/make-export.ts';
import type { FinanceDesk } from './finance-desk.ts';
import type { ListPoint } from './finance-lists.ts';
import { financeOverview } from './finance-overview.ts';
import {
  disputeView,
  frozenWalletView,
  quarantineView,
  rateView,
  staffPaymentDetail,
  staffPaymentView,
  transactionLine,
} from './finance-views.ts';
import { readLedgerState } from './ledger-state.ts';
import { askPayoutRate } from './payout-rates.ts';
import { promotionView } from './promotion-view.ts';

export interface FinanceDeskRouteDeps {
  readonly desk: FinanceDesk;
  readonly financeDeps: FinanceDeps;
}

const cursorSchema = z.tuple([z.int().min(0).max(8_640_000_000_000_000), z.string().min(1).max(300)]);

/** @throws AppError `validation_failed` */
function pointOf(cursor: string | undefined): ListPoint | undefined {
  if (cursor === undefined) return undefined;
  const [atMs, id] = decodeCursor(cursor, cursorSchema);
  return { atMs, id };
}

/** `/finance`: lists and exports; who reads what is recorded by the edge, exports and notes here. Persons leave masked. */
export function financeDeskRoutes({ desk, financeDeps }: FinanceDeskRouteDeps): Hono<OriginEnv> {
  const routes = new Hono<OriginEnv>();
  const { lists } = desk;

  routes.get('/finance/overview', async (c) => {
    const { account } = requireStaff(c, 'see_money');
    return c.json({ success: true, data: await financeOverview(desk, account) });
  });

  routes.get('/finance/payments', async (c) => {
    requireStaff(c, 'see_money');
    const { cursor, limit, ...query } = parseQuery(c, internalStaffPaymentQuerySchema);
    const found = await lists.payments(query, pointOf(cursor), limit + 1);
    const page = cursorPage(found, limit, ({ payment }) => [payment.createdAtMs, payment.id]);
    return c.json({ success: true, data: { ...page, items: page.items.map(staffPaymentView) } });
  });

  routes.get('/finance/payments/:id', async (c) => {
    requireStaff(c, 'see_money');
    const stored = await desk.payments.get(parseParams(c, paymentParamSchema).id);
    if (stored === undefined) throw new AppError('payment_not_found');
    const { id, evidence } = stored.payment;
    const ids = evidence.disputes.map((dispute) => dispute.id);
    const work = ids.length === 0 ? [] : await desk.disputeWork.ofPayment(id, ids);
    const byId = new Map(ids.map((one) => [one, work.find(({ _id }) => _id === disputeWorkId(id, one))]));
    const known = new Map([...byId].flatMap(([one, found]) => (found === undefined ? [] : [[one, found] as const])));
    return c.json({ success: true, data: staffPaymentDetail(stored, known) });
  });

  routes.post('/finance/payments/:id/disputes/:dispute', async (c) => {
    const actor = { ...requireStaff(c, 'refund_payment'), requestId: c.get('requestId') };
    const { id: paymentId, dispute: disputeId } = parseParams(c, disputeParamSchema);
    const asked = parseBody(c, disputeWorkRequestSchema);
    const work = await workOnDispute(desk, actor, { ...asked, paymentId, disputeId });
    const stored = await desk.payments.get(paymentId);
    const dispute = stored?.payment.evidence.disputes.find(({ id }) => id === disputeId);
    if (dispute === undefined) throw new AppError('not_found');
    return c.json({ success: true, data: { dispute: disputeView(dispute, work) } });
  });

  routes.get('/finance/transactions', async (c) => {
    requireStaff(c, 'see_money');
    const { cursor, limit, ...query } = parseQuery(c, internalTransactionQuerySchema);
    const found = await lists.transactions(query, pointOf(cursor), limit + 1);
    const page = cursorPage(found, limit, ({ createdAt, _id }) => [createdAt.getTime(), _id]);
    return c.json({ success: true, data: { ...page, items: page.items.map(transactionLine) } });
  });

  routes.get('/finance/ledger', async (c) => {
    requireStaff(c, 'see_money');
    return c.json({ success: true, data: await readLedgerState(desk) });
  });

  routes.get('/finance/ledger/quarantine', async (c) => {
    requireStaff(c, 'see_money');
    const { cursor, limit } = parseQuery(c, pageQuerySchema);
    const found = await lists.quarantined(pointOf(cursor), limit + 1);
    const page = cursorPage(found, limit, ({ createdAt, _id }) => [createdAt.getTime(), _id]);
    const ids = page.items.map(({ _id }) => _id);
    const entries = await transactions(desk.db)
      .find({ _id: { $in: ids } })
      .limit(limit)
      .toArray();
    const byId = new Map(entries.map((entry) => [entry._id, entry]));
    const items = page.items.map((held) => quarantineView(held, byId.get(held._id)));
    return c.json({ success: true, data: { ...page, items } });
  });

  routes.get('/finance/freezes', async (c) => {
    requireStaff(c, 'see_money');
    const { cursor, limit } = parseQuery(c, pageQuerySchema);
    const found = await lists.frozen(pointOf(cursor), limit + 1);
    const page = cursorPage(found, limit, ({ updatedAt, _id }) => [updatedAt.getTime(), _id]);
    return c.json({ success: true, data: { ...page, items: page.items.map(frozenWalletView) } });
  });

  routes.get('/finance/promotions', async (c) => {
    requireStaff(c, 'see_money');
    const { cursor, limit, status } = parseQuery(c, promotionQuerySchema);
    const found = await lists.promotions(status, pointOf(cursor), limit + 1);
    const page = cursorPage(found, limit, ({ createdAt, _id }) => [createdAt.getTime(), _id]);
    return c.json({ success: true, data: { ...page, items: page.items.map(promotionView) } });
  });

  routes.get('/finance/payout-rates', async (c) => {
    requireStaff(c, 'see_money');
    const seen = new Set<string>();
    const items = (await lists.rates()).map((rate) => {
      const isCurrent = !seen.has(rate.currency);
      seen.add(rate.currency);
      return rateView(rate, isCurrent);
    });
    return c.json({ success: true, data: { items } });
  });

  routes.post('/finance/payout-rates', async (c) => {
    const actor = { ...requireStaff(c, 'request_adjustment'), requestId: c.get('requestId') };
    const { numerator, denominator, ...asked } = parseBody(c, payoutRateRequestSchema);
    const parts = { numerator: parseAmount(numerator) ?? 0n, denominator: parseAmount(denominator) ?? 0n };
    const { result, approval } = await askPayoutRate(financeDeps, actor, parseIdempotencyKey(c), {
      ...asked,
      ...parts,
    });
    return c.json({ success: true, data: { result, approval: approvalRequestViewFor(approval, actor) } }, 201);
  });

  routes.get('/finance/differences', async (c) => {
    requireStaff(c, 'see_money');
    const { cursor, limit, state, area } = parseQuery(c, differenceQuerySchema);
    const found = await desk.differences.list(state, area, pointOf(cursor), limit + 1);
    const page = cursorPage(found, limit, ({ firstSeenAt, resolvedAt, _id }) => [
      (resolvedAt ?? firstSeenAt).getTime(),
      _id,
    ]);
    return c.json({ success: true, data: { ...page, items: page.items.map(differenceView) } });
  });

  routes.get('/finance/differences/:id', async (c) => {
    requireStaff(c, 'see_money');
    const found = await desk.differences.byRef(parseParams(c, differenceParamSchema).id);
    if (found === undefined) throw new AppError('not_found');
    return c.json({ success: true, data: { difference: differenceView(found) } });
  });

  routes.post('/finance/differences/:id', async (c) => {
    const actor = { ...requireStaff(c, 'approve_adjustment'), requestId: c.get('requestId') };
    const { id } = parseParams(c, differenceParamSchema);
    const difference = await actOnDifference(desk, actor, id, parseBody(c, differenceActSchema));
    return c.json({ success: true, data: { difference: differenceView(difference) } });
  });

  routes.get('/finance/exports', async (c) => {
    requireStaff(c, 'export_ledger');
    const { cursor, limit } = parseQuery(c, pageQuerySchema);
    const found = await desk.exports.list(pointOf(cursor), limit + 1);
    const page = cursorPage(found, limit, ({ startedAt, _id }) => [startedAt.getTime(), _id]);
    return c.json({ success: true, data: { ...page, items: page.items.map(madeExportView) } });
  });

  routes.get('/finance/exports/:id', async (c) => {
    requireStaff(c, 'export_ledger');
    const made = await desk.exports.get(parseParams(c, financeExportParamSchema).id);
    if (made === undefined) throw new AppError('not_found');
    return c.json({ success: true, data: { export: madeExportView(made) } });
  });

  routes.post('/finance/exports', async (c) => {
    const actor = { ...requireStaff(c, 'export_ledger'), requestId: c.get('requestId') };
    const asked = parseBody(c, internalFinanceExportSchema);
    if (asked.kind === 'audit' && !may(actor.roles, 'read_audit_log')) throw new AppError('forbidden');
    const { made, body } = await makeExport(desk, actor, asked);
    return c.body(body, 200, {
      'content-type': exportContentType(asked),
      'content-disposition': `attachment; filename="${made.fileName}"`,
      'cache-control': 'no-store',
      [EXPORT_ID_HEADER]: made._id,
    });
  });

  return routes;
}
