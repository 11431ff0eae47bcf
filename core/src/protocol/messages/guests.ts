import { z } from 'zod';
import { accountIdSchema, commandIdSchema, personSchema, timeMsSchema } from './fields.ts';

/**
 * A seat is taken when both want it: a viewer asks (`request`) and the host accepts, or the host invites and the viewer
 * accepts. `cancel` takes a request back; `decline` says no to a request or an invitation, and lets a host withdraw one;
 * `leave` gives the seat up, `remove` takes it from somebody.
 */
export const guestActs = ['request', 'cancel', 'invite', 'accept', 'decline', 'leave', 'remove'] as const;
export const guestActSchema = z.enum(guestActs);
export type GuestAct = z.infer<typeof guestActSchema>;

const onOthers: readonly GuestAct[] = ['invite', 'remove'];
const onOneself: readonly GuestAct[] = ['request', 'cancel', 'leave'];

/**
 * `who`: whom the host invites, accepts or declines; whom host, moderators or admins remove. Without it one accepts or
 * declines one's own invitation. Who invites somebody that has asked already, or asks when invited, has them seated.
 */
export const guestCommandSchema = z
  .strictObject({
    t: z.literal('guest'),
    id: commandIdSchema,
    act: guestActSchema,
    who: accountIdSchema.optional(),
  })
  .refine(({ act, who }) => who !== undefined || !onOthers.includes(act), {
    message: 'say whom',
    path: ['who'],
  })
  .refine(({ act, who }) => who === undefined || !onOneself.includes(act), {
    message: 'goes with invite, accept, decline and remove',
    path: ['who'],
  });

/** `changed` is false when it was so already; `seated`: whether the person concerned sits there now. */
export const guestReplySchema = z.object({ t: z.literal('guest'), changed: z.boolean(), seated: z.boolean() });

/** Reliable, since version 3: who sits beside the host now, in the order they came. Each may be given gifts. */
export const guestsEventSchema = z.object({
  t: z.literal('guests'),
  guests: z.array(personSchema),
  atMs: timeMsSchema,
});

/** Somebody who waits for an answer, and until when. */
export const guestAskSchema = z.object({ person: personSchema, untilMs: timeMsSchema });
export type GuestAsk = z.infer<typeof guestAskSchema>;

/** Who asks for a seat, and whom the host has invited. The host is told of all, everybody else of what is theirs. */
export const guestAsksSchema = z.object({
  requests: z.array(guestAskSchema),
  invitations: z.array(guestAskSchema),
});
export type GuestAsks = z.infer<typeof guestAsksSchema>;

/** To the host and to whom it concerns, since version 3: what of this stands now, in place of what was told before. */
export const guestAsksEventSchema = guestAsksSchema.extend({ t: z.literal('guest.asks') });
