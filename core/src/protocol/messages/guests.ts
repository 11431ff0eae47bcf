import { z } from 'zod';
import { personSchema, timeMsSchema } from './fields.ts';

/** Reliable, since version 3: who sits beside the host now, in the order they came. Each may be given gifts. */
export const guestsEventSchema = z.object({
  t: z.literal('guests'),
  guests: z.array(personSchema),
  atMs: timeMsSchema,
});
