import { z } from 'zod';
import { limits } from '../limits.ts';
import { casePriorities } from '../moderation/case-priority.ts';
import { type CaseOutcome, caseOutcomes, isTimed } from '../moderation/outcomes.ts';
import { decisionReasonCodes } from '../moderation/reason-codes.ts';
import { accountIdSchema, roomIdSchema } from '../protocol/messages/fields.ts';
import { shownText } from '../shown-text.ts';
import { staffReasonSchema } from './admin.ts';
import { usernameSchema } from './auth.ts';
import { isoTimeSchema, pageOf, pageQuerySchema } from './conventions.ts';
import { reportReasons } from './people.ts';

export const caseIdSchema = z.string().regex(/^cs_[a-z2-7]{26}$/, 'must be a case id');
export const caseParamSchema = z.strictObject({ id: caseIdSchema });

export const caseTargetKinds = ['user', 'room', 'message', 'profile'] as const;
export const caseTargetKindSchema = z.enum(caseTargetKinds);
const reasonSchema = z.enum(reportReasons);
const decisionReasonSchema = z.enum(decisionReasonCodes);

/** What was reported, as it was when it was reported first: later edits and deletions do not change it. */
export const caseSnapshotSchema = z.strictObject({
  at: isoTimeSchema,
  handle: z.string().optional(),
  text: z.string().optional(),
  title: z.string().optional(),
  displayName: z.string().optional(),
  bio: z.string().optional(),
  /** Under which name a picture was kept: of a person, or a broadcast's cover. */
  image: z.string().optional(),
});

/** One case in a list. `version` moves with everything that a decision would have to know of. */
export const caseLineSchema = z
  .strictObject({
    id: caseIdSchema,
    version: z.int(),
    state: z.enum(['open', 'decided']),
    targetKind: caseTargetKindSchema,
    targetId: z.string(),
    /** Whom it concerns, where that is known. */
    accountId: accountIdSchema.optional(),
    handle: z.string().optional(),
    roomId: roomIdSchema.optional(),
    /** The gravest of the reasons. */
    reason: reasonSchema,
    reasons: z.array(reasonSchema),
    priority: z.enum(casePriorities),
    reports: z.int(),
    openedAt: isoTimeSchema,
    lastReportAt: isoTimeSchema,
    /** By when it should be decided. */
    dueAt: isoTimeSchema,
    /** Who has it, until when. */
    held: z.strictObject({ by: accountIdSchema, handle: z.string().optional(), until: isoTimeSchema }).optional(),
    excerpt: z.string().optional(),
    outcome: z.enum(caseOutcomes).optional(),
    decidedAt: isoTimeSchema.optional(),
  })
  .meta({
    example: {
      id: 'cs_mfrggzdfmztwq2lknnwg23tpob',
      version: 3,
      state: 'open',
      targetKind: 'message',
      targetId: '01JZ8N3V5Q4M7K2T9R6W1X0YBC',
      accountId: 'aabcdefghijklmnopqrstuvwxy2',
      handle: 'nima',
      roomId: '019b7d3c-2f4e-7a11-8c22-1d5e6f708192',
      reason: 'harassment',
      reasons: ['harassment', 'spam'],
      priority: 'normal',
      reports: 3,
      openedAt: '2026-01-02T03:04:05.678Z',
      lastReportAt: '2026-01-02T03:14:05.678Z',
      dueAt: '2026-01-02T15:04:05.678Z',
      excerpt: 'You will be sorry.',
    },
  });
export type CaseLine = z.infer<typeof caseLineSchema>;
export const casePageSchema = pageOf(caseLineSchema);

/** `GET /admin/cases`: the most urgent first; of decided ones the newest. */
export const caseQuerySchema = pageQuerySchema
  .extend({
    state: z.enum(['open', 'decided']).default('open'),
    kind: caseTargetKindSchema.optional(),
    reason: reasonSchema.optional(),
    priority: z.enum(casePriorities).optional(),
    held: z.enum(['mine', 'nobody']).optional(),
    /** Whom it concerns. */
    account: accountIdSchema.optional(),
  })
  .refine(
    ({ state, account, kind, reason, priority }) =>
      state === 'open' || account !== undefined || (kind ?? reason ?? priority) === undefined,
    {
      path: ['state'],
      message: 'of decided cases may be narrowed by account alone',
    },
  )
  .refine(({ state, held }) => state === 'open' || held === undefined, {
    path: ['held'],
    message: 'is of open cases alone',
  });
