import { z } from 'zod';
import { limits } from '../limits.ts';
import { payoutCurrencies } from '../payouts/rates.ts';
import { amountSchema } from '../protocol/messages/fields.ts';
import { staffReasonSchema } from './admin.ts';
import { isoTimeSchema, pageOf, pageQuerySchema } from './conventions.ts';
import { approvalRequestedSchema, promotionSchema } from './finance.ts';
import { workNoteSchema } from './finance-payments.ts';
import { positiveAmountSchema } from './payouts.ts';

/** What is compared with what: payments with providers and ledger, payouts likewise, wallets and chains with themselves. */
export const differenceAreas = ['payments', 'payouts', 'wallets', 'ledger'] as const;
export type DifferenceArea = (typeof differenceAreas)[number];
export const differenceStates = ['open', 'closed'] as const;
export const differenceIdSchema = z.string().regex(/^df_[a-z2-7]{26}$/, 'must be the id of a difference');
export const differenceParamSchema = z.strictObject({ id: differenceIdSchema });

/** `GET /admin/finance/differences`: open ones by when they were first seen, the newest first. */
export const differenceQuerySchema = pageQuerySchema.extend({
  state: z.enum(differenceStates).default('open'),
  area: z.enum(differenceAreas).optional(),
});

export const differenceSchema = z
  .strictObject({
    id: differenceIdSchema,
    area: z.enum(differenceAreas),
    kind: z.string(),
    /** A payment, a payout, a promotion, a chain: what it is about. */
    about: z.string(),
    provider: z.string(),
    externalId: z.string(),
    detail: z.record(z.string(), z.string()),
    state: z.enum(differenceStates),
    /** `system`: it was seen no more. */
    closedBy: z.string().optional(),
    assignee: z.string().optional(),
    times: z.int(),
    firstSeenAt: isoTimeSchema,
    lastSeenAt: isoTimeSchema,
    closedAt: isoTimeSchema.optional(),
    version: z.int(),
    notes: z.array(workNoteSchema),
  })
  .meta({
    example: {
      id: 'df_mfrggzdfmztwq2lknnwg23tpob',
      area: 'payments',
      kind: 'unknown_to_provider',
      about: '019b7d3c-2f4e-7a11-8c22-1d5e6f708192',
      provider: 'stripe',
      externalId: '',
      detail: {},
      state: 'open',
      times: 3,
      firstSeenAt: '2026-01-02T03:04:05.678Z',
      lastSeenAt: '2026-01-02T03:34:05.678Z',
      version: 0,
      notes: [],
    },
  });
export type DifferenceView = z.infer<typeof differenceSchema>;
export const differencePageSchema = pageOf(differenceSchema);
export const oneDifferenceSchema = z.strictObject({ difference: differenceSchema });

/** `POST /admin/finance/differences/:id`: take it, hand it back, explain it, close it. `version` as it was seen. */
export const differenceActs = ['take', 'release', 'explain', 'close', 'reopen'] as const;
export const differenceActSchema = z
  .strictObject({ version: z.int().min(0), act: z.enum(differenceActs), note: staffReasonSchema })
  .meta({ example: { version: 0, act: 'close', note: 'the provider booked it a day later, seen in its report' } });

/** `GET /admin/finance/promotions`, newest first. */
export const promotionQuerySchema = pageQuerySchema.extend({
  status: z.enum(['requested', 'active', 'rejected']).optional(),
});
export const promotionPageSchema = pageOf(promotionSchema);

/** `GET /admin/finance/payout-rates`: every version, the newest of each currency first. */
export const payoutRateSchema = z
  .strictObject({
    currency: z.enum(payoutCurrencies),
    version: z.int(),
    numerator: amountSchema,
    denominator: amountSchema,
    since: isoTimeSchema,
    /** The request that it came by, or `system`. */
    by: z.string(),
    current: z.boolean(),
  })
  .meta({
    example: {
      ...{ currency: 'USD', version: 1, numerator: '1', denominator: '2', by: 'system', current: true },
      since: '2026-01-02T03:04:05.678Z',
    },
  });
export const payoutRateListSchema = z.strictObject({ items: z.array(payoutRateSchema) });

const ratePartSchema = positiveAmountSchema.refine(
  (text) => text.length <= limits.payoutRateDigitsMax,
  `must have at most ${limits.payoutRateDigitsMax} digits`,
);
/** `POST /admin/finance/payout-rates`; needs `Idempotency-Key`. It follows version `after`, which must be the newest. */
export const payoutRateRequestSchema = z
  .strictObject({
    currency: z.enum(payoutCurrencies),
    after: z.int().min(0).max(limits.payoutRateVersionsMax),
    numerator: ratePartSchema,
    denominator: ratePartSchema,
    reason: staffReasonSchema,
  })
  .meta({ example: { currency: 'USD', after: 1, numerator: '11', denominator: '20', reason: 'agreed 12 May' } });
export const payoutRateRequestedSchema = approvalRequestedSchema;

/** A number of things that wait; more than the bound are shown as `N+`. */
const countSchema = z.strictObject({ count: z.int(), more: z.boolean() });
/** `GET /admin/finance/overview`: what waits for somebody. */
export const financeOverviewSchema = z
  .strictObject({
    payoutsToDecide: countSchema,
    payoutsStuck: countSchema,
    approvalsToDecide: countSchema,
    approvalsOfMine: countSchema,
    differencesOpen: countSchema,
    differencesOfMine: countSchema,
    paymentsToLookAt: countSchema,
    disputesOpen: countSchema,
    walletsFrozen: countSchema,
    quarantined: countSchema,
    uncommitted: z.string(),
    checkpointAgeMs: z.int().optional(),
  })
  .meta({
    example: {
      payoutsToDecide: { count: 3, more: false },
      payoutsStuck: { count: 0, more: false },
      approvalsToDecide: { count: 2, more: false },
      approvalsOfMine: { count: 1, more: false },
      differencesOpen: { count: 0, more: false },
      differencesOfMine: { count: 0, more: false },
      paymentsToLookAt: { count: 0, more: false },
      disputesOpen: { count: 1, more: false },
      walletsFrozen: { count: 4, more: false },
      quarantined: { count: 0, more: false },
      uncommitted: '0',
      checkpointAgeMs: 12_000,
    },
  });
export type FinanceOverview = z.infer<typeof financeOverviewSchema>;
