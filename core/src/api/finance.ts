import { z } from 'zod';
import { SUBJECT_ID_PATTERN } from '../ids.ts';
import { intentKinds } from '../ledger/kinds.ts';
import { limits } from '../limits.ts';
import { currencies, parseAmount } from '../money.ts';
import { payoutLedgerStates, payoutStatuses } from '../payouts/payout.ts';
import { accountIdSchema, amountSchema } from '../protocol/messages/fields.ts';
import { shownText } from '../shown-text.ts';
import { staffReasonSchema } from './admin.ts';
import { isoTimeSchema, pageOf, pageQuerySchema } from './conventions.ts';
import { payoutExample, payoutSchema, positiveAmountSchema } from './payouts.ts';
import { walletEntrySchema } from './wallet.ts';

/** Kinds of requests that somebody else has to approve. */
export const approvalKinds = [
  'adjustment_credit',
  'adjustment_debit',
  'promotion',
  'gift_reversal',
  'refund',
  'wallet_unfreeze',
  'payout_rate',
] as const;
export type ApprovalKind = (typeof approvalKinds)[number];
export const approvalStatuses = ['open', 'approved', 'rejected', 'expired'] as const;
/** What became of an approved one: `refused` for good, with the reason in `outcome`. */
export const approvalExecutions = ['none', 'pending', 'done', 'refused'] as const;

export const approvalIdSchema = z.string().regex(/^ap_[a-z2-7]{26}$/, 'must be the id of a request');
export const campaignIdSchema = z.string().regex(/^pc_[a-z2-7]{26}$/, 'must be the id of a promotion');
export const transactionIdSchema = z.string().regex(/^[0-9a-f]{64}$/, 'must be the id of a transaction');
export const subjectSchema = z.string().regex(SUBJECT_ID_PATTERN);

const signedAmountSchema = z.string().regex(/^-?(0|[1-9][0-9]{0,18})$/);
const coinsUpTo = (max: bigint) =>
  positiveAmountSchema.refine((text) => (parseAmount(text) ?? 0n) <= max, `must be at most ${max}`);

/**
 * A decision, with a word on why. `version`: of what was looked at; when it has changed since, the decision is `conflict`.
 * The console always names it.
 */
export const decisionSchema = z.strictObject({ note: staffReasonSchema, version: z.int().min(0).optional() }).meta({
  example: { note: 'checked against the ticket and the ledger', version: 1 },
});
/** What the reader may do about it: `own` money or request, `again` for who approved it already. */
export const decidables = ['yes', 'own', 'again'] as const;
const changeSchema = z.strictObject({
  at: isoTimeSchema,
  by: z.string(),
  from: z.string(),
  to: z.string(),
  reason: z.string().optional(),
});
/** What a decision goes by: how it came here, how often it changed, and whether it is for the reader to decide. */
const decidedFields = {
  version: z.int().optional(),
  decidable: z.enum(decidables).optional(),
  history: z.array(changeSchema).optional(),
};

const adjustmentFields = {
  direction: z.enum(['credit', 'debit']),
  coins: coinsUpTo(limits.adjustmentCoinsMax),
  reason: staffReasonSchema,
};
const walletFields = { reason: staffReasonSchema };
const grantMax = limits.promotionPeopleMax;

/** `POST /admin/finance/adjustments`; needs `Idempotency-Key`. */
export const adjustmentRequestSchema = z.strictObject({ accountId: accountIdSchema, ...adjustmentFields }).meta({
  example: { accountId: 'aabcdefghijklmnopqrstuvwxy2', direction: 'credit', coins: '500', reason: 'ticket 4711' },
});
export const internalAdjustmentSchema = z.strictObject({ subject: subjectSchema, ...adjustmentFields });

/** `POST /admin/finance/promotions`; needs `Idempotency-Key`. `coinsEach`: of one person, who gets them once. */
export const promotionRequestSchema = z
  .strictObject({
    name: z.string().overwrite(shownText).min(1).max(limits.promotionNameCharsMax),
    coinsEach: coinsUpTo(limits.promotionCoinsMax),
    budget: coinsUpTo(limits.promotionBudgetCoinsMax),
    reason: staffReasonSchema,
  })
  .meta({ example: { name: 'Dashain 2026', coinsEach: '50', budget: '100000', reason: 'festival, agreed 12 May' } });

