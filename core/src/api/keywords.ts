import { z } from 'zod';
import { limits } from '../limits.ts';
import { messageIdSchema, roomIdSchema } from '../protocol/messages/fields.ts';
import { shownText } from '../shown-text.ts';
import { staffReasonSchema } from './admin.ts';
import { isoTimeSchema } from './conventions.ts';

/** `block`: a message that holds it is refused. `flag`: it is shown, and moderators look at it. */
export const keywordScopes = ['block', 'flag'] as const;
export const keywordScopeSchema = z.enum(keywordScopes);
export type KeywordScope = z.infer<typeof keywordScopeSchema>;

const termSchema = z.string().overwrite(shownText).min(1).max(limits.keywordTermCharsMax);
const wantedTermSchema = z.strictObject({
  term: termSchema,
  scope: keywordScopeSchema,
  /** When it ends by itself; absent: never. */
  endsAt: isoTimeSchema.optional(),
});
export type WantedTerm = z.infer<typeof wantedTermSchema>;

const addSchema = z.array(wantedTermSchema).max(limits.pageItemsMax).default([]);
const removeSchema = z.array(termSchema).max(limits.pageItemsMax).default([]);

/**
 * `POST admin/keywords`: the words and phrases of the platform, see `KeywordFilter`. `version` is that of the list which
 * was looked at: who comes second gets `conflict`, and is told what was changed. A term that is there takes the new scope
 * and end.
 */
export const keywordChangesSchema = z
  .strictObject({
    version: z.int().min(0),
    reason: staffReasonSchema,
    add: addSchema,
    remove: removeSchema,
  })
  .refine(({ add, remove }) => add.length + remove.length > 0, { path: ['add'], message: 'add or remove a term' })
  .meta({
    example: {
      version: 12,
      reason: 'a wave of spam since this morning',
      add: [{ term: 'buy followers', scope: 'block' }],
      remove: [],
    },
  });
export type KeywordChanges = z.infer<typeof keywordChangesSchema>;

export const keywordTermSchema = z.strictObject({
  term: z.string(),
  scope: keywordScopeSchema,
  reason: z.string(),
  by: z.string(),
  addedAt: isoTimeSchema,
  endsAt: isoTimeSchema.optional(),
});
export type KeywordTermView = z.infer<typeof keywordTermSchema>;
export const keywordListSchema = z.strictObject({ version: z.int(), terms: z.array(keywordTermSchema) }).meta({
  example: {
    version: 13,
    terms: [
      {
        ...{ term: 'buy followers', scope: 'block', reason: 'a wave of spam since this morning' },
        ...{ by: 'aabcdefghijklmnopqrstuvwxy2', addedAt: '2026-01-02T03:04:05.678Z' },
      },
    ],
  },
});
export type KeywordListView = z.infer<typeof keywordListSchema>;

/** `POST admin/keywords/preview`: nothing is changed. */
export const keywordPreviewRequestSchema = z
  .strictObject({
    add: addSchema,
    remove: removeSchema,
    hours: z.int().min(1).max(limits.keywordPreviewHoursMax).default(24),
    /** Others' words are read: why stands in the audit log. */
    reason: staffReasonSchema,
  })
  .refine(({ add, remove }) => add.length + remove.length > 0, { path: ['add'], message: 'add or remove a term' })
  .meta({ example: { add: [{ term: 'buy followers', scope: 'block' }], hours: 24, reason: 'a wave of spam' } });
export type KeywordPreviewRequest = z.infer<typeof keywordPreviewRequestSchema>;

const previewExampleSchema = z.strictObject({
  messageId: messageIdSchema.or(z.string()),
  roomId: roomIdSchema,
  text: z.string(),
  at: isoTimeSchema,
  /** The term of today's list that catches it already. */
  caughtBy: z.string().optional(),
});

/**
 * What a change would have caught among the messages that rooms showed: `caught` by the term, `already` of them by today's
 * list. Of a term that is to go, `freed` counts what was flagged by it alone; what was refused is not kept, so that its
 * numbers are of flagging alone. `sampled`: the messages looked at are a part, spread evenly over the time.
 */
export const keywordPreviewSchema = z
  .strictObject({
    from: isoTimeSchema,
    to: isoTimeSchema,
    messages: z.int(),
    sampled: z.boolean(),
    added: z.array(
      z.strictObject({
        term: z.string(),
        caught: z.int(),
        already: z.int(),
        /** Of a thousand messages. */
        perMille: z.number(),
        rooms: z.int(),
        authors: z.int(),
        examples: z.array(previewExampleSchema),
        /** A term of today's list that catches this one itself: adding it changes nothing. */
        coveredBy: z.string().optional(),
      }),
    ),
    removed: z.array(z.strictObject({ term: z.string(), freed: z.int(), examples: z.array(previewExampleSchema) })),
  })
  .meta({
    example: {
      from: '2026-01-01T03:04:05.678Z',
      to: '2026-01-02T03:04:05.678Z',
      messages: 8_123,
      sampled: false,
      added: [{ term: 'buy followers', caught: 12, already: 0, perMille: 1.48, rooms: 3, authors: 2, examples: [] }],
      removed: [],
    },
  });
export type KeywordPreview = z.infer<typeof keywordPreviewSchema>;
export type KeywordPreviewExample = z.infer<typeof previewExampleSchema>;
