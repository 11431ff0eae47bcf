import {
  approvalParamSchema,
  approvalQuerySchema,
  campaignParamSchema,
  decisionSchema,
  giftReversalRequestSchema,
  internalAdjustmentSchema,
  internalGrantsSchema,
  internalStatementQuerySchema,
  internalWalletActSchema,
  promotionRequestSchema,
  refundRequestSchema,
  staffPayoutQuerySchema,
  transactionParamSchema,
} from '@halobuzz/core/api/finance';
import { payoutParamSchema } from '@halobuzz/core/api/payouts';
import { AppError, invalidField } from '@halobuzz/core/errors/app-error';
import { parseAmount } from '@halobuzz/core/money';
import type { Permission } from '@halobuzz/core/roles';
import { type Context, Hono } from 'hono';
import { z } from 'zod';
import { requireStaff } from '../http/authenticate.ts';
import { cursorPage, decodeCursor } from '../http/cursor.ts';
import type { OriginEnv } from '../http/origin-env.ts';
import { parseBody, parseIdempotencyKey, parseParams, parseQuery } from '../http/validate.ts';
import type { AdvanceDeps } from '../payouts/advance-payout.ts';
import { approvePayout, rejectPayout } from '../payouts/decide-payout.ts';
import { idOfKey, staffPayoutViewFor } from '../payouts/payout.ts';
import { pageOfPayouts, payoutPoint } from '../payouts/payout-routes.ts';
import type { LedgerReads } from '../wallet/ledger-reads.ts';
import { approvalRequestView, approvalRequestViewFor } from './approval.ts';
import {
  type AskedResult,
  askAdjustment,
  askGiftReversal,
  askPromotion,
  askRefund,
  askUnfreeze,
  freezeWallet,
  grantPromotion,
} from './ask-approval.ts';
import type { FinanceDeps } from './carry-out.ts';
import { approveRequest, rejectRequest } from './decide-approval.ts';
import type { FinanceReads } from './finance-reads.ts';
import type { ActingPerson } from './history.ts';
import { maskedAccount, maskedSubject } from './masked.ts';
import { promotionView } from './promotion-view.ts';

export interface FinanceRouteDeps {
  readonly financeDeps: FinanceDeps;
  readonly financeReads: FinanceReads;
  readonly payoutDeps: AdvanceDeps;
  readonly ledger: Pick<LedgerReads, 'entries'>;
}

const entryCursorSchema = z.tuple([z.int().min(0), z.string().min(1).max(128)]);

/**
 * `/finance`: what staff ask, decide and look at. The edge asked for the role, a second factor and a fresh proof, and
 * records who read what; the role is asked again here. Persons leave this place masked.
 */
