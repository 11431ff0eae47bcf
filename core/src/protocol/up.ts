import { z } from 'zod';
import { chatCommandSchema } from './messages/chat.ts';
import { giftCommandSchema } from './messages/gift.ts';
import { helloSchema } from './messages/hello.ts';
import { likeCommandSchema } from './messages/like.ts';
import { viewersCommandSchema } from './messages/presence.ts';
import { leaveCommandSchema, pingCommandSchema, syncCommandSchema } from './messages/room.ts';

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
]);
export type UpMessage = z.infer<typeof upMessageSchema>;
export type Command = Exclude<UpMessage, { t: 'hello' }>;
