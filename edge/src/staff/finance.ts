import { accountParamSchema } from '@halobuzz/core/api/admin';
import { idempotencyKeySchema, pageQuerySchema } from '@halobuzz/core/api/conventions';
import {
  adjustmentRequestSchema,
  approvalPageSchema,
  approvalParamSchema,
  approvalQuerySchema,
  approvalRequestedSchema,
  campaignParamSchema,
  decisionSchema,
  giftReversalRequestSchema,
  oneApprovalSchema,
  oneStaffPayoutSchema,
  platformAccountsSchema,
  promotionGrantsRequestSchema,
  promotionGrantsSchema,
  promotionRequestedSchema,
  promotionRequestSchema,
  refundRequestSchema,
  staffPayoutPageSchema,
  staffPayoutQuerySchema,
  statementSchema,
  transactionParamSchema,
  transactionSchema,
  walletActSchema,
  walletFrozenSchema,
} from '@halobuzz/core/api/finance';
import { payoutParamSchema } from '@halobuzz/core/api/payouts';
import { AppError } from '@halobuzz/core/errors/app-error';
import type { ErrorCode } from '@halobuzz/core/errors/codes';
import { createRoute, type OpenAPIHono } from '@hono/zod-openapi';
import { z } from 'zod';
import { bearer, jsonRequest, problems, success } from '../http/describe.ts';
import type { EdgeEnv } from '../http/edge-env.ts';
import { get, knownSubject, note, noteReading, post, subjectOf } from './finance-calls.ts';
import { requireOpened } from './opened.ts';
import { acting, reading, staffProblems } from './staff-access.ts';

const readProblems = ['validation_failed', ...staffProblems] as const;
const keyHeader = { headers: z.object({ 'idempotency-key': idempotencyKeySchema }) };
const base = '/admin/finance';
const asked = success(approvalRequestedSchema, 'Nothing moves before somebody else approves it.');
const askProblems = ['step_up_required', 'approval_own', 'idempotency_mismatch'] as const;

function read<P extends string, T extends z.ZodType, R extends object>(
  path: P,
  summary: string,
  data: T,
  request: R,
  ...more: readonly ErrorCode[]
) {
  return createRoute({
    method: 'get',
    path: `${base}/${path}` as const,
    summary,
    security: bearer,
    middleware: reading('see_money'),
    request,
    responses: {
      200: success(data, 'Persons are masked. Reading is audited.'),
      ...problems(...readProblems, ...more),
    },
  });
}

const payouts = read('payouts', 'Payouts in one state, oldest first', staffPayoutPageSchema, {
  query: staffPayoutQuerySchema,
});
const payout = read('payouts/{id}', 'One payout', oneStaffPayoutSchema, { params: payoutParamSchema }, 'not_found');
const approvals = read('approvals', 'Requests in one state, oldest first', approvalPageSchema, {
  query: approvalQuerySchema,
});
const approval = read('approvals/{id}', 'One request', oneApprovalSchema, { params: approvalParamSchema }, 'not_found');
const accounts = read('accounts', 'Balances of the platform’s own accounts', platformAccountsSchema, {});
const transaction = read(
  'transactions/{tx}',
  'One entry of the ledger with its legs',
  transactionSchema,
  { params: transactionParamSchema },
  'not_found',
);
const statement = read(
  'wallets/{id}/statement',
  'What moved in somebody’s wallet and earnings, newest first',
  statementSchema,
  { params: accountParamSchema, query: pageQuerySchema },
  'not_found',
  'reason_required',
);

function decidePayout<V extends 'approve' | 'reject'>(verb: V, summary: string, description: string) {
  return createRoute({
    method: 'post',
    path: `${base}/payouts/{id}/${verb}` as const,
    summary,
    description,
    security: bearer,
    middleware: acting('approve_payout'),
    request: { params: payoutParamSchema, ...jsonRequest(decisionSchema) },
    responses: {
      200: success(oneStaffPayoutSchema, 'The payout as it is now.'),
      ...problems(...readProblems, 'step_up_required', 'not_found', 'approval_own', 'payout_closed', 'conflict'),
    },
  });
}
const approvePayout = decidePayout(
  'approve',
  'Approve a payout',
  'Large ones need two people. Nobody approves their own.',
);
const rejectPayout = decidePayout('reject', 'Reject a payout', 'Possible until it is sent. The diamonds come back.');

