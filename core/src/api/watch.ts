import { z } from 'zod';
import { limits } from '../limits.ts';
import { decisionReasonCodes } from '../moderation/reason-codes.ts';
import { riskReasons } from '../moderation/room-risk.ts';
import { accountIdSchema, roomIdSchema } from '../protocol/messages/fields.ts';
import { shownText } from '../shown-text.ts';
import { staffReasonSchema } from './admin.ts';
import { keptMessageSchema } from './chat-log.ts';
import { isoTimeSchema } from './conventions.ts';

export const riskSchema = z.strictObject({
  score: z.int(),
  why: z.array(z.strictObject({ reason: z.enum(riskReasons), points: z.int(), value: z.int() })),
});

/** A live room of the watch list, with why it is there. */
export const watchedRoomSchema = z.strictObject({
  id: roomIdSchema,
  title: z.string(),
  category: z.string(),
  host: z.strictObject({ id: accountIdSchema, handle: z.string(), avatar: z.string().optional() }),
  cover: z.string().optional(),
  region: z.string(),
  country: z.string(),
  viewers: z.int(),
  adultsOnly: z.boolean(),
  visibility: z.string(),
  startedAt: isoTimeSchema,
  risk: riskSchema,
});
export type WatchedRoom = z.infer<typeof watchedRoomSchema>;

const watchedExample = {
  id: '019b7d3c-2f4e-7a11-8c22-1d5e6f708192',
  ...{ title: 'Evening songs from Pokhara', category: 'music' },
  host: { id: 'aabcdefghijklmnopqrstuvwxy2', handle: 'sita' },
  ...{ region: 'ap-south-1', country: 'NP', viewers: 214, adultsOnly: false, visibility: 'public' },
  startedAt: '2026-01-02T03:04:05.678Z',
  risk: { score: 27, why: [{ reason: 'reports' as const, points: 20, value: 4 }] },
};

export const watchQuerySchema = z.strictObject({
  limit: z.coerce.number().int().min(1).max(limits.watchRoomsShownMax).default(50),
});

/** `GET admin/watch`: the riskiest first, as of `at`. `weighed`: so many rooms were looked at. */
export const watchListSchema = z
  .strictObject({ at: isoTimeSchema, weighed: z.int(), items: z.array(watchedRoomSchema) })
  .meta({ example: { at: '2026-01-02T03:04:05.678Z', weighed: 120, items: [watchedExample] } });
export type WatchList = z.infer<typeof watchListSchema>;

export const roomActKinds = [
  ...(['end', 'warn', 'close_chat', 'open_chat', 'blank_title', 'take_cover', 'lift_bar'] as const),
] as const;
export type RoomActKind = (typeof roomActKinds)[number];

/** What staff did in a room. `before`: the title that was blanked. */
export const roomActSchema = z.strictObject({
  id: z.string(),
  roomId: roomIdSchema,
  act: z.enum(roomActKinds),
  code: z.string().optional(),
  reason: z.string(),
  message: z.string().optional(),
  before: z.string().optional(),
  by: z.string(),
  at: isoTimeSchema,
  barredUntil: isoTimeSchema.optional(),
});
export type RoomActView = z.infer<typeof roomActSchema>;

/**
 * `GET admin/watch/:id`: a room, live or over. `chat`: the newest messages as the room has them; `deleted` ones stand in
 * what `POST admin/watch/:id/chat` answers, as does all that is said behind a door.
 */
export const watchedRoomDetailSchema = z
  .strictObject({
    room: watchedRoomSchema.extend({ status: z.enum(['live', 'ended']), endedAt: isoTimeSchema.optional() }),
    figures: z.strictObject({
      peakViewers: z.int(),
      uniqueViewers: z.int(),
      likes: z.int(),
      gifts: z.int(),
      coins: z.string(),
      hostOnline: z.boolean(),
      chatClosed: z.boolean(),
    }),
    chat: z.array(keptMessageSchema),
    history: z.strictObject({
      streams: z.array(
        z.strictObject({
          id: roomIdSchema,
          title: z.string(),
          startedAt: isoTimeSchema,
          endedAt: isoTimeSchema,
          endReason: z.string(),
          peakViewers: z.int(),
        }),
      ),
      acts: z.array(roomActSchema),
      barredUntil: isoTimeSchema.optional(),
    }),
  })
  .meta({
    example: {
      room: { ...watchedExample, status: 'live' },
      figures: {
        ...{ peakViewers: 301, uniqueViewers: 820, likes: 12_400, gifts: 31, coins: '4100' },
        ...{ hostOnline: true, chatClosed: false },
      },
      chat: [],
      history: { streams: [], acts: [] },
    },
  });
export type WatchedRoomDetail = z.infer<typeof watchedRoomDetailSchema>;

const codeSchema = z.enum(decisionReasonCodes);

/** `POST admin/watch/:id/end`. `barMinutes`: for so long the host goes live no more; absent: as they please. */
export const endBroadcastSchema = z
  .strictObject({
    code: codeSchema,
    reason: staffReasonSchema,
    barMinutes: z.int().min(1).max(limits.hostBarMinutesMax).optional(),
  })
  .meta({ example: { code: 'violence', reason: 'a fight on camera, two reports', barMinutes: 60 } });
export type EndBroadcast = z.infer<typeof endBroadcastSchema>;

/** `POST admin/watch/:id/acts`: what may be done short of the end. `lift_bar` lets the host go live again. */
export const roomActRequestSchema = z
  .discriminatedUnion('act', [
    z.strictObject({
      act: z.literal('warn'),
      code: codeSchema,
      reason: staffReasonSchema,
      /** Stands above the chat, from the platform. */
      message: z.string().overwrite(shownText).min(1).max(limits.roomWarningCharsMax),
    }),
    ...(['close_chat', 'open_chat', 'blank_title', 'take_cover'] as const).map((act) =>
      z.strictObject({ act: z.literal(act), code: codeSchema, reason: staffReasonSchema }),
    ),
    z.strictObject({ act: z.literal('lift_bar'), reason: staffReasonSchema }),
  ])
  .meta({ example: { act: 'close_chat', code: 'harassment', reason: 'viewers insult the host' } });
export type RoomActRequest = z.infer<typeof roomActRequestSchema>;

export const roomActDoneSchema = z.strictObject({ act: roomActSchema }).meta({
  example: {
    act: {
      ...{ id: 'ra_mfrggzdfmztwq2lknnwg23tpob', roomId: '019b7d3c-2f4e-7a11-8c22-1d5e6f708192', act: 'close_chat' },
      ...{ code: 'harassment', reason: 'viewers insult the host', by: 'aabcdefghijklmnopqrstuvwxy2' },
      at: '2026-01-02T03:04:05.678Z',
    },
  },
});
