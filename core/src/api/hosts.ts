import { z } from 'zod';
import { limits } from '../limits.ts';
import { accountIdSchema, amountSchema, roomIdSchema } from '../protocol/messages/fields.ts';
import { boardPeriods } from '../rooms/leaderboards.ts';

/** Days and weeks are UTC; a week begins on Monday. */
export const boardQuerySchema = z.strictObject({
  period: z.enum(boardPeriods).default('week'),
  limit: z.coerce.number().int().min(1).max(limits.leaderboardPageItemsMax).default(limits.leaderboardPageItemsDefault),
});

/** What hosts are measured by: the coins given in their broadcasts, or how many broadcasts they made. */
export const topHostsMeasures = ['coins', 'streams'] as const;
/** Broadcasts are counted over all time, so `period` belongs to coins. */
export const topHostsQuerySchema = z
  .strictObject({
    by: z.enum(topHostsMeasures).default('coins'),
    period: z.enum(boardPeriods).optional(),
    limit: boardQuerySchema.shape.limit,
  })
  .refine(({ by, period }) => by === 'coins' || period === undefined, {
    path: ['period'],
    message: 'is for by=coins: broadcasts are counted over all time',
  });

export const hostParamSchema = z.strictObject({ id: accountIdSchema });

const placeSchema = z.strictObject({
  rank: z.int(),
  id: accountIdSchema,
  handle: z.string(),
  coins: amountSchema,
});

/** `live`: what of theirs is live now, if it stands in lists. */
const hostPlaceSchema = placeSchema.extend({ live: roomIdSchema.optional() });

/** Hosts by the coins that were given in their broadcasts, or by how many broadcasts they made; who is banned is left out. */
export const topHostsSchema = z
  .discriminatedUnion('by', [
    z.strictObject({ by: z.literal('coins'), period: z.enum(boardPeriods), items: z.array(hostPlaceSchema) }),
    z.strictObject({
      by: z.literal('streams'),
      items: z.array(hostPlaceSchema.omit({ coins: true }).extend({ streams: z.int() })),
    }),
  ])
  .meta({
    example: {
      by: 'coins',
      period: 'week',
      items: [{ rank: 1, id: 'aabcdefghijklmnopqrstuvwxy2', handle: 'sita', coins: '4210' }],
    },
  });
export type TopHosts = z.infer<typeof topHostsSchema>;

/** People by the coins they gave in one host's broadcasts. */
export const topGiftersSchema = z.strictObject({ period: z.enum(boardPeriods), items: z.array(placeSchema) }).meta({
  example: { period: 'week', items: [{ rank: 1, id: 'aabcdefghijklmnopqrstuvwxy2', handle: 'sita', coins: '4210' }] },
});
