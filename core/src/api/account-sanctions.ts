import { z } from 'zod';
import { limits } from '../limits.ts';
import { accountSanctions } from '../moderation/outcomes.ts';
import { decisionReasonCodes } from '../moderation/reason-codes.ts';
import { accountIdSchema } from '../protocol/messages/fields.ts';
import { shownText } from '../shown-text.ts';
import { staffReasonSchema } from './admin.ts';
import { isoTimeSchema, pageOf } from './conventions.ts';
import { appealRequestSchema, appealViewSchema, sanctionIdSchema } from './moderation.ts';
import { restrictionsSchema } from './restrictions.ts';

export const accountSanctionKindSchema = z.enum(accountSanctions);
const reasonSchema = z.enum(decisionReasonCodes);
const statementSchema = z.string().overwrite(shownText).min(1).max(limits.caseStatementCharsMax);

/**
 * A sanction on a whole account. A warning is read and acknowledged; who is muted writes in no chat; who is suspended does
 * nothing that others see: no broadcast, chat, gift, seat or change of profile, but signs in, watches, reads why and
 * appeals; who is banned signs in no more.
 */
export const accountSanctionSchema = z
  .strictObject({
    id: sanctionIdSchema,
    kind: accountSanctionKindSchema,
    reason: reasonSchema,
    statement: z.string(),
    at: isoTimeSchema,
    /** Absent: without an end, or a warning. */
    endsAt: isoTimeSchema.optional(),
    liftedAt: isoTimeSchema.optional(),
    /** Neither lifted nor over; of a warning, that it was not acknowledged yet. */
    inForce: z.boolean(),
    acknowledgedAt: isoTimeSchema.optional(),
    appeal: appealViewSchema.optional(),
  })
  .meta({
    example: {
      id: 'sa_mfrggzdfmztwq2lknnwg23tpob',
      kind: 'mute',
      reason: 'harassment',
      statement:
        'We looked at your chat message of 2026-01-02, and decided: you may not write in any chat, for 3 days.',
      at: '2026-01-02T03:04:05.678Z',
      endsAt: '2026-01-05T03:04:05.678Z',
      inForce: true,
    },
  });
export type AccountSanctionView = z.infer<typeof accountSanctionSchema>;

const ownExample = accountSanctionSchema.meta()?.example;
/** `GET /users/me/account-sanctions`: all that are remembered, the newest first. */
export const ownAccountSanctionsSchema = z
  .strictObject({ items: z.array(accountSanctionSchema) })
  .meta({ example: { items: [ownExample] } });
export const oneAccountSanctionSchema = z
  .strictObject({ sanction: accountSanctionSchema })
  .meta({ example: { sanction: ownExample } });

const appealTokenSchema = z.string().min(1).max(256);
/** `POST /appeals/read` and `POST /appeals`: by the link of the mail about a ban, without a session. */
export const appealLinkSchema = z
  .strictObject({ token: appealTokenSchema })
  .meta({ example: { token: 'aabcdefghijklmnopqrstuvwxy2.c2VjcmV0LW9mLXRoZS1tYWls' } });
export const appealByLinkSchema = z
  .strictObject({ token: appealTokenSchema, text: appealRequestSchema.shape.text })
  .meta({ example: { token: 'aabcdefghijklmnopqrstuvwxy2.c2VjcmV0LW9mLXRoZS1tYWls', text: 'It was not me.' } });

/** As staff see it: who decided, in which case, and which version a decision about its appeal must name. */
export const staffSanctionSchema = z
  .strictObject({
    ...accountSanctionSchema.shape,
    accountId: accountIdSchema,
    version: z.int(),
    by: z.string(),
    caseId: z.string().optional(),
    liftedBy: z.string().optional(),
    decidedBy: z.string().optional(),
    handle: z.string().optional(),
  })
  .meta({
    example: {
      ...z.object({}).loose().parse(ownExample),
      accountId: 'aabcdefghijklmnopqrstuvwxy2',
      version: 1,
      by: 'abbcdefghijklmnopqrstuvwxy2',
    },
  });
export type StaffSanction = z.infer<typeof staffSanctionSchema>;
export const oneStaffSanctionSchema = z
  .strictObject({ sanction: staffSanctionSchema })
  .meta({ example: { sanction: staffSanctionSchema.meta()?.example } });
export const accountAppealPageSchema = pageOf(staffSanctionSchema);

/** `GET /admin/accounts/:id/sanctions`: what was decided before, and what those decisions would suggest next. */
export const staffSanctionsSchema = z
  .strictObject({
    items: z.array(staffSanctionSchema),
    /** Sanctions that count as strikes now. */
    strikes: z.int(),
    suggestion: z.strictObject({ kind: accountSanctionKindSchema, seconds: z.int().optional() }),
  })
  .meta({
    example: {
      items: [staffSanctionSchema.meta()?.example],
      strikes: 1,
      suggestion: { kind: 'mute', seconds: 86_400 },
    },
  });