function decideApproval<V extends 'approve' | 'reject'>(verb: V, summary: string, description: string) {
  return createRoute({
    method: 'post',
    path: `${base}/approvals/{id}/${verb}` as const,
    summary,
    description,
    security: bearer,
    middleware: acting('approve_adjustment'),
    request: { params: approvalParamSchema, ...jsonRequest(decisionSchema) },
    responses: {
      200: success(oneApprovalSchema, 'The request as it is now.'),
      ...problems(...readProblems, 'step_up_required', 'not_found', 'approval_own', 'approval_closed', 'conflict'),
    },
  });
}
const approve = decideApproval(
  'approve',
  'Approve a request',
  'It is carried out at once, or as soon as that is possible.',
);
const reject = decideApproval('reject', 'Reject a request', 'For good; whoever asked may ask anew under another key.');

const adjust = createRoute({
  method: 'post',
  path: `${base}/adjustments`,
  summary: 'Ask for coins to be credited or debited',
  security: bearer,
  middleware: acting('request_adjustment'),
  request: { ...keyHeader, ...jsonRequest(adjustmentRequestSchema) },
  responses: { 201: asked, ...problems(...readProblems, ...askProblems, 'not_found') },
});

const reverseGift = createRoute({
  method: 'post',
  path: `${base}/gift-reversals`,
  summary: 'Ask for a gift to be undone',
  description:
    'Coins go back to the giver, diamonds come from the host, once for each gift. `force`: also when its diamonds were set aside or paid out; two people approve then, and the host owes them.',
  security: bearer,
  middleware: acting('request_adjustment'),
  request: { ...keyHeader, ...jsonRequest(giftReversalRequestSchema) },
  responses: { 201: asked, ...problems(...readProblems, ...askProblems, 'not_found', 'gift_not_reversible') },
});

const refund = createRoute({
  method: 'post',
  path: `${base}/refunds`,
  summary: 'Ask for a payment to be given back',
  security: bearer,
  middleware: acting('refund_payment'),
  request: { ...keyHeader, ...jsonRequest(refundRequestSchema) },
  responses: { 201: asked, ...problems(...readProblems, ...askProblems, 'payment_not_found', 'refund_refused') },
});

const promote = createRoute({
  method: 'post',
  path: `${base}/promotions`,
  summary: 'Ask for a promotion with a budget',
  security: bearer,
  middleware: acting('request_adjustment'),
  request: { ...keyHeader, ...jsonRequest(promotionRequestSchema) },
  responses: {
    201: success(promotionRequestedSchema, 'It gives nothing before it is approved.'),
    ...problems(...readProblems, ...askProblems),
  },
});

const grant = createRoute({
  method: 'post',
  path: `${base}/promotions/{id}/grants`,
  summary: 'Give people their part of a promotion',
  description: 'Each person once, in any number of requests, until the budget is used up.',
  security: bearer,
  middleware: acting('request_adjustment'),
  request: { params: campaignParamSchema, ...jsonRequest(promotionGrantsRequestSchema) },
  responses: {
    200: success(promotionGrantsSchema, 'One answer for each person, in their order.'),
    ...problems(...readProblems, 'step_up_required', 'not_found', 'promotion_inactive', 'approval_own'),
  },
});

const freeze = createRoute({
  method: 'post',
  path: `${base}/wallets/{id}/freeze`,
  summary: 'Freeze a wallet at once',
  security: bearer,
  middleware: acting('freeze_wallet'),
  request: { params: accountParamSchema, ...jsonRequest(walletActSchema) },
  responses: {
    200: success(walletFrozenSchema, '`applied`: the hot wallet knows already.'),
    ...problems(...readProblems, 'step_up_required', 'not_found', 'approval_own'),
  },
});

const unfreeze = createRoute({
  method: 'post',
  path: `${base}/wallets/{id}/unfreeze`,
  summary: 'Ask for a wallet to be freed',
  description: 'Lifts the freezes of staff; those of fraud rules are lifted with their findings.',
  security: bearer,
  middleware: acting('freeze_wallet'),
  request: { ...keyHeader, params: accountParamSchema, ...jsonRequest(walletActSchema) },
  responses: { 201: asked, ...problems(...readProblems, ...askProblems, 'not_found', 'conflict') },
});

