import { z } from 'zod';
import { type ErrorCode, isErrorCode } from '../errors/codes.ts';
import { battleChallengeEventSchema, battleEventSchema, battleScoreEventSchema } from './messages/battle.ts';
import {
  chatDeletedEventSchema,
  chatEventSchema,
  deleteChatReplySchema,
  pinnedEventSchema,
  pinReplySchema,
  unpinReplySchema,
} from './messages/chat.ts';
import { timeMsSchema } from './messages/fields.ts';
import {
  catalogueEventSchema,
  giftAcceptedSchema,
  giftConfirmedEventSchema,
  giftEventSchema,
} from './messages/gift.ts';
import {
  clearGoalReplySchema,
  goalEventSchema,
  goalProgressEventSchema,
  goalReachedEventSchema,
  goalReplySchema,
} from './messages/goal.ts';
import { guestAsksEventSchema, guestReplySchema, guestsEventSchema } from './messages/guests.ts';
import { leaderboardReplySchema } from './messages/leaderboard.ts';
import { likesEventSchema } from './messages/like.ts';
import { moderatedEventSchema, moderateReplySchema } from './messages/moderation.ts';
import { pausedEventSchema } from './messages/paused.ts';
import {
  countEventSchema,
  enteredEventSchema,
  joinedEventSchema,
  leftEventSchema,
  viewersReplySchema,
} from './messages/presence.ts';
import { qualityEventSchema, qualityReplySchema } from './messages/quality.ts';
import {
  endedEventSchema,
  hostEventSchema,
  leaveReplySchema,
  noopEventSchema,
  pingReplySchema,
  privacyEventSchema,
  syncReplySchema,
} from './messages/room.ts';
import { settingsEventSchema, settingsReplySchema } from './messages/settings.ts';
import { streakEndedEventSchema } from './messages/streak.ts';

/**
 * Everything that happens in a room. What a server sends is read leniently: fields that this build does not know are
 * dropped, so that a newer server may add some. What a client sends is read strictly (protocol/up.ts).
 */
export const downEventSchema = z.discriminatedUnion('t', [
  chatEventSchema,
  likesEventSchema,
  countEventSchema,
  joinedEventSchema,
  leftEventSchema,
  giftEventSchema,
  giftConfirmedEventSchema,
  hostEventSchema,
  endedEventSchema,
  noopEventSchema,
  privacyEventSchema,
  chatDeletedEventSchema,
  pinnedEventSchema,
  settingsEventSchema,
  moderatedEventSchema,
  enteredEventSchema,
  streakEndedEventSchema,
  goalEventSchema,
  goalProgressEventSchema,
  goalReachedEventSchema,
  qualityEventSchema,
  guestsEventSchema,
  guestAsksEventSchema,
  battleEventSchema,
  battleScoreEventSchema,
  battleChallengeEventSchema,
  catalogueEventSchema,
  pausedEventSchema,
]);
export type DownEvent = z.infer<typeof downEventSchema>;
export type EventType = DownEvent['t'];

/**
 * How each event travels. `code` is its number in pub/sub envelopes; `since` the first protocol version that knows it (of
 * those still served);
 * `conflate` keeps only the newest of a tick. Personal events go to one socket and carry no offset.
 */
