import { z } from 'zod';
import { intentKinds } from '../ledger/kinds.ts';
import { limits } from '../limits.ts';
import { parseAmount } from '../money.ts';
import { amountSchema } from '../protocol/messages/fields.ts';
import { giftCategories, giftNamesSchema } from './catalogue.ts';
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

/** A gift as it looks: what those need who are shown one that somebody else sent. */
const giftFace = {
  id: z.string(),
  /** In English; `names` has it by language. */
  name: z.string(),
  names: giftNamesSchema.optional(),
  emoji: z.string(),
  /** The key of its picture; without one, the emoji is shown. */
  image: z.string().optional(),
};
export const giftSchema = z
  .strictObject({
    ...giftFace,
    /** Names the price: a gift that is sent names the version that its sender saw. */
    version: z.int(),
    coins: amountSchema,
    category: z.enum(giftCategories).optional(),
  })
  .meta({
    example: { id: 'rose', version: 1, name: 'Rose', emoji: '🌹', coins: '1', category: 'popular' },
  });
export const giftFaceSchema = z.strictObject(giftFace);

/** What an app has of `state` events: `GET /gifts?state=` with it is never answered from before the change. */
export const catalogueStateSchema = z.string().regex(/^[0-9a-f]{16}$/, 'must be the state of a catalogue');
export const giftQuerySchema = z.strictObject({ state: catalogueStateSchema.optional() });
export const giftCatalogueSchema = z
  .strictObject({
    /** On sale in the asker's country, in the order in which they are shown. */
    items: z.array(giftSchema),
    /** Not on sale here now: somebody elsewhere may send them. */
    others: z.array(giftFaceSchema).default([]),
    /** When this will change by itself. */
    changesAt: isoTimeSchema.optional(),
  })
  .meta({
    example: {
      items: [giftSchema.meta()?.example],
      others: [{ id: 'lantern', name: 'Sky lantern', emoji: '🏮' }],
    },
  });
export type GiftCatalogue = z.infer<typeof giftCatalogueSchema>;
export type GiftFace = z.infer<typeof giftFaceSchema>;

export type Wallet = z.infer<typeof walletSchema>;
export type WalletEntry = z.infer<typeof walletEntrySchema>;
export type Gift = z.infer<typeof giftSchema>;
