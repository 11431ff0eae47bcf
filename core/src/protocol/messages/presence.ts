import { z } from 'zod';
import { limits } from '../../limits.ts';
import { amountSchema, commandIdSchema, personSchema } from './fields.ts';

/** Asks for a page of the viewer list. */
export const viewersCommandSchema = z.strictObject({
  t: z.literal('viewers'),
  id: commandIdSchema,
  cursor: z.string().max(128).optional(),
  limit: z.int().min(1).max(limits.viewerPageItemsMax).optional(),
});

/**
 * Exact and in a fixed order in small rooms. In large ones (`sample`) its pages are what a walk over a moving crowd
 * brings: some may come twice or not at all; the first page then carries the top gifters who are here.
 */
export const viewersReplySchema = z.object({
  t: z.literal('viewers'),
  viewers: z.array(personSchema),
  next: z.string().optional(),
  sample: z.boolean().default(false),
  top: z.array(z.object({ person: personSchema, coins: amountSchema })).optional(),
});

/**
 * Lossy and conflated: joined sockets of the room on all nodes, the highest count so far, and how many people have been
 * here (an estimate, within about 1%).
 */
export const countEventSchema = z.object({
  t: z.literal('count'),
  viewers: z.int(),
  peak: z.int(),
  unique: z.int().optional(),
});
/** Lossy: a user's first socket joined, their last one left. Not sent in large rooms. */
export const joinedEventSchema = z.object({ t: z.literal('joined'), who: personSchema });
export const leftEventSchema = z.object({ t: z.literal('left'), who: personSchema });
/** Lossy, since version 3: somebody came to a large room. For show only: the rate is bounded, the rest is not told. */
export const enteredEventSchema = z.object({ t: z.literal('entered'), who: personSchema });
