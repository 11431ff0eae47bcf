import { z } from 'zod';
import { fraudRuleBodySchema, fraudRuleIdSchema, watchedKinds } from '../fraud/fraud-rule.ts';
import { limits } from '../limits.ts';
import { staffReasonSchema } from './admin.ts';
import { isoTimeSchema, pageOf, pageQuerySchema } from './conventions.ts';

export const findingStatuses = ['open', 'confirmed', 'dismissed'] as const;
const findingIdSchema = z.string().regex(/^fi_[a-z2-7]{26}$/);
export const findingParamSchema = z.strictObject({ id: findingIdSchema });

const decisionSchema = z.strictObject({ by: z.string(), at: isoTimeSchema, reason: z.string() });

/** What a rule found: subjects are the ledger's ids, `evidence` transaction ids, `numbers` everything that decided. */
export const findingSchema = z
  .strictObject({
    id: findingIdSchema,
    rule: fraudRuleIdSchema,
    version: z.int(),
    kind: z.enum([...watchedKinds, 'payment_velocity', 'payout_screen']),
    action: z.string(),
    at: isoTimeSchema,
    /** The end of the window that was looked at. */
    windowEnd: isoTimeSchema,
    score: z.int(),
    text: z.string(),
    numbers: z.record(z.string(), z.union([z.string(), z.number()])),
    givers: z.array(z.string()),
    earners: z.array(z.string()),
    evidence: z.array(z.string()),
    status: z.enum(findingStatuses),
    /** Whether the action has been carried out, or lifted. */
    acted: z.boolean(),
    decision: decisionSchema.optional(),
    /** Somebody wants it dismissed, and another person has to agree. */
    asked: decisionSchema.optional(),
  })
  .meta({
    example: {
      id: 'fi_mfrggzdfmztwq2lknnwg23tpob',
      rule: 'gift-loop',
      version: 1,
      kind: 'gift_loop',
      action: 'hold_payouts',
      at: '2026-01-02T03:04:05.678Z',
      windowEnd: '2026-01-02T04:00:00.000Z',
      score: 60,
      text: 'Gifts went around 2 people within 72 h: 12000 coins in all, at least 6000 at each step; …',
      numbers: { people: 2, weakest: '6000', total: '12000', windowHours: 72, lengthMax: 4, coinsMin: '5000' },
      givers: ['sb_aaaaaaaaaaaaaaaaaaaaaaaaaa', 'sb_bbbbbbbbbbbbbbbbbbbbbbbbbb'],
      earners: ['sb_aaaaaaaaaaaaaaaaaaaaaaaaaa', 'sb_bbbbbbbbbbbbbbbbbbbbbbbbbb'],
      evidence: ['3f0a9c5d7e1b2846a0c4e8f1d2b3957684a1c0e2f4d6b8a09c7e5d3b1f024680'],
      status: 'open',
      acted: true,
    },
  });
export type Finding = z.infer<typeof findingSchema>;
export const findingPageSchema = pageOf(findingSchema);

/** `GET /admin/finance/findings`: the newest first. */
export const findingQuerySchema = pageQuerySchema.extend({
  status: z.enum(findingStatuses).optional(),
  rule: fraudRuleIdSchema.optional(),
  /** A giver or an earner of the finding. */
  subject: z.string().min(1).max(64).optional(),
});

/** `POST /admin/finance/findings/:id/decision`. */
export const findingDecisionSchema = z
  .strictObject({ outcome: z.enum(['confirmed', 'dismissed']), reason: staffReasonSchema })
  .meta({ example: { outcome: 'dismissed', reason: 'a family of three, cards of their own' } });
/** `awaiting_second`: another person has to decide the same before anything is lifted. */
export const findingDecidedSchema = z
  .strictObject({ result: z.enum(['decided', 'awaiting_second']), finding: findingSchema })
  .meta({ example: { result: 'decided', finding: findingSchema.meta()?.example } });

export const fraudRuleSchema = z
  .strictObject({
    id: fraudRuleIdSchema,
    version: z.int(),
    enabled: z.boolean(),
    by: z.string(),
    at: isoTimeSchema,
    body: fraudRuleBodySchema,
  })
  .meta({
    example: {
      id: 'gift-loop',
      version: 1,
      enabled: true,
      by: 'system',
      at: '2026-01-02T03:04:05.678Z',
      body: {
        kind: 'gift_loop',
        action: 'hold_payouts',
        parameters: { windowHours: 72, lengthMax: 4, coinsMin: '5000' },
      },
    },
  });
export const fraudRuleListSchema = z.strictObject({ items: z.array(fraudRuleSchema) });
export const fraudRuleParamSchema = z.strictObject({ id: fraudRuleIdSchema });

/** `PUT /admin/finance/rules/:id`: the version after `after` (0 for a new rule); another one first is a `conflict`. */
export const fraudRulePutSchema = z
  .strictObject({
    after: z.int().min(0).max(1_000_000),
    enabled: z.boolean(),
    body: fraudRuleBodySchema,
    reason: staffReasonSchema,
  })
  .meta({
    example: {
      after: 1,
      enabled: true,
      body: { kind: 'gift_loop', action: 'flag', parameters: { windowHours: 24, lengthMax: 3, coinsMin: '8000' } },
      reason: 'too many families of three',
    },
  });

const days = z
  .int()
  .min(1)
  .max(Math.floor(limits.fraudActivityLifeMs / 86_400_000) - 1);
const watchedBody = fraudRuleBodySchema.refine(
  ({ kind }) => watchedKinds.some((watched) => watched === kind),
  'must be of a kind that looks at what was committed',
);
/** `POST /admin/finance/rules/preview`: what this rule would have found in the last days. Nothing is kept or done. */
export const fraudPreviewRequestSchema = z
  .strictObject({ body: watchedBody, days, after: z.string().max(256).optional() })
  .meta({
    example: {
      body: { kind: 'gift_loop', action: 'flag', parameters: { windowHours: 24, lengthMax: 3, coinsMin: '8000' } },
      days: 7,
    },
  });
/** `POST /admin/finance/rules/:id/replay`: keeps what the rule in force would have found, and acts on it. */
export const fraudReplayRequestSchema = z
  .strictObject({ days, after: z.string().max(256).optional(), reason: staffReasonSchema })
  .meta({ example: { days: 7, reason: 'the rule was too lax until today' } });

/**
 * `next`: the bound of one request was reached; ask again with it as `after`. `ids`: of all that was found, the same for the
 * same people on the same day whatever the parameters, so that two rules of one kind can be compared over all pages.
 */
export const fraudPreviewSchema = z
  .strictObject({
    found: z.int(),
    looked: z.int(),
    ids: z.array(findingIdSchema),
    shown: z.array(findingSchema),
    next: z.string().optional(),
  })
  .meta({ example: { found: 0, looked: 1_200, ids: [], shown: [] } });
export type FraudPreview = z.infer<typeof fraudPreviewSchema>;
export const fraudReplaySchema = z
  .strictObject({ found: z.int(), kept: z.int(), looked: z.int(), next: z.string().optional() })
  .meta({ example: { found: 3, kept: 1, looked: 1_200 } });
