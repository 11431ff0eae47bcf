import { z } from 'zod';
import { SUBJECT_ID_PATTERN } from '../ids.ts';
import { limits } from '../limits.ts';
import { erasureObstacles, erasureSteps } from '../privacy/erasure-steps.ts';
import { accountIdSchema, amountSchema } from '../protocol/messages/fields.ts';
import { erasureIdSchema } from './erasure.ts';

/** What the edge asks of the origin for an erasure. */
export const erasurePaths = {
  outlook: '/internal/v1/erasure/outlook',
  steps: '/internal/v1/erasure/steps',
  subjects: '/internal/v1/erasure/subjects',
  failures: '/internal/v1/erasure/failures',
} as const;

const subjectSchema = z.string().regex(SUBJECT_ID_PATTERN, 'must be a subject');

/** What of an account's money and broadcasts stands in the way, or would be lost; for the actor. */
export const moneyOutlookSchema = z.strictObject({
  obstacles: z.array(z.enum(erasureObstacles)),
  coins: amountSchema,
  diamonds: amountSchema,
  heldDiamonds: amountSchema,
  owedCoins: amountSchema,
  payoutMinimumDiamonds: amountSchema,
  live: z.boolean(),
});
export type MoneyOutlook = z.infer<typeof moneyOutlookSchema>;

/** The steps of an erasure that the origin takes. */
export const originSteps = [
  'money_settled',
  'database_people',
  'database_broadcasts',
  'database_conduct',
  'database_money',
  'rooms_and_caches',
  'pictures',
] as const;
export type OriginStep = (typeof originSteps)[number];

/**
 * One piece of a step; repeated until it is `done`. Repeating what is done changes nothing. `subject` is empty where nobody
 * knows it any more: after a restore, when the map from accounts to subjects is gone.
 */
export const erasureStepRequestSchema = z.strictObject({
  step: z.enum(originSteps),
  erasureId: erasureIdSchema,
  accountId: accountIdSchema,
  subject: z.union([z.literal(''), subjectSchema]),
  username: z.string().max(limits.usernameCharsMax * 2),
});
export type ErasureStepRequest = z.infer<typeof erasureStepRequestSchema>;

/**
 * After a restore: erases anew what is kept under subjects of erased accounts. Nobody knows whose they were. Answers as a step
 * does that is done.
 */
export const erasedSubjectsRequestSchema = z.strictObject({
  subjects: z.array(subjectSchema).min(1).max(limits.erasedSubjectsListMax),
});

/** The edge tells of a step that failed so many times in a row, to be counted where metrics are. */
export const erasureFailureSchema = z.strictObject({
  erasureId: erasureIdSchema,
  step: z.enum([...erasureSteps, 'certificate']),
  tries: z.int().positive(),
});
export type ErasureFailure = z.infer<typeof erasureFailureSchema>;

/** `done` false: ask again, after a while where `waits` says that something else has to happen first. */
export const erasureStepResultSchema = z.strictObject({
  done: z.boolean(),
  waits: z.boolean(),
  /** How many of what this piece changed. */
  counts: z.record(z.string(), z.int().nonnegative()),
});
export type ErasureStepResult = z.infer<typeof erasureStepResultSchema>;