export function financeRoutes(routeDeps: FinanceRouteDeps): Hono<OriginEnv> {
  const { financeDeps: deps, financeReads: reads, payoutDeps, ledger } = routeDeps;
  const routes = new Hono<OriginEnv>();

  routes.get('/finance/payouts', async (c) => {
    const reader = requireStaff(c, 'see_money');
    const { cursor, limit, status, order } = parseQuery(c, staffPayoutQuerySchema);
    const found = await payoutDeps.payouts.listIn(status, payoutPoint(cursor), limit + 1, order);
    const page = pageOfPayouts(found, limit);
    return c.json({
      success: true,
      data: { ...page, items: page.items.map((one) => staffPayoutViewFor(one, reader)) },
    });
  });

  routes.get('/finance/payouts/:id', async (c) => {
    const reader = requireStaff(c, 'see_money');
    const payout = await payoutDeps.payouts.get(parseParams(c, payoutParamSchema).id);
    if (payout === undefined) throw new AppError('not_found');
    return c.json({ success: true, data: { payout: staffPayoutViewFor(payout, reader) } });
  });

  for (const [verb, decide] of [
    ['approve', approvePayout],
    ['reject', rejectPayout],
  ] as const) {
    routes.post(`/finance/payouts/:id/${verb}`, async (c) => {
      const actor = requireActing(c, 'approve_payout');
      const { note, version } = parseBody(c, decisionSchema);
      const payout = await decide(payoutDeps, actor, parseParams(c, payoutParamSchema).id, note, version);
      return c.json({ success: true, data: { payout: staffPayoutViewFor(payout, actor) } });
    });
  }

  routes.get('/finance/approvals', async (c) => {
    const reader = requireStaff(c, 'see_money');
    const { cursor, limit, by, ...asked } = parseQuery(c, approvalQuerySchema);
    const whose = by === undefined ? {} : { by: { account: reader.account, own: by === 'me' } };
    const found = await deps.approvals.listIn({ ...asked, ...whose }, payoutPoint(cursor), limit + 1);
    const page = cursorPage(found, limit, ({ requestedAt, _id }) => [requestedAt.getTime(), _id]);
    return c.json({
      success: true,
      data: { ...page, items: page.items.map((one) => approvalRequestViewFor(one, reader)) },
    });
  });

  routes.get('/finance/approvals/:id', async (c) => {
    const reader = requireStaff(c, 'see_money');
    const request = await deps.approvals.get(parseParams(c, approvalParamSchema).id);
    if (request === undefined) throw new AppError('not_found');
    return c.json({ success: true, data: { approval: approvalRequestViewFor(request, reader) } });
  });

  for (const [verb, decide] of [
    ['approve', approveRequest],
    ['reject', rejectRequest],
  ] as const) {
    routes.post(`/finance/approvals/:id/${verb}`, async (c) => {
      const actor = requireActing(c, 'approve_adjustment');
      const { note, version } = parseBody(c, decisionSchema);
      const request = await decide(deps, actor, parseParams(c, approvalParamSchema).id, note, version);
      return c.json({ success: true, data: { approval: approvalRequestViewFor(request, actor) } });
    });
  }

  routes.post('/finance/adjustments', async (c) => {
    const actor = requireActing(c, 'request_adjustment');
    const { coins, ...asked } = parseBody(c, internalAdjustmentSchema);
    const done = await askAdjustment(deps, actor, parseIdempotencyKey(c), {
      ...asked,
      coins: parseAmount(coins) ?? 0n,
    });
    return c.json({ success: true, data: askedView(done) }, 201);
  });

  routes.post('/finance/gift-reversals', async (c) => {
    const actor = requireActing(c, 'request_adjustment');
    const done = await askGiftReversal(deps, actor, parseIdempotencyKey(c), parseBody(c, giftReversalRequestSchema));
    return c.json({ success: true, data: askedView(done) }, 201);
  });

  routes.post('/finance/refunds', async (c) => {
    const actor = requireActing(c, 'refund_payment');
    const { amount, ...asked } = parseBody(c, refundRequestSchema);
    const minor = amount === undefined ? undefined : parseAmount(amount);
    const done = await askRefund(deps, actor, parseIdempotencyKey(c), { ...asked, amount: minor });
    return c.json({ success: true, data: askedView(done) }, 201);
  });

  routes.post('/finance/promotions', async (c) => {
    const actor = requireActing(c, 'request_adjustment');
    const { coinsEach, budget, ...asked } = parseBody(c, promotionRequestSchema);
    const amounts = { coinsEach: parseAmount(coinsEach) ?? 0n, budget: parseAmount(budget) ?? 0n };
    if (amounts.coinsEach > amounts.budget) throw invalidField('coinsEach', 'is more than the whole budget');
    const done = await askPromotion(deps, actor, parseIdempotencyKey(c), { ...asked, ...amounts });
    return c.json({ success: true, data: { ...askedView(done), promotion: promotionView(done.promotion) } }, 201);
  });

  routes.post('/finance/promotions/:id/grants', async (c) => {
    const actor = requireActing(c, 'request_adjustment');
    const { id } = parseParams(c, campaignParamSchema);
    const { subjects } = parseBody(c, internalGrantsSchema);
    const { results, promotion } = await grantPromotion(deps, actor, id, subjects);
    return c.json({ success: true, data: { results, promotion: promotionView(promotion) } });
  });

  routes.post('/finance/wallets/freeze', async (c) => {
    const actor = requireActing(c, 'freeze_wallet');
    const { subject, reason } = parseBody(c, internalWalletActSchema);
    // One freeze for each person of the staff and wallet: asked twice, it stands once.
    const id = idOfKey('fz', actor.account, subject);
    return c.json({ success: true, data: await freezeWallet(deps, actor, id, subject, reason) });
  });

  routes.post('/finance/wallets/unfreeze', async (c) => {
    const actor = requireActing(c, 'freeze_wallet');
    const { subject, reason } = parseBody(c, internalWalletActSchema);
    const done = await askUnfreeze(deps, actor, parseIdempotencyKey(c), subject, reason);
    return c.json({ success: true, data: askedView(done) }, 201);
  });

  routes.get('/finance/accounts', async (c) => {
    requireStaff(c, 'see_money');
    const found = await reads.platformAccounts();
    const accounts = found.map(({ account, currency, amount }) => ({ account, currency, balance: String(amount) }));
    return c.json({ success: true, data: { accounts } });
  });

  routes.get('/finance/transactions/:tx', async (c) => {
    requireStaff(c, 'see_money');
    const found = await reads.transaction(parseParams(c, transactionParamSchema).tx);
    if (found === undefined) throw new AppError('not_found');
    return c.json({ success: true, data: transactionView(found) });
  });

  routes.get('/finance/statement', async (c) => {
    // Support too: the edge asks for a reason first.
    requireStaff(c, 'see_wallet');
    const { subject, cursor, limit } = parseQuery(c, internalStatementQuerySchema);
    const after = cursor === undefined ? undefined : decodeCursor(cursor, entryCursorSchema);
    const point = after === undefined ? undefined : { atMs: after[0], id: after[1] };
    const [found, balances, { freezes }] = await Promise.all([
      ledger.entries(subject, point, limit + 1),
      reads.personBalances(subject),
      deps.controls.read(subject),
    ]);
    const { items, ...next } = cursorPage(found, limit, ({ point: { atMs, id } }) => [atMs, id]);
    const { coins, owed, diamonds, held } = balances;
    const texts = { coins: String(coins), owed: String(owed), diamonds: String(diamonds), held: String(held) };
    const data = { person: maskedSubject(subject), balances: texts, frozen: freezes.length > 0 };
    return c.json({ success: true, data: { ...data, entries: items.map(({ entry }) => entry), ...next } });
  });

  return routes;
}

/** @throws AppError `unauthenticated`, `forbidden` */
function requireActing(c: Context<OriginEnv>, permission: Permission): ActingPerson {
  return { ...requireStaff(c, permission), requestId: c.get('requestId') };
}

function askedView({ result, approval }: AskedResult) {
  return { result, approval: approvalRequestView(approval) };
}

function transactionView({ entry, legs }: NonNullable<Awaited<ReturnType<FinanceReads['transaction']>>>) {
  const { _id, type, status, amount, currency, shard, epoch, sequence, hash, createdAt, metadata } = entry;
  const { orderId, reason, reference } = metadata;
  return {
    ...{ tx: _id, type, status, amount: String(amount), currency, shard },
    ...(orderId === undefined ? {} : { orderId: maskedAccount(orderId) }),
    ...(reason === undefined ? {} : { reason }),
    ...(reference === undefined ? {} : { reference }),
    ...{ epoch: String(epoch), sequence: String(sequence), hash: Buffer.from(hash.buffer).toString('hex') },
    at: createdAt.toISOString(),
    legs: legs.map((leg) => ({
      ...{ account: maskedAccount(leg.account), currency: leg.currency, amount: String(leg.amount) },
    })),
  };
}
