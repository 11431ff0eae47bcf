import { z } from 'zod';
import { battleChallengeSchema, roomBattleSchema } from './battle.ts';
import { chatEventSchema } from './chat.ts';
import { accountIdSchema, amountSchema, personSchema, roomIdSchema, timeMsSchema } from './fields.ts';
import { roomGoalSchema } from './goal.ts';
import { guestAsksSchema } from './guests.ts';
import { roomRoleSchema } from './moderation.ts';
import { roomPrivacySchema } from './room.ts';
import { initialRoomSettings, roomSettingsSchema } from './settings.ts';
import { runningStreakSchema } from './streak.ts';

/**
 * Answers `hello`: what the room is now. `recovered:true`: the frame that follows brings every reliable event behind the
 * client's point, and nothing was missed. `recovered:false`: take this as the whole state and forget the old one.
 */
export const welcomeSchema = z.object({
  t: z.literal('welcome'),
  id: z.int(),
  protocol: z.int(),
  connection: z.string(),
  recovered: z.boolean(),
  epoch: z.int(),
  offset: z.int(),
  resume: z.string(),
  resumeExpiresAtMs: timeMsSchema,
  room: z.object({
    id: roomIdSchema,
    title: z.string(),
    category: z.string(),
    status: z.enum(['live', 'ended']),
    host: personSchema,
    hostOnline: z.boolean(),
    startedAtMs: timeMsSchema,
    /** Who may watch, and what is announced to those who do. Absent from older nodes: public. */
    privacy: roomPrivacySchema.optional(),
  }),
  you: z.object({
    id: accountIdSchema,
    name: z.string(),
    /** Up to version 2 only `host` and `viewer` are told. */
    role: roomRoleSchema,
    /** There while one may not chat; without `untilMs` the mute has no end. */
    mute: z.object({ untilMs: timeMsSchema.optional() }).optional(),
    balance: amountSchema.optional(),
    /** Who asks for a seat and who is invited: all of it for the host, what is theirs for others. Absent: nothing. */
    asks: guestAsksSchema.optional(),
    /** For the host: a challenge that waits for an answer, theirs or the other's. */
    challenge: battleChallengeSchema.optional(),
  }),
  viewers: z.int(),
  likes: z.int(),
  chat: z.array(chatEventSchema),
  pinned: chatEventSchema.optional(),
  settings: roomSettingsSchema.default(initialRoomSettings),
  top: z.array(z.object({ person: personSchema, coins: amountSchema })),
  /** The newest running streaks; each ends with `streak.ended`. */
  streaks: z.array(runningStreakSchema).default([]),
  goal: roomGoalSchema.optional(),
  /** Who sits beside the host. */
  guests: z.array(personSchema).default([]),
  /** The room's battle, or its last one. */
  battle: roomBattleSchema.optional(),
});
export type Welcome = z.infer<typeof welcomeSchema>;
