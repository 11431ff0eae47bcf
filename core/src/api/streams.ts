import { z } from 'zod';
import { limits } from '../limits.ts';
import { accountIdSchema, amountSchema, roomIdSchema } from '../protocol/messages/fields.ts';
import { shownText } from '../shown-text.ts';
import { streamPrivacySchema } from '../streams/privacy.ts';
import { countrySchema, isoTimeSchema, pageQuerySchema } from './conventions.ts';

export const categories = ['music', 'talk', 'gaming', 'dance', 'food', 'sports', 'education', 'other'] as const;
export const categorySchema = z.enum(categories);

/** A word to find a broadcast by. */
export const tagSchema = z
  .string()
  .max(limits.streamTagCharsMax)
  .regex(/^[a-z0-9]+(-[a-z0-9]+)*$/, 'must be lower-case letters and digits, with single hyphens between them');
export const tagsSchema = z
  .array(tagSchema)
  .max(limits.streamTagsMax)
  .refine((tags) => new Set(tags).size === tags.length, 'must not name a tag twice');

/** What everybody may know of a broadcast's privacy. Which countries it shuts out is its host's business. */
export const shownPrivacySchema = streamPrivacySchema.omit({ countryBlocks: true });

/** `interrupted`: live, while its host's connection is lost. */
export const streamStatuses = ['draft', 'scheduled', 'live', 'interrupted', 'ended'] as const;

export const startStreamRequestSchema = z
  .strictObject({
    title: z.string().overwrite(shownText).min(1).max(limits.roomTitleCharsMax),
    category: categorySchema,
  })
  .meta({ example: { title: 'Evening songs from Pokhara', category: 'music' } });

/** A broadcast is a room: one id for both. */
export const streamSchema = z
  .strictObject({
    id: roomIdSchema,
    title: z.string(),
    category: categorySchema,
    tags: tagsSchema,
    /** Under which name its picture is kept. */
    cover: z.string().optional(),
    country: countrySchema,
    region: z.string(),
    status: z.enum(streamStatuses),
    privacy: shownPrivacySchema,
    host: z.strictObject({ id: accountIdSchema, handle: z.string() }),
    currentViewers: z.int(),
    /** When it is to start, if its host said so. */
    scheduledAt: isoTimeSchema.optional(),
    /** Absent before it goes live. */
    startedAt: isoTimeSchema.optional(),
    /** Since when its host's connection is lost. */
    interruptedAt: isoTimeSchema.optional(),
    endedAt: isoTimeSchema.optional(),
  })
  .meta({
    example: {
      id: '019b7d3c-2f4e-7a11-8c22-1d5e6f708192',
      title: 'Evening songs from Pokhara',
      category: 'music',
      tags: ['folk', 'live-band'],
      country: 'NP',
      region: 'ap-south-1',
      status: 'live',
      privacy: {
        visibility: 'public',
        adultsOnly: false,
        hideViewers: false,
        recording: false,
        screenshots: 'allow',
      },
      host: { id: 'aabcdefghijklmnopqrstuvwxy2', handle: 'sita' },
      currentViewers: 312,
      startedAt: '2026-01-02T03:04:05.678Z',
    },
  });

/** `off` with the reason when no Agora App ID is configured: everything but media works. */
export const mediaSchema = z
  .discriminatedUnion('state', [
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
  ])
  .meta({ example: { state: 'off', reason: 'media is not set up here' } });

export const startStreamDataSchema = z.strictObject({ stream: streamSchema, media: mediaSchema });

export const listStreamsQuerySchema = pageQuerySchema.extend({
  category: categorySchema.optional(),
  country: countrySchema.optional(),
});

/** What a broadcast came to. Money is final when `final` is true: every wallet shard's cursor has passed the end. */
export const summarySchema = z
  .strictObject({
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
  })
  .meta({
    example: {
      streamId: '019b7d3c-2f4e-7a11-8c22-1d5e6f708192',
      startedAt: '2026-01-02T03:04:05.678Z',
      endedAt: '2026-01-02T04:04:05.678Z',
      durationSeconds: 3600,
      peakViewers: 312,
      uniqueViewers: 1204,
      likes: 5310,
      gifts: 87,
      coins: '4210',
      diamonds: '2105',
      topGifters: [{ handle: 'maya', coins: '900' }],
      final: true,
    },
  });
export const endStreamDataSchema = z.strictObject({ stream: streamSchema, summary: summarySchema });

export const joinDataSchema = z
  .strictObject({
    room: streamSchema,
    url: z.string(),
    ticket: z.string(),
    ticketExpiresAt: isoTimeSchema,
    node: z.string(),
    region: z.string(),
    protocol: z.int(),
    media: mediaSchema,
  })
  .meta({
    example: {
      room: {
        id: '019b7d3c-2f4e-7a11-8c22-1d5e6f708192',
        title: 'Evening songs from Pokhara',
        category: 'music',
        tags: ['folk', 'live-band'],
        country: 'NP',
        region: 'ap-south-1',
        status: 'live',
        privacy: {
          visibility: 'public',
          adultsOnly: false,
          hideViewers: false,
          recording: false,
          screenshots: 'allow',
        },
        host: { id: 'aabcdefghijklmnopqrstuvwxy2', handle: 'sita' },
        currentViewers: 312,
        startedAt: '2026-01-02T03:04:05.678Z',
      },
      url: 'wss://gw1.example.com/v1/room',
      ticket: 'eyJhbGciOi…',
      ticketExpiresAt: '2026-01-02T03:04:05.678Z',
      node: 'gw-1',
      region: 'ap-south-1',
      protocol: 3,
      media: { state: 'off', reason: 'media is not set up here' },
    },
  });

export type Stream = z.infer<typeof streamSchema>;
export type Media = z.infer<typeof mediaSchema>;
export type Summary = z.infer<typeof summarySchema>;
export type JoinData = z.infer<typeof joinDataSchema>;
export type StartStreamRequest = z.infer<typeof startStreamRequestSchema>;
export type ListStreamsQuery = z.infer<typeof listStreamsQuerySchema>;
