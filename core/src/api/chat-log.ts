import { z } from 'zod';
import { limits } from '../limits.ts';
import { accountIdSchema, messageIdSchema, roomIdSchema } from '../protocol/messages/fields.ts';
import { staffReasonSchema } from './admin.ts';
import { isoTimeSchema } from './conventions.ts';

/** A chat message as staff see it: also one that was taken away. `flagged`: the listed word that it holds. */
export const keptMessageSchema = z.strictObject({
  id: z.string(),
  from: z.strictObject({ id: accountIdSchema, handle: z.string().optional() }),
  /** Absent while only its removal is known. */
  text: z.string().optional(),
  at: isoTimeSchema,
  flagged: z.string().optional(),
  removed: z.strictObject({ at: isoTimeSchema, by: z.string() }).optional(),
});
export type KeptMessageView = z.infer<typeof keptMessageSchema>;

/** `POST admin/watch/:id/chat`: others' words are read, so why stands in the audit log. */
export const chatContextRequestSchema = z
  .strictObject({
    reason: staffReasonSchema,
    /** The message to look around. Absent: the newest page, or the one before `before`. */
    around: messageIdSchema.optional(),
    before: isoTimeSchema.optional(),
  })
  .refine(({ around, before }) => around === undefined || before === undefined, {
    path: ['before'],
    message: 'goes without around',
  })
  .meta({ example: { reason: 'a report of a message' } });

/**
 * In the order in which it was said. `found` is false where `around` is not, or no longer, kept.
 * `earlier`: a time to ask for with `before` where there is more.
 */
export const chatContextSchema = z
  .strictObject({
    roomId: roomIdSchema,
    around: messageIdSchema.optional(),
    found: z.boolean(),
    items: z.array(keptMessageSchema).max(limits.chatLogPageMessagesMax + 1),
    earlier: isoTimeSchema.optional(),
  })
  .meta({
    example: {
      roomId: '019b7d3c-2f4e-7a11-8c22-1d5e6f708192',
      found: true,
      items: [
        {
          id: '0f2d8a3cb5b14c2e9d7f6a5b4c3d2e1f',
          from: { id: 'aabcdefghijklmnopqrstuvwxy2', handle: 'sita' },
          text: 'hello all',
          at: '2026-01-02T03:04:05.678Z',
        },
      ],
    },
  });
export type ChatContext = z.infer<typeof chatContextSchema>;
