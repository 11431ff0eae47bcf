import { z } from 'zod';
import { limits } from '../../limits.ts';
import { shownText } from '../../shown-text.ts';
import { commandIdSchema, messageIdSchema, personSchema, timeMsSchema, uuidV7Schema } from './fields.ts';

/**
 * Says something in the room. `clientId` makes a retry harmless: the same id shows once. `reply` names the message that is
 * answered; it must still be known to the room. People are mentioned by `@handle` in the text.
 */
export const chatCommandSchema = z.strictObject({
  t: z.literal('chat'),
  id: commandIdSchema,
  text: z.string().overwrite(shownText).min(1).max(limits.chatCharsMax),
  clientId: uuidV7Schema.optional(),
  reply: messageIdSchema.optional(),
});

/**
 * Lossy: under pressure a chat message may not reach every viewer; drops are counted. `mid` is the server's id of the
 * message, not the client's: the command's reply tells it, so that a sender knows their own message when it comes.
 * `reply` quotes the message answered, as the server knows it. `mentions`: handles in the text, as written, each once.
 */
export const chatEventSchema = z.object({
  t: z.literal('chat'),
  mid: z.string(),
  from: personSchema,
  text: z.string(),
  atMs: timeMsSchema,
  mentions: z.array(z.string()).optional(),
  reply: z.object({ mid: z.string(), name: z.string(), text: z.string() }).optional(),
});
export type ChatEvent = z.infer<typeof chatEventSchema>;

/** Takes a message away for everybody: one's own, or, for host, moderators and admins, that of somebody below them. */
export const deleteChatCommandSchema = z.strictObject({
  t: z.literal('chat.delete'),
  id: commandIdSchema,
  mid: messageIdSchema,
});
export const deleteChatReplySchema = z.object({ t: z.literal('chat.delete') });

/**
 * Reliable, since version 3: these messages are gone, also from what newcomers see. A message may come after it, in the
 * lossy part of the same frame or from a frame that was kept back: it is not to be shown.
 */
export const chatDeletedEventSchema = z.object({
  t: z.literal('chat.deleted'),
  mids: z.array(z.string()),
  by: z.enum(['author', 'moderator']),
  atMs: timeMsSchema,
});

/** Host, moderators and admins lay one message above the chat; a new one replaces the old. */
export const pinCommandSchema = z.strictObject({ t: z.literal('pin'), id: commandIdSchema, mid: messageIdSchema });
export const pinReplySchema = z.object({ t: z.literal('pin') });
export const unpinCommandSchema = z.strictObject({ t: z.literal('unpin'), id: commandIdSchema });
export const unpinReplySchema = z.object({ t: z.literal('unpin') });

/** Reliable, since version 3: the pinned message, or none any more. */
export const pinnedEventSchema = z.object({
  t: z.literal('pinned'),
  message: chatEventSchema.optional(),
  atMs: timeMsSchema,
});
