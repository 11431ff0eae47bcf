import { z } from 'zod';
import { limits } from '../../limits.ts';
import { shownText } from '../../shown-text.ts';
import { commandIdSchema, personSchema, timeMsSchema, uuidV7Schema } from './fields.ts';

/** Says something in the room. `clientId` makes a retry harmless: the same id shows once. */
export const chatCommandSchema = z.strictObject({
  t: z.literal('chat'),
  id: commandIdSchema,
  text: z.string().overwrite(shownText).min(1).max(limits.chatCharsMax),
  clientId: uuidV7Schema.optional(),
});

/**
 * Lossy: under pressure a chat message may not reach every viewer; drops are counted. `mid` is the server's id of the
 * message, not the client's: the command's reply tells it, so that a sender knows their own message when it comes.
 */
export const chatEventSchema = z.object({
  t: z.literal('chat'),
  mid: z.string(),
  from: personSchema,
  text: z.string(),
  atMs: timeMsSchema,
});
export type ChatEvent = z.infer<typeof chatEventSchema>;
