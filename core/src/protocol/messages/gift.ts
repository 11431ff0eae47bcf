import { z } from 'zod';
import { limits } from '../../limits.ts';
import { accountIdSchema, amountSchema, commandIdSchema, personSchema, timeMsSchema, uuidV7Schema } from './fields.ts';
import { giftStreakSchema } from './streak.ts';

/** Sends a gift to `recipient`, the host or a seated guest; without one to the host. Repeat with the same `clientId` after a lost answer: it is charged once. */
export const giftCommandSchema = z.strictObject({
  t: z.literal('gift'),
  id: commandIdSchema,
  clientId: uuidV7Schema,
  gift: z.string().min(1).max(32),
  /** The version whose price the sender saw: charged at that price or, once it is past, refused `gift_changed`. Absent: what holds now. */
  version: z.int().min(1).max(1_000_000).optional(),
  quantity: z.int().min(1).max(limits.giftQuantityMax),
  recipient: accountIdSchema.optional(),
});

/** `created`: charged now. `exists`: this very gift was accepted before; nothing was charged again. */
export const giftAcceptedSchema = z.object({
  t: z.literal('gift'),
  result: z.enum(['created', 'exists']),
  tx: z.string(),
  coins: amountSchema,
  balance: amountSchema,
});

/**
 * Reliable: a gift in the room, once. `recipient` is absent when it went to the host. `streak`: what this and the gifts
 * before it come to; for show, totals are told by `welcome`, `goal.progress` and leaderboards.
 */
export const giftEventSchema = z.object({
  t: z.literal('gift'),
  tx: z.string(),
  from: personSchema,
  gift: z.string(),
  quantity: z.int(),
  coins: amountSchema,
  recipient: accountIdSchema.optional(),
  streak: giftStreakSchema.optional(),
  atMs: timeMsSchema,
});
export type GiftEvent = z.infer<typeof giftEventSchema>;

/** To everybody, since version 3: the catalogue is another one; `GET /gifts?state=` with this answers with it or a later one. */
export const catalogueEventSchema = z.object({ t: z.literal('catalogue'), state: z.string() });

/** To the sender only, since version 2: the gift is in the permanent ledger. */
export const giftConfirmedEventSchema = z.object({ t: z.literal('gift.confirmed'), tx: z.string() });
