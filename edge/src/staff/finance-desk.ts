import { idempotencyKeySchema, pageQuerySchema } from '@halobuzz/core/api/conventions';
import {
  frozenWalletPageSchema,
  ledgerStateSchema,
  quarantinePageSchema,
  transactionPageSchema,
  transactionQuerySchema,
} from '@halobuzz/core/api/finance-ledger';
import {
  disputeParamSchema,
  disputeWorkedSchema,
  disputeWorkRequestSchema,
  staffPaymentDetailSchema,
  staffPaymentPageSchema,
  staffPaymentQuerySchema,
} from '@halobuzz/core/api/finance-payments';
import {
  differenceActSchema,
  differencePageSchema,
  differenceParamSchema,
  differenceQuerySchema,
  financeOverviewSchema,
  oneDifferenceSchema,
  payoutRateListSchema,
  payoutRateRequestedSchema,
  payoutRateRequestSchema,
  promotionPageSchema,
  promotionQuerySchema,
} from '@halobuzz/core/api/finance-work';
import { paymentParamSchema } from '@halobuzz/core/api/payments';
import type { ErrorCode } from '@halobuzz/core/errors/codes';
import { createRoute, type OpenAPIHono } from '@hono/zod-openapi';
import type { Context } from 'hono';
import { z } from 'zod';
import { bearer, jsonRequest, problems, success } from '../http/describe.ts';
import type { EdgeEnv } from '../http/edge-env.ts';
import { get, noteReading, post, subjectOf } from './finance-calls.ts';
import { requireOpened } from './opened.ts';
import { acting, reading, staffProblems } from './staff-access.ts';

const base = '/admin/finance';
const readProblems = ['validation_failed', ...staffProblems] as const;

function read<P extends string, T extends z.ZodType, R extends object>(
  path: P,
  summary: string,
  data: T,
  request: R,
  ...more: readonly ErrorCode[]
) {
  return createRoute({
    ...{ method: 'get', path: `${base}/${path}` as const, summary, security: bearer },
    ...{ middleware: reading('see_money'), request },
    responses: { 200: success(data, 'Persons are masked. Reading is audited.'), ...problems(...readProblems, ...more) },
  });
}

const overview = read('overview', 'What waits for somebody', financeOverviewSchema, {});
const payments = read(
  'payments',
  'Payments, newest first',
  staffPaymentPageSchema,
  { query: staffPaymentQuerySchema },
  'not_found',
  'reason_required',
);
const payment = read(
  'payments/{id}',
  'One payment with all that was heard of it and done about it',
  staffPaymentDetailSchema,
  { params: paymentParamSchema },
  'payment_not_found',
);
const transactionList = read(
  'transactions',
  'Entries of the ledger, newest first',
  transactionPageSchema,
  { query: transactionQuerySchema },
  'not_found',
  'reason_required',
);
const ledger = read('ledger', 'Where all chains stand, and what was verified', ledgerStateSchema, {});
const quarantined = read(
  'ledger/quarantine',
  'Entries that could not be posted as they were asked, newest first',
  quarantinePageSchema,
  { query: pageQuerySchema },
);
const freezes = read('freezes', 'Wallets that are stopped, the last changed first', frozenWalletPageSchema, {
  query: pageQuerySchema,
});
const promotions = read('promotions', 'Promotions, newest first', promotionPageSchema, { query: promotionQuerySchema });
const rates = read('payout-rates', 'What a diamond is worth, with every version', payoutRateListSchema, {});
const differences = read('differences', 'What does not fit, newest first', differencePageSchema, {
  query: differenceQuerySchema,
});
const difference = read(
  'differences/{id}',
  'One difference',
  oneDifferenceSchema,
  { params: differenceParamSchema },
  'not_found',
);

const workOnDispute = createRoute({
  method: 'post',
  path: `${base}/payments/{id}/disputes/{dispute}`,
  summary: 'Write down how far the answer to a dispute is',
  description: 'The bank decides. The second of two who write at once is told what the first wrote.',
  security: bearer,
  middleware: acting('refund_payment'),
  request: { params: disputeParamSchema, ...jsonRequest(disputeWorkRequestSchema) },
  responses: {
    200: success(disputeWorkedSchema, 'The dispute as it is now.'),
    ...problems(...readProblems, 'step_up_required', 'payment_not_found', 'not_found', 'approval_own', 'conflict'),
  },
});

const askRate = createRoute({
  method: 'post',
  path: `${base}/payout-rates`,
  summary: 'Ask for a new payout rate',
  description: 'It holds from its approval by somebody else on. Payouts keep the rate that they were asked under.',
  security: bearer,
  middleware: acting('request_adjustment'),
  request: {
    headers: z.object({ 'idempotency-key': idempotencyKeySchema }),
    ...jsonRequest(payoutRateRequestSchema),
  },
  responses: {
    201: success(payoutRateRequestedSchema, 'No rate changes before somebody else approves it.'),
    ...problems(...readProblems, 'step_up_required', 'conflict', 'idempotency_mismatch'),
  },
});

