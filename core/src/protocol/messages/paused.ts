import { z } from 'zod';
import { timeMsSchema } from './fields.ts';

/**
 * Personal, since version 3: all that is stopped now for this person (names of features; pass over those you do not know),
 * and whether there is maintenance. Told after a welcome when there is anything, and at every change; with nothing in it,
 * everything works again.
 */
export const pausedEventSchema = z.object({
  t: z.literal('paused'),
  features: z.array(z.string()),
  maintenance: z.object({ message: z.string(), endsAtMs: timeMsSchema.optional() }).optional(),
});
export type PausedEvent = z.infer<typeof pausedEventSchema>;
