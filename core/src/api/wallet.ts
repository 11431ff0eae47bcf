import { z } from 'zod';
import { intentKinds } from '../ledger/kinds.ts';
import { limits } from '../limits.ts';
import { parseAmount } from '../money.ts';
import { amountSchema } from '../protocol/messages/fields.ts';
import { isoTimeSchema } from './conventions.ts';

/** `coins`: spendable now. `pending`: accepted entries of this wallet's shard not yet in the permanent ledger, as known. */
export const walletSchema = z
  .strictObject({
    coins: amountSchema,
    diamonds: amountSchema,
  })
  .meta({ example: { coins: '1200', diamonds: '35' } });

export const walletEntrySchema = z
  .strictObject({
    tx: z.string(),
    type: z.enum(intentKinds),
    direction: z.enum(['debit', 'credit']),
    currency: z.string(),
    amount: amountSchema,
    /** The whole of it, where only a part moved: the rest is or was owed. */
    of: amountSchema.optional(),
    balance: amountSchema.optional(),
    roomId: z.string().optional(),
    giftId: z.string().optional(),
    quantity: z.int().optional(),
    at: isoTimeSchema,
  })
  .meta({
    example: {
      tx: '3f0a9c5d7e1b2846a0c4e8f1d2b3957684a1c0e2f4d6b8a09c7e5d3b1f024680',
      type: 'gift',
      direction: 'debit',
      currency: 'COIN',
      amount: '10',
      balance: '1190',
      roomId: '019b7d3c-2f4e-7a11-8c22-1d5e6f708192',
      giftId: 'momo',
      quantity: 2,
      at: '2026-01-02T03:04:05.678Z',
    },
  });

/** Development only: coins out of thin air, as a proper ledger transaction. Needs `Idempotency-Key`. */
export const devGrantRequestSchema = z
  .strictObject({
    coins: amountSchema.refine((text) => {
      const coins = parseAmount(text);
      return coins !== undefined && coins > 0n && coins <= limits.devGrantCoinsMax;
    }, `must lie between 1 and ${limits.devGrantCoinsMax}`),
  })
  .meta({ example: { coins: '100' } });
export const devGrantDataSchema = z
  .strictObject({
    tx: z.string(),
    result: z.enum(['created', 'exists']),
    coins: amountSchema,
  })
  .meta({
    example: {
      tx: '3f0a9c5d7e1b2846a0c4e8f1d2b3957684a1c0e2f4d6b8a09c7e5d3b1f024680',
      result: 'created',
      coins: '100',
    },
  });

export const giftSchema = z
  .strictObject({
    id: z.string(),
    version: z.int(),
    name: z.string(),
    emoji: z.string(),
    coins: amountSchema,
  })
  .meta({ example: { id: 'rose', version: 1, name: 'Rose', emoji: '🌹', coins: '1' } });

export type Wallet = z.infer<typeof walletSchema>;
export type WalletEntry = z.infer<typeof walletEntrySchema>;
export type Gift = z.infer<typeof giftSchema>;
