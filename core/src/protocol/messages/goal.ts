import { z } from 'zod';
import { limits } from '../../limits.ts';
import { shownText } from '../../shown-text.ts';
import { amountSchema, commandIdSchema, timeMsSchema } from './fields.ts';

/** Coins as a decimal string, from 1 to `limits.goalCoinsMax`. */
const targetSchema = z
  .string()
  .regex(/^[1-9][0-9]{0,18}$/, 'must be a whole amount above zero')
  .refine((text) => /^[0-9]{1,19}$/.test(text) && BigInt(text) <= limits.goalCoinsMax, 'is too much');

/** The host wants the room to give so many coins, counted from now on. Takes the place of an earlier goal. */
export const setGoalCommandSchema = z.strictObject({
  t: z.literal('goal'),
  id: commandIdSchema,
  title: z.string().overwrite(shownText).min(1).max(limits.goalTitleCharsMax),
  target: targetSchema,
});
/** The host takes the goal away; no goal is no error. */
export const clearGoalCommandSchema = z.strictObject({ t: z.literal('goal.clear'), id: commandIdSchema });

/** `goal` numbers the room's goals, so that progress of an earlier one is told apart. */
export const goalReplySchema = z.object({ t: z.literal('goal'), goal: z.int() });
export const clearGoalReplySchema = z.object({ t: z.literal('goal.clear') });

export const roomGoalSchema = z.object({
  goal: z.int(),
  title: z.string(),
  target: amountSchema,
  /** Coins of gifts in the permanent ledger; may exceed the target. */
  progress: amountSchema,
});
export type RoomGoal = z.infer<typeof roomGoalSchema>;

/** Reliable, since version 3: a goal was set; or taken away, then `now` is absent. */
export const goalEventSchema = z.object({ t: z.literal('goal'), now: roomGoalSchema.optional(), atMs: timeMsSchema });
/** Lossy and conflated, since version 3: where the goal stands. */
export const goalProgressEventSchema = z.object({
  t: z.literal('goal.progress'),
  goal: z.int(),
  progress: amountSchema,
});
/** Reliable, since version 3, once for each goal that is reached. */
export const goalReachedEventSchema = z.object({
  t: z.literal('goal.reached'),
  goal: z.int(),
  title: z.string(),
  target: amountSchema,
  atMs: timeMsSchema,
});
