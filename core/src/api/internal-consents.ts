import { z } from 'zod';
import { limits } from '../limits.ts';
import { consentTypes } from '../privacy/consent.ts';
import { accountIdSchema } from '../protocol/messages/fields.ts';

/** The origin's private paths for consents, analytics and campaigns, as {@link internalPaths} has the others. */
export const internalConsentPaths = {
  consents: '/internal/v1/consents',
  analyticsEvents: '/internal/v1/analytics/events',
  analyticsCounts: '/internal/v1/analytics/counts',
  campaigns: '/internal/v1/campaigns',
  campaignPage: '/internal/v1/campaigns/page',
  campaignProgress: (id: string): string => `/internal/v1/campaigns/${id}/progress`,
  stopCampaign: (id: string): string => `/internal/v1/campaigns/${id}/stop`,
} as const;

/** `POST consents`: the customer's record of one decision, taken once by its receipt. */
export const consentRecordSchema = z.strictObject({
  receiptId: z.uuidv7(),
  userId: accountIdSchema,
  consentType: z.enum(consentTypes),
  granted: z.boolean(),
  atMs: z.int().min(0).max(8_640_000_000_000_000),
  version: z.string().min(1).max(64),
});
export type ConsentRecord = z.infer<typeof consentRecordSchema>;

/** What an account mails to its owner. */
export const campaignMailSchema = z.strictObject({ id: z.uuidv7(), subject: z.string(), text: z.string() });
export type CampaignMail = z.infer<typeof campaignMailSchema>;

/**
 * `POST campaigns/page`: the accounts to ask next for the campaign that has waited longest; `work` is absent when none
 * waits. `after` is where the page begins, `next` where the one behind it does; absent: it begins, there is none.
 */
export const campaignPageOfAccountsSchema = z.strictObject({
  work: z
    .strictObject({
      campaign: campaignMailSchema,
      accounts: z.array(accountIdSchema).max(limits.campaignPageAccountsMax),
      after: accountIdSchema.optional(),
      next: accountIdSchema.optional(),
    })
    .optional(),
});
export type CampaignWork = NonNullable<z.infer<typeof campaignPageOfAccountsSchema>['work']>;

/** `POST campaigns/:id/progress`: a page was asked. Counts only if the campaign still stands at `after`. */
export const campaignProgressSchema = z.strictObject({
  after: accountIdSchema.optional(),
  next: accountIdSchema.optional(),
  asked: z.int().nonnegative(),
  queued: z.int().nonnegative(),
});