export type CaseQuery = z.output<typeof caseQuerySchema>;

/** One report of a case. Who made it is masked: `reporter` tells two apart, and `record` how often they were right before. */
const caseReportSchema = z.strictObject({
  id: z.string(),
  reporter: z.int(),
  record: z.strictObject({ right: z.int(), wrong: z.int() }),
  reason: reasonSchema,
  note: z.string().optional(),
  at: isoTimeSchema,
  status: z.enum(['open', 'resolved', 'rejected']),
});

export const orderStates = ['pending', 'done', 'failed'] as const;
/** What a decision ordered, and whether it was carried out. */
const orderViewSchema = z.strictObject({
  id: z.string(),
  kind: z.enum(caseOutcomes),
  state: z.enum(orderStates),
  tries: z.int(),
  /** Why it could not be carried out yet, or at all. */
  problem: z.string().optional(),
  at: isoTimeSchema,
});

export const caseDecisionViewSchema = z.strictObject({
  outcome: z.enum(caseOutcomes),
  reason: decisionReasonSchema.optional(),
  /** For staff alone. */
  note: z.string(),
  /** What the person concerned is told. */
  statement: z.string().optional(),
  seconds: z.int().optional(),
  by: z.string(),
  handle: z.string().optional(),
  at: isoTimeSchema,
  orders: z.array(orderViewSchema),
  /** What became of an appeal against it. */
  appeal: z.enum(['open', 'upheld', 'lifted']).optional(),
});

/** A sanction that the person got in a host's rooms before. */
const earlierSanctionSchema = z.strictObject({
  id: z.string(),
  kind: z.string(),
  reason: z.string(),
  roomId: z.string().optional(),
  at: isoTimeSchema,
  endsAt: isoTimeSchema.optional(),
  liftedAt: isoTimeSchema.optional(),
  appeal: z.string().optional(),
});

export const caseSchema = z
  .strictObject({
    ...caseLineSchema.shape,
    snapshot: caseSnapshotSchema,
    /** Whether the caller holds it. */
    mine: z.boolean(),
    /** Whether the person concerned works for us: an admin decides then. */
    staff: z.boolean(),
    /** The newest of them; `reports` counts all. */
    reportList: z.array(caseReportSchema),
    decision: caseDecisionViewSchema.optional(),
    history: z.strictObject({ cases: z.array(caseLineSchema), sanctions: z.array(earlierSanctionSchema) }),
    /** The broadcast, where there is one. */
    room: z
      .strictObject({
        id: roomIdSchema,
        title: z.string(),
        status: z.string(),
        viewers: z.int(),
        hostHandle: z.string(),
      })
      .optional(),
  })
  .meta({
    example: {
      ...z.object({}).loose().parse(caseLineSchema.meta()?.example),
      snapshot: { at: '2026-01-02T03:04:05.678Z', handle: 'nima', text: 'You will be sorry.' },
      mine: false,
      staff: false,
      reportList: [
        {
          id: 'rp_mfrggzdfmztwq2lknnwg23tpob',
          reporter: 1,
          record: { right: 2, wrong: 0 },
          reason: 'harassment',
          note: 'Threats in chat, several times.',
          at: '2026-01-02T03:04:05.678Z',
          status: 'open',
        },
      ],
      history: { cases: [], sanctions: [] },
    },
  });
export type CaseView = z.infer<typeof caseSchema>;

/** `POST /admin/cases/next`: the most urgent free one is the caller's now. Absent: there is none. */
export const nextCaseSchema = z
  .strictObject({ case: caseLineSchema.optional() })
  .meta({ example: { case: caseLineSchema.meta()?.example } });
/** What taking, renewing and giving back answers. */
export const heldCaseSchema = z
  .strictObject({ case: caseLineSchema })
  .meta({ example: { case: caseLineSchema.meta()?.example } });

/** `POST /admin/cases/:id/hand-over`: to a colleague who may decide. */
export const handOverRequestSchema = z
  .strictObject({ handle: usernameSchema, reason: staffReasonSchema })
  .meta({ example: { handle: 'maya', reason: 'I know the person concerned' } });
