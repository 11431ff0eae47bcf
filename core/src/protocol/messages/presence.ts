import { z } from 'zod';
import { limits } from '../../limits.ts';
import { commandIdSchema, personSchema } from './fields.ts';

/** Asks for a page of the viewer list. */
export const viewersCommandSchema = z.strictObject({
  t: z.literal('viewers'),
  id: commandIdSchema,
  cursor: z.string().max(128).optional(),
  limit: z.int().min(1).max(limits.viewerPageItemsMax).optional(),
});
export const viewersReplySchema = z.object({
  t: z.literal('viewers'),
  viewers: z.array(personSchema),
  next: z.string().optional(),
});

/** Lossy and conflated: joined sockets of the room on all nodes, and the highest count so far. */
export const countEventSchema = z.object({ t: z.literal('count'), viewers: z.int(), peak: z.int() });
/** Lossy: a user's first socket joined, their last one left. Not sent in large rooms. */
export const joinedEventSchema = z.object({ t: z.literal('joined'), who: personSchema });
export const leftEventSchema = z.object({ t: z.literal('left'), who: personSchema });
