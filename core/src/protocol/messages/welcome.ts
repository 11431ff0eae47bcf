import { z } from 'zod';
import { chatEventSchema } from './chat.ts';
import { accountIdSchema, amountSchema, personSchema, roomIdSchema, timeMsSchema } from './fields.ts';

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
  }),
  you: z.object({
    id: accountIdSchema,
    name: z.string(),
    role: z.enum(['host', 'viewer']),
    balance: amountSchema.optional(),
  }),
  viewers: z.int(),
  likes: z.int(),
  chat: z.array(chatEventSchema),
  top: z.array(z.object({ person: personSchema, coins: amountSchema })),
});
export type Welcome = z.infer<typeof welcomeSchema>;