export const promotionSchema = z
  .strictObject({
    id: campaignIdSchema,
    name: z.string(),
    coinsEach: amountSchema,
    budget: amountSchema,
    /** Given, or about to be. Never above the budget. */
    reserved: amountSchema,
    status: z.enum(['requested', 'active', 'rejected']),
    createdAt: isoTimeSchema,
  })
  .meta({
    example: {
      id: 'pc_mfrggzdfmztwq2lknnwg23tpob',
      name: 'Dashain 2026',
      coinsEach: '50',
      budget: '100000',
      reserved: '1200',
      status: 'active',
      createdAt: '2026-01-02T03:04:05.678Z',
    },
  });

/** `POST /admin/finance/promotions/:id/grants`: each person once, in any number of requests. */
export const promotionGrantsRequestSchema = z
  .strictObject({ accountIds: z.array(accountIdSchema).min(1).max(grantMax) })
  .meta({ example: { accountIds: ['aabcdefghijklmnopqrstuvwxy2'] } });
export const internalGrantsSchema = z.strictObject({ subjects: z.array(subjectSchema).min(1).max(grantMax) });
/** One answer for each person asked, in their order. `over_budget`: nothing was given. */
export const promotionGrantsSchema = z.strictObject({
  results: z.array(z.enum(['created', 'exists', 'over_budget', 'unknown'])),
  promotion: promotionSchema,
});

/** `POST /admin/finance/gift-reversals`. `force`: also when the host has had the diamonds paid out; two people approve. */
export const giftReversalRequestSchema = z
  .strictObject({ tx: transactionIdSchema, force: z.boolean().default(false), reason: staffReasonSchema })
  .meta({ example: { tx: '3f'.repeat(32), force: false, reason: 'card was stolen, ticket 4712' } });

/** `POST /admin/finance/refunds`. `amount`: minor units of the payment's currency; absent: all that is left when it is asked for. */
export const refundRequestSchema = z
  .strictObject({
    paymentId: z.string().min(1).max(64),
    amount: positiveAmountSchema.optional(),
    reason: staffReasonSchema,
  })
  .meta({ example: { paymentId: 'pay_mfrggzdfmztwq2lknnwg23tpob', reason: 'bought by a child, ticket 4713' } });

/** `POST /admin/finance/wallets/:id/freeze` and `unfreeze`, by account id. */
export const walletActSchema = z.strictObject(walletFields).meta({ example: { reason: 'reported as stolen' } });
export const internalWalletActSchema = z.strictObject({ subject: subjectSchema, ...walletFields });
export const walletFrozenSchema = z.strictObject({ frozen: z.boolean(), applied: z.boolean() });

/**
 * A request as staff see it. `person`: the end of the subject whose wallet it is; whole subjects are shown to nobody.
 * `amount` of a refund: 0 in requests of before, for all that is left when it is carried out.
 */
export const approvalSchema = z
  .strictObject({
    id: approvalIdSchema,
    kind: z.enum(approvalKinds),
    status: z.enum(approvalStatuses),
    execution: z.enum(approvalExecutions),
    person: z.string(),
    target: z.string(),
    amount: amountSchema,
    currency: z.enum(currencies),
    force: z.boolean(),
    reason: z.string(),
    requestedBy: z.string(),
    requestedAt: isoTimeSchema,
    expiresAt: isoTimeSchema,
    needed: z.int(),
    approvals: z.array(z.strictObject({ by: z.string(), at: isoTimeSchema, note: z.string() })),
    tx: transactionIdSchema.optional(),
    outcome: z.string().optional(),
    ...decidedFields,
  })
  .meta({
    example: {
      id: 'ap_mfrggzdfmztwq2lknnwg23tpob',
      kind: 'adjustment_credit',
      status: 'open',
      execution: 'none',
      person: '…x2k4ab',
      target: '',
      amount: '500',
      currency: 'COIN',
      force: false,
      reason: 'ticket 4711',
      requestedBy: 'aabcdefghijklmnopqrstuvwxy2',
      requestedAt: '2026-01-02T03:04:05.678Z',
      expiresAt: '2026-01-09T03:04:05.678Z',
      needed: 1,
      approvals: [],
    },
  });