const actOnDifference = createRoute({
  method: 'post',
  path: `${base}/differences/{id}`,
  summary: 'Take, explain or close a difference',
  description: 'Who closes it took it before. It comes back when it differs otherwise than it was closed.',
  security: bearer,
  middleware: acting('approve_adjustment'),
  request: { params: differenceParamSchema, ...jsonRequest(differenceActSchema) },
  responses: {
    200: success(oneDifferenceSchema, 'The difference as it is now.'),
    ...problems(...readProblems, 'step_up_required', 'not_found', 'conflict'),
  },
});

/** Lists of finance staff, and what they write down. The origin keeps and audits it; who read what is recorded here first. */
export function financeDeskRoutes(app: OpenAPIHono<EdgeEnv>): void {
  app.openapi(overview, async (c) =>
    c.json({ success: true as const, data: await get(c, 'overview', financeOverviewSchema) }, 200),
  );
  app.openapi(payments, async (c) => {
    const { person, ...query } = c.req.valid('query');
    const subject = await readSubject(c, 'payments', person);
    const data = await get(c, 'payments', staffPaymentPageSchema, { ...query, ...subject });
    return c.json({ success: true as const, data }, 200);
  });
  app.openapi(payment, async (c) => {
    const { id } = c.req.valid('param');
    await noteReading(c, 'payment', id);
    return c.json({ success: true as const, data: await get(c, `payments/${id}`, staffPaymentDetailSchema) }, 200);
  });
  app.openapi(transactionList, async (c) => {
    const { person, ...query } = c.req.valid('query');
    const subject = await readSubject(c, 'transactions', person);
    const data = await get(c, 'transactions', transactionPageSchema, { ...query, ...subject });
    return c.json({ success: true as const, data }, 200);
  });
  app.openapi(ledger, async (c) =>
    c.json({ success: true as const, data: await get(c, 'ledger', ledgerStateSchema) }, 200),
  );
  app.openapi(quarantined, async (c) => {
    const query = c.req.valid('query');
    await noteReading(c, 'quarantine');
    return c.json(
      { success: true as const, data: await get(c, 'ledger/quarantine', quarantinePageSchema, query) },
      200,
    );
  });
  app.openapi(freezes, async (c) => {
    const query = c.req.valid('query');
    await noteReading(c, 'freezes');
    return c.json({ success: true as const, data: await get(c, 'freezes', frozenWalletPageSchema, query) }, 200);
  });
  app.openapi(promotions, async (c) => {
    const data = await get(c, 'promotions', promotionPageSchema, c.req.valid('query'));
    return c.json({ success: true as const, data }, 200);
  });
  app.openapi(rates, async (c) =>
    c.json({ success: true as const, data: await get(c, 'payout-rates', payoutRateListSchema) }, 200),
  );
  app.openapi(differences, async (c) => {
    const query = c.req.valid('query');
    await noteReading(c, 'differences');
    return c.json({ success: true as const, data: await get(c, 'differences', differencePageSchema, query) }, 200);
  });
  app.openapi(difference, async (c) => {
    const { id } = c.req.valid('param');
    await noteReading(c, 'difference', id);
    return c.json({ success: true as const, data: await get(c, `differences/${id}`, oneDifferenceSchema) }, 200);
  });
  app.openapi(workOnDispute, async (c) => {
    const { id, dispute } = c.req.valid('param');
    const path = `payments/${id}/disputes/${encodeURIComponent(dispute)}`;
    return c.json({ success: true as const, data: await post(c, path, disputeWorkedSchema, c.req.valid('json')) }, 200);
  });
  app.openapi(askRate, async (c) => {
    const data = await post(c, 'payout-rates', payoutRateRequestedSchema, c.req.valid('json'));
    return c.json({ success: true as const, data }, 201);
  });
  app.openapi(actOnDifference, async (c) => {
    const path = `differences/${c.req.valid('param').id}`;
    return c.json({ success: true as const, data: await post(c, path, oneDifferenceSchema, c.req.valid('json')) }, 200);
  });
}

/**
 * Whose entries a list is asked for, as the origin names them. What moved for one person is their statement under another
 * name: whoever reads it says why first. Every page is on record, since a cursor can be made by anybody.
 * @throws AppError `forbidden`, `reason_required`, `not_found`
 */
async function readSubject(
  c: Context<EdgeEnv>,
  what: string,
  person: string | undefined,
): Promise<{ readonly subject?: string }> {
  if (person !== undefined) await requireOpened(c, person, 'wallet');
  await noteReading(c, what, person);
  return person === undefined ? {} : { subject: await subjectOf(c, person) };
}
