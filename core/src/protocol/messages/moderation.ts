import { z } from 'zod';
import { limits } from '../../limits.ts';
import { shownText } from '../../shown-text.ts';
import { accountIdSchema, commandIdSchema, personSchema, timeMsSchema } from './fields.ts';

/**
 * Who one is in a room. `host`: it is theirs. `moderator`: named by the host, in all of the host's broadcasts. `admin`:
 * staff of the platform.
 */
export const roomRoleSchema = z.enum(['host', 'moderator', 'viewer', 'admin']);
export type RoomRole = z.infer<typeof roomRoleSchema>;

/**
 * `kick` sends away for a while, `ban` until it ends or is lifted, from this host's later broadcasts too; so does `mute`
 * hold. `mod` and `unmod` name and dismiss a moderator: the host's and admins' to do.
 */
export const moderationActs = ['mute', 'unmute', 'kick', 'ban', 'unban', 'mod', 'unmod'] as const;
export const moderationActSchema = z.enum(moderationActs);
export type ModerationAct = z.infer<typeof moderationActSchema>;

const timedActs: readonly ModerationAct[] = ['mute', 'kick', 'ban'];

/**
 * Acts on a person, here or not. Nobody acts on themselves, on the host or on admins; moderators not on each other.
 * Without `seconds` a mute or ban has no end. `purge`: their messages go as well. `reason` is kept, and shown to the
 * person and to staff alone.
 */
export const moderateCommandSchema = z
  .strictObject({
    t: z.literal('moderate'),
    id: commandIdSchema,
    act: moderationActSchema,
    who: accountIdSchema,
    seconds: z.int().min(1).max(limits.sanctionSecondsMax).optional(),
    reason: z.string().overwrite(shownText).max(limits.moderationReasonCharsMax).optional(),
    purge: z.boolean().optional(),
  })
  .refine((command) => command.seconds === undefined || timedActs.includes(command.act), {
    message: 'goes with mute, kick and ban',
    path: ['seconds'],
  })
  .refine((command) => command.purge !== true || timedActs.includes(command.act), {
    message: 'goes with mute, kick and ban',
    path: ['purge'],
  });

/** `changed` is false when it was so already: then nothing was told to the room. */
export const moderateReplySchema = z.object({
  t: z.literal('moderate'),
  changed: z.boolean(),
  untilMs: timeMsSchema.optional(),
});

/** Reliable, since version 3: what was done to whom; `untilMs` when it ends by itself. */
export const moderatedEventSchema = z.object({
  t: z.literal('moderated'),
  act: moderationActSchema,
  who: personSchema,
  untilMs: timeMsSchema.optional(),
  atMs: timeMsSchema,
});
export type ModeratedEvent = z.infer<typeof moderatedEventSchema>;
