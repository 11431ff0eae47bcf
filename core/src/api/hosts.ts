import { z } from 'zod';
import { limits } from '../limits.ts';
import { accountIdSchema, amountSchema, roomIdSchema } from '../protocol/messages/fields.ts';
import { boardPeriods } from '../rooms/leaderboards.ts';

/** Days and weeks are UTC; a week begins on Monday. */
export const boardQuerySchema = z.strictObject({
  period: z.enum(boardPeriods).default('week'),
  limit: z.coerce.number().int().min(1).max(limits.leaderboardPageItemsMax).default(limits.leaderboardPageItemsDefault),
});

export const hostParamSchema = z.strictObject({ id: accountIdSchema });

const placeSchema = z.strictObject({
  rank: z.int(),
  id: accountIdSchema,
  handle: z.string(),
  coins: amountSchema,
});

/** Hosts by the coins that were given in their broadcasts; `live`: the broadcast that runs now. */
export const topHostsSchema = z
  .strictObject({
    period: z.enum(boardPeriods),
    items: z.array(placeSchema.extend({ live: roomIdSchema.optional() })),
  })
  .meta({
    example: { period: 'week', items: [{ rank: 1, id: 'aabcdefghijklmnopqrstuvwxy2', handle: 'sita', coins: '4210' }] },
  });

/** People by the coins they gave in one host's broadcasts. */
export const topGiftersSchema = z.strictObject({ period: z.enum(boardPeriods), items: z.array(placeSchema) }).meta({
  example: { period: 'week', items: [{ rank: 1, id: 'aabcdefghijklmnopqrstuvwxy2', handle: 'sita', coins: '4210' }] },
});