export type StaffSanctions = z.infer<typeof staffSanctionsSchema>;

export const orderIdSchema = z.string().regex(/^so_[a-z2-7]{26}$/, 'must be an order id');

/**
 * `POST /admin/accounts/:id/sanctions`. `order` is made by the client: the same one twice is one sanction. A ban alone may
 * have no end.
 */
export const imposeRequestSchema = z
  .strictObject({
    order: orderIdSchema,
    kind: accountSanctionKindSchema,
    code: reasonSchema,
    statement: statementSchema,
    seconds: z.int().min(60).max(limits.sanctionSecondsMax).optional(),
    reason: staffReasonSchema,
  })
  .refine(({ kind, seconds }) => kind !== 'warn' || seconds === undefined, {
    path: ['seconds'],
    message: 'is for what lasts',
  })
  .refine(({ kind, seconds }) => seconds !== undefined || kind === 'warn' || kind === 'ban', {
    path: ['seconds'],
    message: 'must be given: a ban alone may have no end',
  })
  .meta({
    example: {
      order: 'so_mfrggzdfmztwq2lknnwg23tpob',
      kind: 'mute',
      code: 'harassment',
      statement: 'You insulted others in three rooms.',
      seconds: 259_200,
      reason: 'third time this week',
    },
  });
export type ImposeRequest = z.infer<typeof imposeRequestSchema>;

export const staffSanctionParamSchema = z.strictObject({ id: accountIdSchema, sanctionId: sanctionIdSchema });

const versionSchema = z.int().min(1).max(1_000_000_000);
/** `POST /admin/accounts/:id/sanctions/:sanctionId/lift`: `version` is the one that was looked at. */
export const liftRequestSchema = z
  .strictObject({ version: versionSchema, reason: staffReasonSchema })
  .meta({ example: { version: 1, reason: 'it was somebody else, see the case' } });

/** `POST /admin/accounts/:id/sanctions/:sanctionId/appeal`: by somebody who did not impose it. */
export const accountAppealDecisionSchema = z
  .strictObject({
    version: versionSchema,
    outcome: z.enum(['upheld', 'lifted']),
    /** What the person is told. */
    note: z.string().overwrite(shownText).min(1).max(limits.appealCharsMax),
    reason: staffReasonSchema,
  })
  .meta({
    example: {
      version: 2,
      outcome: 'lifted',
      note: 'The quotation marks were overlooked.',
      reason: 'the words were a quotation',
    },
  });
export type AccountAppealDecision = z.infer<typeof accountAppealDecisionSchema>;

/** `POST projections/account-sanctions`: one sanction as its account has it, applied only when `version` is newer. */
export const sanctionProjectionSchema = z.strictObject({
  id: sanctionIdSchema,
  accountId: accountIdSchema,
  version: z.int().min(1),
  kind: accountSanctionKindSchema,
  reason: reasonSchema,
  statement: z.string().max(limits.caseStatementCharsMax),
  caseId: z.string().max(64).optional(),
  by: z.string().max(160),
  atMs: z.int().min(0),
  endsAtMs: z.int().min(0).optional(),
  liftedAtMs: z.int().min(0).optional(),
  liftedBy: z.string().max(160).optional(),
  acknowledgedAtMs: z.int().min(0).optional(),
  appeal: z
    .strictObject({
      text: z.string().max(limits.appealCharsMax),
      atMs: z.int().min(0),
      status: z.enum(['open', 'upheld', 'lifted']),
      decidedBy: z.string().max(160).optional(),
      decidedAtMs: z.int().min(0).optional(),
      note: z.string().max(limits.appealCharsMax).optional(),
    })
    .optional(),
});
export type SanctionProjection = z.infer<typeof sanctionProjectionSchema>;

/** What the account's object reports after each change of a sanction: it, and what follows from all of them. */
export const sanctionReportSchema = z.strictObject({
  sanction: sanctionProjectionSchema,
  restrictions: restrictionsSchema,
});

/** Whether who asks has reported that person: such a one decides nothing about them. */
export const ownReportSchema = z.strictObject({ reported: z.boolean() });

/** `GET account-appeals`, `GET account-sanctions/{id}/own-report`, of the origin alone. */
export const internalSanctionPaths = {
  project: '/internal/v1/projections/account-sanctions',
  appeals: '/internal/v1/account-appeals',
  ownReport: (accountId: string): string => `/internal/v1/account-sanctions/${accountId}/own-report`,
} as const;
