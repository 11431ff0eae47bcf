import { z } from 'zod';
import { limits } from '../../limits.ts';
import { commandIdSchema } from './fields.ts';

/** Adds likes to the room's total. */
export const likeCommandSchema = z.strictObject({
  t: z.literal('like'),
  id: commandIdSchema,
  count: z.int().min(1).max(limits.likesPerCommandMax),
});

/** Lossy and conflated: only the newest total of a tick is sent. */
export const likesEventSchema = z.object({ t: z.literal('likes'), total: z.int() });
