import { z } from 'zod';
import { limits } from '../limits.ts';
import { accountIdSchema, amountSchema, roomIdSchema } from '../protocol/messages/fields.ts';
import { shownText } from '../shown-text.ts';
import { privacyChangeSchema, shownPrivacySchema, streamPrivacySchema } from '../streams/privacy.ts';
import { usernameSchema } from './auth.ts';
import { countrySchema, isoTimeSchema, pageOf } from './conventions.ts';
import { imageKeySchema } from './images.ts';
import { mediaSchema } from './media.ts';
import { regionDecisionSchema } from './regions.ts';

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

/** `interrupted`: live, while its host's connection is lost. */
export const streamStatuses = ['draft', 'scheduled', 'live', 'interrupted', 'ended'] as const;

const titleSchema = z.string().overwrite(shownText).min(1).max(limits.roomTitleCharsMax);
/** Of one broadcast, to be told to friends: not the account's, and worth no more than what is shown there. */
export const streamPasswordSchema = z
  .string()
  .normalize('NFC')
  .min(limits.streamPasswordCharsMin)
  .max(limits.streamPasswordCharsMax);

/** Without `draft` and `scheduledAt` it goes live at once. What is absent of `privacy` is as in a public broadcast. */
export const startStreamRequestSchema = z
  .strictObject({
    title: titleSchema,
    category: categorySchema,
    tags: tagsSchema.optional(),
    privacy: privacyChangeSchema.optional(),
    password: streamPasswordSchema.optional(),
    draft: z.boolean().optional(),
    scheduledAt: isoTimeSchema.optional(),
  })
  .refine(({ password, privacy }) => (password !== undefined) === (privacy?.visibility === 'password'), {
    message: 'goes with the visibility "password", and is needed for it',
    path: ['password'],
  })
  .meta({ example: { title: 'Evening songs from Pokhara', category: 'music', tags: ['folk'] } });

/** What is absent stays. `scheduledAt: null` makes a scheduled broadcast a plain draft. */
export const updateStreamRequestSchema = z
  .strictObject({
    title: titleSchema.optional(),
    category: categorySchema.optional(),
    tags: tagsSchema.optional(),
    privacy: privacyChangeSchema.optional(),
    password: streamPasswordSchema.optional(),
    scheduledAt: isoTimeSchema.nullable().optional(),
  })
  .refine((change) => Object.values(change).some((value) => value !== undefined), 'must change something')
  .meta({ example: { privacy: { visibility: 'password' }, password: 'momo-night' } });
export type UpdateStreamRequest = z.infer<typeof updateStreamRequestSchema>;

/** The password is asked for by broadcasts with that visibility, and again when it was changed. */
export const joinRequestSchema = z
  .strictObject({ password: z.string().normalize('NFC').max(limits.streamPasswordCharsMax).optional() })
  .meta({ example: { password: 'momo-night' } });

export const inviteRequestSchema = z.strictObject({ handle: usernameSchema }).meta({ example: { handle: 'maya' } });
export const invitationParamSchema = z.strictObject({ id: roomIdSchema, handle: usernameSchema });
export const invitationsSchema = z
  .strictObject({ items: z.array(z.strictObject({ handle: z.string(), at: isoTimeSchema })) })
  .meta({ example: { items: [{ handle: 'maya', at: '2026-01-02T03:04:05.678Z' }] } });

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
    /** `avatar`: under which name their picture is kept, while it is open. */
    host: z.strictObject({ id: accountIdSchema, handle: z.string(), avatar: imageKeySchema.optional() }),
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

/** A broadcast as its own host sees it. */
export const ownStreamSchema = streamSchema
  .extend({
    settings: z.strictObject({
      countryBlocks: streamPrivacySchema.shape.countryBlocks,
      /** Who may come in whatever the visibility. */
      invitations: z.int(),
      /** When a draft goes by itself. */
      expiresAt: isoTimeSchema.optional(),
    }),
  })
  .meta({
    example: {
      ...{ id: '019b7d3c-2f4e-7a11-8c22-1d5e6f708192', title: 'Evening songs from Pokhara', category: 'music' },
      ...{ tags: ['folk'], country: 'NP', region: 'ap-south-1', status: 'scheduled' },
      privacy: { visibility: 'private', adultsOnly: false, hideViewers: true, recording: false, screenshots: 'refuse' },
      host: { id: 'aabcdefghijklmnopqrstuvwxy2', handle: 'sita' },
      currentViewers: 0,
      scheduledAt: '2026-01-02T18:00:00.000Z',
      settings: { countryBlocks: ['IN'], invitations: 12, expiresAt: '2026-01-02T20:00:00.000Z' },
    },
  });
export type OwnStream = z.infer<typeof ownStreamSchema>;
export const ownStreamDataSchema = z.strictObject({ stream: ownStreamSchema });
/** Drafts, scheduled ones too, and the one that is live. */
export const ownStreamsSchema = z.strictObject({ items: z.array(ownStreamSchema) });

/** Media access comes with what is live. */
/** `media` and `placement` once it is live; `placement` says why it opened where it did. */
export const startStreamDataSchema = z.strictObject({
  stream: streamSchema,
  media: mediaSchema.optional(),
  placement: regionDecisionSchema.optional(),
});

const summaryExample = {
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
};

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
    /** Who began to follow the host meanwhile, and still does: for the host and staff alone. */
    newFollowers: z.int().optional(),
    /** The most at once in each step from `from` on; absent when nothing was noted. */
    viewersOverTime: z.strictObject({ from: isoTimeSchema, stepSeconds: z.int(), points: z.array(z.int()) }).optional(),
    /** Once final, for the host and staff alone. */
    giftsOverTime: z
      .strictObject({
        from: isoTimeSchema,
        stepSeconds: z.int(),
        bars: z.array(z.strictObject({ gifts: z.int(), coins: amountSchema })),
      })
      .optional(),
  })
  .meta({
    example: {
      ...summaryExample,
      viewersOverTime: { from: '2026-01-02T03:04:05.678Z', stepSeconds: 40, points: [3, 280, 312] },
      giftsOverTime: {
        from: '2026-01-02T03:04:05.678Z',
        stepSeconds: 60,
        bars: [{ gifts: 87, coins: '4210' }],
      },
    },
  });
/** One of a host's broadcasts that are over, and what it came to; its plots come with its own summary. */
export const pastStreamSchema = z.strictObject({
  stream: streamSchema,
  summary: summarySchema.omit({ newFollowers: true, viewersOverTime: true, giftsOverTime: true }).meta({
    example: summaryExample,
  }),
});
export type PastStream = z.infer<typeof pastStreamSchema>;
export const pastStreamsSchema = pageOf(pastStreamSchema);
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
      media: { state: 'off', reason: 'Media is not set up here.' },
    },
  });

export type Stream = z.infer<typeof streamSchema>;
export type Summary = z.infer<typeof summarySchema>;
export type JoinData = z.infer<typeof joinDataSchema>;
export type StartStreamRequest = z.infer<typeof startStreamRequestSchema>;
