import { z } from 'zod';
import { signalKinds } from '../evasion/link-strength.ts';
import { limits } from '../limits.ts';
import { accountIdSchema } from '../protocol/messages/fields.ts';
import { shownText } from '../shown-text.ts';
import { staffReasonSchema } from './admin.ts';
import { isoTimeSchema, pageOf, pageQuerySchema } from './conventions.ts';

/** `POST evasion/signals`, of the origin alone: what an account showed; `digest` is a keyed hash of it. */
export const evasionSignalSchema = z.strictObject({
  accountId: accountIdSchema,
  kind: z.enum(signalKinds),
  digest: z.string().regex(/^[A-Za-z0-9_-]{43}$/, 'must be a digest'),
});
export type EvasionSignal = z.infer<typeof evasionSignalSchema>;

export const linkStates = ['open', 'dismissed', 'confirmed'] as const;
export const linkIdSchema = z.string().regex(/^[aeu][a-z2-7]{26}:[aeu][a-z2-7]{26}$/, 'must be a link id');
export const linkParamSchema = z.strictObject({ id: linkIdSchema });

/** An account that may be the banned one's next, with why: nothing happens to it by this. */
export const evasionLinkSchema = z
  .strictObject({
    id: linkIdSchema,
    accountId: accountIdSchema,
    handle: z.string().optional(),
    bannedId: accountIdSchema,
    bannedHandle: z.string().optional(),
    /** How likely one person is behind both, between 0 and 1. */
    strength: z.number().min(0).max(1),
    strong: z.boolean(),
    /** What both share, and how many accounts share it. */
    shared: z.array(z.strictObject({ kind: z.enum(signalKinds), sharers: z.int() })),
    state: z.enum(linkStates),
    version: z.int(),
    at: isoTimeSchema,
    decidedBy: z.string().optional(),
    decidedAt: isoTimeSchema.optional(),
    note: z.string().optional(),
  })
  .meta({
    example: {
      id: 'aabcdefghijklmnopqrstuvwxy2:abbcdefghijklmnopqrstuvwxy2',
      accountId: 'aabcdefghijklmnopqrstuvwxy2',
      handle: 'nima2',
      bannedId: 'abbcdefghijklmnopqrstuvwxy2',
      bannedHandle: 'nima',
      strength: 0.86,
      strong: true,
      shared: [
        { kind: 'device', sharers: 2 },
        { kind: 'address', sharers: 2 },
      ],
      state: 'open',
      version: 1,
      at: '2026-01-02T03:04:05.678Z',
    },
  });
export type EvasionLink = z.infer<typeof evasionLinkSchema>;
export const evasionLinkPageSchema = pageOf(evasionLinkSchema);
export const oneEvasionLinkSchema = z
  .strictObject({ link: evasionLinkSchema })
  .meta({ example: { link: evasionLinkSchema.meta()?.example } });

/** `GET /admin/evasion/links`: the strongest first; with `account` all of one account, on either side. */
export const evasionLinkQuerySchema = pageQuerySchema.extend({ state: z.enum(linkStates).default('open') });
export const accountLinksSchema = z
  .strictObject({ items: z.array(evasionLinkSchema) })
  .meta({ example: { items: [evasionLinkSchema.meta()?.example] } });

/** `POST /admin/evasion/links/:id`: `dismissed` is remembered: the two are not shown again. */
export const linkDecisionSchema = z
  .strictObject({
    version: z.int().min(1).max(1_000_000_000),
    outcome: z.enum(['dismissed', 'confirmed']),
    note: z.string().overwrite(shownText).min(1).max(limits.caseNoteCharsMax),
    reason: staffReasonSchema,
  })
  .meta({
    example: { version: 1, outcome: 'dismissed', note: 'Sisters on one tablet.', reason: 'they wrote to support' },
  });
export const internalLinkDecisionSchema = linkDecisionSchema;

export const internalEvasionPaths = {
  signals: '/internal/v1/evasion/signals',
  links: '/internal/v1/evasion/links',
  linksOf: (accountId: string): string => `/internal/v1/evasion/accounts/${accountId}/links`,
  decide: (id: string): string => `/internal/v1/evasion/links/${id}`,
} as const;
