import { z } from 'zod';
import { limits } from '../limits.ts';
import { accountIdSchema, amountSchema, roomIdSchema } from '../protocol/messages/fields.ts';
import { shownText } from '../shown-text.ts';
import { countrySchema, isoTimeSchema, pageQuerySchema } from './conventions.ts';

export const categories = ['music', 'talk', 'gaming', 'dance', 'food', 'sports', 'education', 'other'] as const;
export const categorySchema = z.enum(categories);

export const startStreamRequestSchema = z.strictObject({
  title: z.string().overwrite(shownText).min(1).max(limits.roomTitleCharsMax),
  category: categorySchema,
});

/** A broadcast is a room: one id for both. */
export const streamSchema = z.strictObject({
  id: roomIdSchema,
  title: z.string(),
  category: categorySchema,
  country: countrySchema,
  region: z.string(),
  status: z.enum(['live', 'ended']),
  host: z.strictObject({ id: accountIdSchema, handle: z.string() }),
  currentViewers: z.int(),
  startedAt: isoTimeSchema,
  endedAt: isoTimeSchema.optional(),
});

/** `off` with the reason when no Agora App ID is configured: everything but media works. */
export const mediaSchema = z.discriminatedUnion('state', [
  z.strictObject({
    state: z.literal('on'),
    provider: z.literal('agora'),
    appId: z.string(),
    channel: z.string(),
    userAccount: z.string(),
    token: z.string(),
    expiresAt: isoTimeSchema,
    area: z.string(),
  }),
  z.strictObject({ state: z.literal('off'), reason: z.string() }),
]);

export const startStreamDataSchema = z.strictObject({ stream: streamSchema, media: mediaSchema });

export const listStreamsQuerySchema = pageQuerySchema.extend({
  category: categorySchema.optional(),
  country: countrySchema.optional(),
});

/** What a broadcast came to. Money is final when `final` is true: every wallet shard's cursor has passed the end. */
export const summarySchema = z.strictObject({
  streamId: roomIdSchema,
  startedAt: isoTimeSchema,
  endedAt: isoTimeSchema,
  durationSeconds: z.int(),
  peakViewers: z.int(),
  uniqueViewers: z.int(),
  likes: z.int(),
  gifts: z.int(),
  coins: amountSchema,
  /** What the host earned: for the host and staff alone, absent for others. */
  diamonds: amountSchema.optional(),
  topGifters: z.array(z.strictObject({ handle: z.string(), coins: amountSchema })),
  final: z.boolean(),
});
export const endStreamDataSchema = z.strictObject({ stream: streamSchema, summary: summarySchema });

export const joinDataSchema = z.strictObject({
  room: streamSchema,
  url: z.string(),
  ticket: z.string(),
  ticketExpiresAt: isoTimeSchema,
  node: z.string(),
  region: z.string(),
  protocol: z.int(),
  media: mediaSchema,
});

export type Stream = z.infer<typeof streamSchema>;
export type Media = z.infer<typeof mediaSchema>;
export type Summary = z.infer<typeof summarySchema>;
export type JoinData = z.infer<typeof joinDataSchema>;
export type StartStreamRequest = z.infer<typeof startStreamRequestSchema>;
export type ListStreamsQuery = z.infer<typeof listStreamsQuerySchema>;