export const internalHandOverSchema = z.strictObject({ to: accountIdSchema, reason: staffReasonSchema });

const seconds = z.int().min(60).max(limits.sanctionSecondsMax);
const lasts = (outcome: CaseOutcome): boolean => isTimed(outcome);
/**
 * `POST /admin/cases/:id/decision`. `version` is the one that was looked at: if the case changed since, it is a `conflict`.
 * A ban alone may have no end.
 */
export const caseDecisionRequestSchema = z
  .strictObject({
    version: z.int().min(1).max(1_000_000_000),
    outcome: z.enum(caseOutcomes),
    reason: decisionReasonSchema.optional(),
    note: z.string().overwrite(shownText).min(limits.staffReasonCharsMin).max(limits.caseNoteCharsMax),
    seconds: seconds.optional(),
  })
  .refine(({ outcome, reason }) => (outcome === 'no_violation') === (reason === undefined), {
    path: ['reason'],
    message: 'must stand beside every outcome but no_violation',
  })
  .refine(({ outcome, seconds: time }) => time === undefined || lasts(outcome), {
    path: ['seconds'],
    message: 'is for what lasts',
  })
  .refine(({ outcome, seconds: time }) => time !== undefined || !lasts(outcome) || outcome === 'ban', {
    path: ['seconds'],
    message: 'must be given: a ban alone may have no end',
  })
  .meta({ example: { version: 3, outcome: 'mute', reason: 'harassment', note: 'third threat', seconds: 259_200 } });
export type CaseDecisionRequest = z.infer<typeof caseDecisionRequestSchema>;

/** An order to carry out a decision; the same `id` carried out twice changes nothing more. */
export const sanctionOrderSchema = z
  .strictObject({
    id: z.string().regex(/^so_[a-z2-7]{26}$/),
    caseId: caseIdSchema,
    kind: z.enum(caseOutcomes).exclude(['no_violation']),
    /** The picture of a profile goes at the origin, its texts where the account lives: an order each. */
    part: z.enum(['picture', 'texts']).optional(),
    targetKind: caseTargetKindSchema,
    targetId: z.string(),
    accountId: accountIdSchema.optional(),
    roomId: roomIdSchema.optional(),
    reason: decisionReasonSchema,
    statement: z.string().max(limits.caseStatementCharsMax),
    seconds: seconds.optional(),
    by: accountIdSchema,
    /** Decided by an admin: bans without an end, and staff. */
    full: z.boolean(),
    atMs: z.int(),
  })
  .meta({
    example: {
      id: 'so_mfrggzdfmztwq2lknnwg23tpob',
      caseId: 'cs_mfrggzdfmztwq2lknnwg23tpob',
      kind: 'mute',
      targetKind: 'message',
      targetId: '01JZ8N3V5Q4M7K2T9R6W1X0YBC',
      accountId: 'aabcdefghijklmnopqrstuvwxy2',
      reason: 'harassment',
      statement: 'We looked at your chat message of 2026-01-02, and decided: …',
      seconds: 259_200,
      by: 'aabcdefghijklmnopqrstuvwxy2',
      full: false,
      atMs: 1_767_323_045_678,
    },
  });
export type SanctionOrder = z.infer<typeof sanctionOrderSchema>;
export const sanctionOrdersSchema = z.strictObject({ orders: z.array(sanctionOrderSchema) });
export const orderParamSchema = z.strictObject({ id: sanctionOrderSchema.shape.id });
/** How a try went: `retry` is tried again later, `refused` never. */
export const orderResultSchema = z.strictObject({
  result: z.enum(['done', 'retry', 'refused']),
  problem: z.string().max(limits.staffReasonCharsMax).optional(),
});

/** `POST /admin/cases/:id/reporters`: who reported, for who holds the case and says why they need it. */
export const caseReportersSchema = z
  .strictObject({
    items: z.array(
      z.strictObject({ reporter: z.int(), accountId: z.string(), handle: z.string().optional(), at: isoTimeSchema }),
    ),
  })
  .meta({
    example: {
      items: [
        { reporter: 1, accountId: 'aabcdefghijklmnopqrstuvwxy2', handle: 'sita', at: '2026-01-02T03:04:05.678Z' },
      ],
    },
  });
