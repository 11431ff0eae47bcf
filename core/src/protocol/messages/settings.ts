import { z } from 'zod';
import { limits } from '../../limits.ts';
import { commandIdSchema, timeMsSchema } from './fields.ts';

/** Who may post links: everybody, host and moderators (and admins), or nobody. */
export const linksPolicySchema = z.enum(['allow', 'moderators', 'none']);
export type LinksPolicy = z.infer<typeof linksPolicySchema>;

/**
 * How a room's chat goes. `slowModeSeconds`: the least time between two messages of one viewer, 0 for none. Host,
 * moderators and admins are exempt from slow mode and followers-only; the keyword filter holds for all.
 */
export const roomSettingsSchema = z.object({
  slowModeSeconds: z.int().min(0).max(limits.slowModeSecondsMax),
  followersOnly: z.boolean(),
  links: linksPolicySchema,
  keywordFilter: z.boolean(),
});
export type RoomSettings = z.infer<typeof roomSettingsSchema>;

/** What a room begins with. */
export const initialRoomSettings: RoomSettings = {
  slowModeSeconds: 0,
  followersOnly: false,
  links: 'moderators',
  keywordFilter: true,
};

/** Host, moderators and admins change some of the settings; what is not named stays. */
export const settingsCommandSchema = z
  .strictObject({
    t: z.literal('settings'),
    id: commandIdSchema,
    slowModeSeconds: roomSettingsSchema.shape.slowModeSeconds.optional(),
    followersOnly: z.boolean().optional(),
    links: linksPolicySchema.optional(),
    keywordFilter: z.boolean().optional(),
  })
  .refine(({ t: _t, id: _id, ...changes }) => Object.values(changes).some((value) => value !== undefined), {
    message: 'name at least one setting',
    path: ['slowModeSeconds'],
  });
export const settingsReplySchema = z.object({ t: z.literal('settings'), settings: roomSettingsSchema });

/** Reliable, since version 3: the settings as they are now. */
export const settingsEventSchema = z.object({
  t: z.literal('settings'),
  settings: roomSettingsSchema,
  atMs: timeMsSchema,
});