export const eventSpecs = {
  noop: { code: 0, lane: 'reliable', since: 2, conflate: false },
  gift: { code: 1, lane: 'reliable', since: 2, conflate: false },
  host: { code: 2, lane: 'reliable', since: 2, conflate: false },
  ended: { code: 3, lane: 'reliable', since: 2, conflate: false },
  'chat.deleted': { code: 4, lane: 'reliable', since: 3, conflate: false },
  pinned: { code: 5, lane: 'reliable', since: 3, conflate: false },
  settings: { code: 6, lane: 'reliable', since: 3, conflate: false },
  moderated: { code: 7, lane: 'reliable', since: 3, conflate: false },
  'streak.ended': { code: 8, lane: 'reliable', since: 3, conflate: false },
  goal: { code: 9, lane: 'reliable', since: 3, conflate: false },
  'goal.reached': { code: 10, lane: 'reliable', since: 3, conflate: false },
  guests: { code: 11, lane: 'reliable', since: 3, conflate: false },
  battle: { code: 12, lane: 'reliable', since: 3, conflate: false },
  privacy: { code: 14, lane: 'reliable', since: 3, conflate: false },
  chat: { code: 32, lane: 'lossy', since: 2, conflate: false },
  likes: { code: 33, lane: 'lossy', since: 2, conflate: true },
  count: { code: 34, lane: 'lossy', since: 2, conflate: true },
  joined: { code: 35, lane: 'lossy', since: 2, conflate: false },
  left: { code: 36, lane: 'lossy', since: 2, conflate: false },
  entered: { code: 37, lane: 'lossy', since: 3, conflate: false },
  'goal.progress': { code: 38, lane: 'lossy', since: 3, conflate: true },
  quality: { code: 39, lane: 'lossy', since: 3, conflate: true },
  'battle.score': { code: 40, lane: 'lossy', since: 3, conflate: true },
  'gift.confirmed': { code: 64, lane: 'personal', since: 2, conflate: false },
  'guest.asks': { code: 66, lane: 'personal', since: 3, conflate: false },
  'battle.challenge': { code: 67, lane: 'personal', since: 3, conflate: false },
  catalogue: { code: 68, lane: 'personal', since: 3, conflate: false },
  paused: { code: 69, lane: 'personal', since: 3, conflate: false },
} as const satisfies Record<
  EventType,
  { code: number; lane: 'reliable' | 'lossy' | 'personal'; since: number; conflate: boolean }
>;

/** A code that this build does not know reads as `internal`; `message` and `retry` still say what a newer server meant. */
const errorCodeSchema = z.string().transform((code): ErrorCode => (isErrorCode(code) ? code : 'internal'));

export const replyErrorSchema = z.object({
  code: errorCodeSchema,
  message: z.string(),
  retry: z.enum(['never', 'later', 'after_refresh']),
  retryAfterMs: z.int().optional(),
  errors: z.array(z.object({ field: z.string(), message: z.string() })).optional(),
});
export type ReplyError = z.infer<typeof replyErrorSchema>;

export const replyDataSchema = z.discriminatedUnion('t', [
  giftAcceptedSchema,
  viewersReplySchema,
  pingReplySchema,
  syncReplySchema,
  leaveReplySchema,
  deleteChatReplySchema,
  pinReplySchema,
  unpinReplySchema,
  settingsReplySchema,
  moderateReplySchema,
  goalReplySchema,
  clearGoalReplySchema,
  leaderboardReplySchema,
  qualityReplySchema,
  guestReplySchema,
  z.object({ t: z.literal('chat'), mid: z.string() }),
  z.object({ t: z.literal('like'), total: z.int() }),
]);
export type ReplyData = z.infer<typeof replyDataSchema>;

/** Exactly one per command. `id` is null for a frame whose id could not be read. */
export const replySchema = z.discriminatedUnion('ok', [
  z.object({ ok: z.literal(true), id: z.int(), data: replyDataSchema }),
  z.object({ ok: z.literal(false), id: z.int().nullable(), error: replyErrorSchema }),
]);
export type Reply = z.infer<typeof replySchema>;

/** To one socket, outside of any room event: what the client should do next. */
export const noticeSchema = z.discriminatedUnion('t', [
  /** The node will close: come back `afterMs` and a random part of `jitterMs` after this notice, or later if it is still open. */
  z.object({ t: z.literal('drain'), afterMs: z.int(), jitterMs: z.int() }),
  /** A fresh resume token; the old one is spent. */
  z.object({ t: z.literal('resume'), resume: z.string(), resumeExpiresAtMs: timeMsSchema }),
  /** Why the socket is about to be closed. */
  z.object({ t: z.literal('closing'), error: replyErrorSchema }),
]);
export type Notice = z.infer<typeof noticeSchema>;
