import { z } from 'zod';
import { accountIdSchema, amountSchema, personSchema, timeMsSchema } from './fields.ts';

/** Gifts of one kind from one person to one recipient, none long after the other: running totals. */
export const giftStreakSchema = z.object({ id: z.string(), quantity: z.int(), coins: amountSchema });

/** A streak as a newcomer is shown it. `recipient` is absent when it goes to the host. */
export const runningStreakSchema = giftStreakSchema.extend({
  from: personSchema,
  gift: z.string(),
  recipient: accountIdSchema.optional(),
});
export type RunningStreak = z.infer<typeof runningStreakSchema>;

/** Reliable, since version 3, once for each streak: no further gift of it came in time. What the streak came to. */
export const streakEndedEventSchema = z.object({
  t: z.literal('streak.ended'),
  streak: z.string(),
  from: personSchema,
  gift: z.string(),
  quantity: z.int(),
  coins: amountSchema,
  recipient: accountIdSchema.optional(),
  atMs: timeMsSchema,
});
