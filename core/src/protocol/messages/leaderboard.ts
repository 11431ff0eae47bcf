import { z } from 'zod';
import { limits } from '../../limits.ts';
import { amountSchema, commandIdSchema, personSchema } from './fields.ts';

/** Gifts of this broadcast; or of all the host's broadcasts: ever, this day, this week (UTC, weeks from Monday). */
export const leaderboardScopeSchema = z.enum(['room', 'host', 'day', 'week']);
export type LeaderboardScope = z.infer<typeof leaderboardScopeSchema>;

/** Asks who has given most. */
export const leaderboardCommandSchema = z.strictObject({
  t: z.literal('leaderboard'),
  id: commandIdSchema,
  scope: leaderboardScopeSchema,
  limit: z.int().min(1).max(limits.leaderboardPageItemsMax).optional(),
});

/** Best first; `own`: the asker's place, absent when they are not on the board. Gifts count once they are in the ledger. */
export const leaderboardReplySchema = z.object({
  t: z.literal('leaderboard'),
  scope: leaderboardScopeSchema,
  entries: z.array(z.object({ rank: z.int(), person: personSchema, coins: amountSchema })),
  own: z.object({ rank: z.int(), coins: amountSchema }).optional(),
});
