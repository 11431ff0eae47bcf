import { z } from 'zod';
import { limits } from '../limits.ts';
import { parseAmount } from '../money.ts';
import { amountSchema } from '../protocol/messages/fields.ts';
import { isoTimeSchema } from './conventions.ts';

/** `GET /wallet/limits`: what bounds the caller's spending, and how much of it is used. Amounts are coins. */
export const spendingLimitsSchema = z
  .strictObject({
    /** The owner's own bound on a UTC day's spending; null: none. */
    dailyCap: amountSchema.nullable(),
    /** A raise that waits: the cap it will be, and from when. */
    nextCap: z.strictObject({ cap: amountSchema.nullable(), from: isoTimeSchema }).optional(),
    /** Spent on gifts on this UTC day; absent while wallets cannot be asked. */
    spentToday: amountSchema.optional(),
    dayEndsAt: isoTimeSchema,
    /** Bought coins that cannot be spent yet, and until when. */
    held: z.strictObject({ coins: amountSchema, until: isoTimeSchema }).optional(),
    /** What a payment that was taken back left owing; bought coins settle it first. */
    owed: amountSchema.optional(),
    frozen: z.boolean(),
  })
  .meta({
    example: {
      dailyCap: '500',
      nextCap: { cap: '2000', from: '2026-01-03T03:04:05.678Z' },
      spentToday: '120',
      dayEndsAt: '2026-01-03T00:00:00.000Z',
      frozen: false,
    },
  });
export type SpendingLimits = z.infer<typeof spendingLimitsSchema>;

/** `PUT /wallet/limits`: a lower cap counts at once, a higher one or none (null) after a day. */
export const spendingLimitsRequestSchema = z
  .strictObject({
    dailyCap: amountSchema
      .refine(
        (text) => (parseAmount(text) ?? 0n) <= limits.walletBalanceMax,
        `must be at most ${limits.walletBalanceMax}`,
      )
      .nullable(),
  })
  .meta({ example: { dailyCap: '500' } });
