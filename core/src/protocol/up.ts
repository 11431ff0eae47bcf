import { z } from 'zod';
import { chatCommandSchema, deleteChatCommandSchema, pinCommandSchema, unpinCommandSchema } from './messages/chat.ts';
import { giftCommandSchema } from './messages/gift.ts';
import { clearGoalCommandSchema, setGoalCommandSchema } from './messages/goal.ts';
import { guestCommandSchema } from './messages/guests.ts';
import { helloSchema } from './messages/hello.ts';
import { leaderboardCommandSchema } from './messages/leaderboard.ts';
import { likeCommandSchema } from './messages/like.ts';
import { moderateCommandSchema } from './messages/moderation.ts';
import { viewersCommandSchema } from './messages/presence.ts';
import { qualityCommandSchema } from './messages/quality.ts';
import { leaveCommandSchema, pingCommandSchema, syncCommandSchema } from './messages/room.ts';
import { settingsCommandSchema } from './messages/settings.ts';

/** Everything a client may send: one MessagePack map a frame. */
export const upMessageSchema = z.discriminatedUnion('t', [
  helloSchema,
  chatCommandSchema,
  likeCommandSchema,
  giftCommandSchema,
  viewersCommandSchema,
  pingCommandSchema,
  syncCommandSchema,
  leaveCommandSchema,
  deleteChatCommandSchema,
  pinCommandSchema,
  unpinCommandSchema,
  settingsCommandSchema,
  moderateCommandSchema,
  setGoalCommandSchema,
  clearGoalCommandSchema,
  leaderboardCommandSchema,
  guestCommandSchema,
  qualityCommandSchema,
]);
export type UpMessage = z.infer<typeof upMessageSchema>;
export type Command = Exclude<UpMessage, { t: 'hello' }>;