/** What finance staff read, ask and decide. The origin keeps and audits it; who read what is recorded here, before it is shown. */
export function financeRoutes(app: OpenAPIHono<EdgeEnv>): void {
  app.openapi(payouts, async (c) => {
    const query = c.req.valid('query');
    await noteReading(c, 'payouts');
    return c.json({ success: true as const, data: await get(c, 'payouts', staffPayoutPageSchema, query) }, 200);
  });
  app.openapi(payout, async (c) => {
    const { id } = c.req.valid('param');
    await noteReading(c, 'payout', id);
    return c.json({ success: true as const, data: await get(c, `payouts/${id}`, oneStaffPayoutSchema) }, 200);
  });
  app.openapi(approvals, async (c) => {
    const query = c.req.valid('query');
    await noteReading(c, 'approvals');
    return c.json({ success: true as const, data: await get(c, 'approvals', approvalPageSchema, query) }, 200);
  });
  app.openapi(approval, async (c) => {
    const { id } = c.req.valid('param');
    await noteReading(c, 'approval', id);
    return c.json({ success: true as const, data: await get(c, `approvals/${id}`, oneApprovalSchema) }, 200);
  });
  app.openapi(accounts, async (c) => {
    await noteReading(c, 'accounts');
    return c.json({ success: true as const, data: await get(c, 'accounts', platformAccountsSchema) }, 200);
  });
  app.openapi(transaction, async (c) => {
    const { tx } = c.req.valid('param');
    await noteReading(c, 'transaction', tx);
    return c.json({ success: true as const, data: await get(c, `transactions/${tx}`, transactionSchema) }, 200);
  });
  app.openapi(statement, async (c) => {
    const { id } = c.req.valid('param');
    const query = c.req.valid('query');
    await requireOpened(c, id, 'wallet');
    await noteReading(c, 'statement', id);
    const subject = await subjectOf(c, id);
    return c.json(
      { success: true as const, data: await get(c, 'statement', statementSchema, { ...query, subject }) },
      200,
    );
  });

  for (const [route, verb] of [
    [approvePayout, 'approve'],
    [rejectPayout, 'reject'],
  ] as const) {
    app.openapi(route, async (c) => {
      const path = `payouts/${c.req.valid('param').id}/${verb}`;
      return c.json(
        { success: true as const, data: await post(c, path, oneStaffPayoutSchema, c.req.valid('json')) },
        200,
      );
    });
  }
  for (const [route, verb] of [
    [approve, 'approve'],
    [reject, 'reject'],
  ] as const) {
    app.openapi(route, async (c) => {
      const path = `approvals/${c.req.valid('param').id}/${verb}`;
      return c.json({ success: true as const, data: await post(c, path, oneApprovalSchema, c.req.valid('json')) }, 200);
    });
  }

  app.openapi(adjust, async (c) => {
    const { accountId, ...rest } = c.req.valid('json');
    const body = { ...rest, subject: await subjectOf(c, accountId) };
    return c.json({ success: true as const, data: await post(c, 'adjustments', approvalRequestedSchema, body) }, 201);
  });
  app.openapi(reverseGift, async (c) => {
    const data = await post(c, 'gift-reversals', approvalRequestedSchema, c.req.valid('json'));
    return c.json({ success: true as const, data }, 201);
  });
  app.openapi(refund, async (c) => {
    const data = await post(c, 'refunds', approvalRequestedSchema, c.req.valid('json'));
    return c.json({ success: true as const, data }, 201);
  });
  app.openapi(promote, async (c) => {
    const data = await post(c, 'promotions', promotionRequestedSchema, c.req.valid('json'));
    return c.json({ success: true as const, data }, 201);
  });
  app.openapi(grant, async (c) => {
    const { accountIds } = c.req.valid('json');
    const found = await Promise.all(accountIds.map((id) => knownSubject(c, id)));
    const subjects = found.filter((subject) => subject !== undefined);
    if (subjects.length === 0) throw new AppError('not_found');
    const { id: promotion } = c.req.valid('param');
    const path = `promotions/${promotion}/grants`;
    // Before the origin acts: of whoever dies in between the log shows what was asked for.
    await note(c, { action: 'promotion.grant_asked', details: { promotion, people: subjects.length } });
    const data = await post(c, path, promotionGrantsSchema, { subjects });
    const answers = data.results.values();
    const results = found.map((subject) =>
      subject === undefined ? ('unknown' as const) : (answers.next().value ?? ('unknown' as const)),
    );
    await note(c, { action: 'promotion.granted', details: { promotion: data.promotion.id, people: subjects.length } });
    return c.json({ success: true as const, data: { ...data, results } }, 200);
  });
  app.openapi(freeze, async (c) => {
    const { id } = c.req.valid('param');
    const { reason } = c.req.valid('json');
    const body = { reason, subject: await subjectOf(c, id) };
    await note(c, { action: 'wallet.freeze_asked', subject: id, reason });
    const data = await post(c, 'wallets/freeze', walletFrozenSchema, body);
    await note(c, { action: 'wallet.frozen', subject: id, reason });
    return c.json({ success: true as const, data }, 200);
  });
  app.openapi(unfreeze, async (c) => {
    const body = { reason: c.req.valid('json').reason, subject: await subjectOf(c, c.req.valid('param').id) };
    const data = await post(c, 'wallets/unfreeze', approvalRequestedSchema, body);
    return c.json({ success: true as const, data }, 201);
  });
}