export type ApprovalView = z.infer<typeof approvalSchema>;
export const approvalPageSchema = pageOf(approvalSchema);
export const oneApprovalSchema = z.strictObject({ approval: approvalSchema });
/** `exists`: this key asked for the same before; it is shown as it is now. */
export const approvalRequestedSchema = z.strictObject({
  result: z.enum(['created', 'exists']),
  approval: approvalSchema,
});
export const approvalParamSchema = z.strictObject({ id: approvalIdSchema });
export const campaignParamSchema = z.strictObject({ id: campaignIdSchema });
/** `by`: requests of the reader, or those of others. */
export const approvalQuerySchema = pageQuerySchema.extend({
  status: z.enum(approvalStatuses).default('open'),
  kind: z.enum(approvalKinds).optional(),
  by: z.enum(['me', 'others']).optional(),
  order: z.enum(['oldest', 'newest']).default('oldest'),
});
export type ApprovalQuery = z.infer<typeof approvalQuerySchema>;
export const promotionRequestedSchema = approvalRequestedSchema.extend({ promotion: promotionSchema });

/** A payout as staff see it. */
export const staffPayoutSchema = z
  .strictObject({
    ...payoutSchema.shape,
    person: z.string(),
    ledger: z.enum(payoutLedgerStates),
    needed: z.int(),
    approvals: z.array(z.strictObject({ by: z.string(), at: isoTimeSchema, note: z.string() })),
    provider: z.string().optional(),
    externalId: z.string().optional(),
    tries: z.int(),
    tx: transactionIdSchema.optional(),
    ...decidedFields,
  })
  .meta({
    example: {
      ...payoutExample,
      person: '…x2k4ab',
      ledger: 'held',
      needed: 1,
      approvals: [],
      tries: 0,
    },
  });
export type StaffPayout = z.infer<typeof staffPayoutSchema>;
export const staffPayoutPageSchema = pageOf(staffPayoutSchema);
export const oneStaffPayoutSchema = z.strictObject({ payout: staffPayoutSchema });
export const staffPayoutQuerySchema = pageQuerySchema.extend({
  status: z.enum(payoutStatuses).default('held'),
  order: z.enum(['oldest', 'newest']).default('oldest'),
});

/** `GET /admin/finance/accounts`: the platform's own accounts. Minor units; below zero, it gave more than it got. */
export const platformAccountsSchema = z
  .strictObject({
    accounts: z.array(
      z.strictObject({ account: z.string(), currency: z.enum(currencies), balance: signedAmountSchema }),
    ),
  })
  .meta({ example: { accounts: [{ account: 'platform:revenue', currency: 'USD', balance: '1299' }] } });

/** `GET /admin/finance/transactions/:tx`: one entry with its legs. Persons are masked. */
export const transactionSchema = z
  .strictObject({
    tx: z.string(),
    type: z.enum([...intentKinds, 'quarantined']),
    status: z.enum(['completed', 'refused', 'quarantined']),
    amount: amountSchema,
    currency: z.enum(currencies),
    orderId: z.string().optional(),
    reason: z.string().optional(),
    reference: z.string().optional(),
    shard: z.int(),
    epoch: z.string(),
    sequence: z.string(),
    hash: z.string(),
    at: isoTimeSchema,
    legs: z.array(z.strictObject({ account: z.string(), currency: z.enum(currencies), amount: signedAmountSchema })),
  })
  .meta({
    example: {
      tx: '3f'.repeat(32),
      type: 'adjustment_credit',
      status: 'completed',
      amount: '500',
      currency: 'COIN',
      orderId: 'ap_mfrggzdfmztwq2lknnwg23tpob',
      reason: 'ticket 4711',
      shard: 7,
      epoch: '1',
      sequence: '42',
      hash: '9f'.repeat(32),
      at: '2026-01-02T03:04:05.678Z',
      legs: [
        { account: 'platform:adjustments', currency: 'COIN', amount: '-500' },
        { account: 'wallet:…x2k4ab', currency: 'COIN', amount: '500' },
      ],
    },
  });
export const transactionParamSchema = z.strictObject({ tx: transactionIdSchema });

/** `GET /admin/finance/wallets/:id/statement`: what moved, newest first, and what is there now. */
export const statementSchema = z
  .strictObject({
    person: z.string(),
    balances: z.strictObject({
      coins: amountSchema,
      owed: amountSchema,
      diamonds: signedAmountSchema,
      held: amountSchema,
    }),
    frozen: z.boolean(),
    entries: z.array(walletEntrySchema),
    next: z.string().optional(),
  })
  .meta({
    example: {
      person: '…x2k4ab',
      balances: { coins: '1200', owed: '0', diamonds: '35', held: '0' },
      frozen: false,
      entries: [],
    },
  });
export const internalStatementQuerySchema = pageQuerySchema.extend({ subject: subjectSchema });
