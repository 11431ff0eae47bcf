import { z } from 'zod';
import { limits } from '../limits.ts';
import { parseAmount } from '../money.ts';
import { amountSchema } from '../protocol/messages/fields.ts';
import { isoTimeSchema } from './conventions.ts';

/** `coins`: spendable now. `pending`: accepted entries of this wallet's shard not yet in the permanent ledger, as known. */
export const walletSchema = z.strictObject({
  coins: amountSchema,
  diamonds: amountSchema,
});

export const walletEntrySchema = z.strictObject({
  tx: z.string(),
  type: z.enum(['gift', 'grant']),
  direction: z.enum(['debit', 'credit']),
  currency: z.string(),
  amount: amountSchema,
  balance: amountSchema.optional(),
  roomId: z.string().optional(),
  giftId: z.string().optional(),
  quantity: z.int().optional(),
  at: isoTimeSchema,
});

/** Development only: coins out of thin air, as a proper ledger transaction. Needs `Idempotency-Key`. */
export const devGrantRequestSchema = z.strictObject({
  coins: amountSchema.refine((text) => {
    const coins = parseAmount(text);
    return coins !== undefined && coins > 0n && coins <= limits.devGrantCoinsMax;
  }, `must lie between 1 and ${limits.devGrantCoinsMax}`),
});
export const devGrantDataSchema = z.strictObject({
  tx: z.string(),
  result: z.enum(['created', 'exists']),
  coins: amountSchema,
});

export const giftSchema = z.strictObject({
  id: z.string(),
  version: z.int(),
  name: z.string(),
  emoji: z.string(),
  coins: amountSchema,
});

export type Wallet = z.infer<typeof walletSchema>;
export type WalletEntry = z.infer<typeof walletEntrySchema>;
export type Gift = z.infer<typeof giftSchema>;
