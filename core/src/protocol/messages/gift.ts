import { z } from 'zod';
import { limits } from '../../limits.ts';
import { amountSchema, commandIdSchema, personSchema, timeMsSchema, uuidV7Schema } from './fields.ts';

/** Sends a gift to the room's host. Repeat with the same `clientId` after a lost answer: it is charged once. */
export const giftCommandSchema = z.strictObject({
  t: z.literal('gift'),
  id: commandIdSchema,
  clientId: uuidV7Schema,
  gift: z.string().min(1).max(32),
  quantity: z.int().min(1).max(limits.giftQuantityMax),
});

/** `created`: charged now. `exists`: this very gift was accepted before; nothing was charged again. */
export const giftAcceptedSchema = z.object({
  t: z.literal('gift'),
  result: z.enum(['created', 'exists']),
  tx: z.string(),
  coins: amountSchema,
  balance: amountSchema,
});

/** Reliable: a gift in the room, once. */
export const giftEventSchema = z.object({
  t: z.literal('gift'),
  tx: z.string(),
  from: personSchema,
  gift: z.string(),
  quantity: z.int(),
  coins: amountSchema,
  atMs: timeMsSchema,
});
export type GiftEvent = z.infer<typeof giftEventSchema>;

/** To the sender only, since version 2: the gift is in the permanent ledger. */
export const giftConfirmedEventSchema = z.object({ t: z.literal('gift.confirmed'), tx: z.string() });
