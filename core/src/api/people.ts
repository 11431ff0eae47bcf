import { z } from 'zod';
import { limits } from '../limits.ts';
import { accountIdSchema, messageIdSchema, roomIdSchema } from '../protocol/messages/fields.ts';
import { shownText } from '../shown-text.ts';
import { usernameSchema } from './auth.ts';
import { isoTimeSchema, pageOf } from './conventions.ts';
import { imageKeySchema } from './images.ts';
import { categorySchema } from './streams.ts';

/** Path parameter of everything under `/users/{handle}`: the username, in any case. */
export const handleParamSchema = z.strictObject({ handle: usernameSchema });

/** Made fit to be shown beside what others wrote; an empty display name stands for the handle itself. */
const displayNameSchema = z.string().overwrite(shownText).max(limits.displayNameCharsMax);
const bioSchema = z.string().overwrite(shownText).max(limits.bioCharsMax);

/** `PATCH /users/me`: what is absent stays. The handle is the username, and never changes. */
export const updateProfileRequestSchema = z
  .strictObject({ displayName: displayNameSchema.optional(), bio: bioSchema.optional() })
  .refine((change) => change.displayName !== undefined || change.bio !== undefined, 'must change something')
  .meta({ example: { displayName: 'Sita from Pokhara', bio: 'Folk songs, every evening.' } });
export type UpdateProfileRequest = z.infer<typeof updateProfileRequestSchema>;

/** `PUT /users/me/birth-date`: a day of the calendar, said once. */
export const sayBirthDateRequestSchema = z
  .strictObject({ birthDate: z.iso.date() })
  .meta({ example: { birthDate: '1998-04-17' } });
export const birthDateStateSchema = z
  .strictObject({ said: z.boolean(), adult: z.boolean() })
  .meta({ example: { said: true, adult: true } });

/** How the caller and the person shown stand to each other. */
export const relationSchema = z
  .strictObject({
    following: z.boolean(),
    followsYou: z.boolean(),
    blocking: z.boolean(),
    blockedBy: z.boolean(),
  })
  .meta({ example: { following: true, followsYou: false, blocking: false, blockedBy: false } });
export type Relation = z.infer<typeof relationSchema>;
/** How the caller stands to somebody now that they changed it. */
export const changedRelationSchema = z.strictObject({ relation: relationSchema });

/**
 * A person as everybody may see them. `details` are absent for a caller whom the person blocked; `relation` is absent
 * without a signed-in caller, and on one's own profile.
 */
export const profileSchema = z
  .strictObject({
    id: accountIdSchema,
    handle: z.string(),
    displayName: z.string(),
    details: z
      .strictObject({
        bio: z.string(),
        /** Under which name their picture is kept. */
        avatar: imageKeySchema.optional(),
        /** May go live. */
        host: z.boolean(),
        /** Proved an e-mail address. */
        verified: z.boolean(),
        followers: z.int(),
        following: z.int(),
        joinedAt: isoTimeSchema,
        live: z
          .strictObject({ id: roomIdSchema, title: z.string(), category: categorySchema, currentViewers: z.int() })
          .optional(),
      })
      .optional(),
    relation: relationSchema.optional(),
  })
  .meta({
    example: {
      id: 'aabcdefghijklmnopqrstuvwxy2',
      handle: 'sita',
      displayName: 'Sita from Pokhara',
      details: {
        bio: 'Folk songs, every evening.',
        host: true,
        verified: true,
        followers: 1204,
        following: 37,
        joinedAt: '2026-01-02T03:04:05.678Z',
      },
      relation: { following: true, followsYou: false, blocking: false, blockedBy: false },
    },
  });
export type Profile = z.infer<typeof profileSchema>;

/** One line of a list of people; `since` is when the relation began. */
export const listedPersonSchema = z
  .strictObject({
    id: accountIdSchema,
    handle: z.string(),
    displayName: z.string(),
    avatar: imageKeySchema.optional(),
    since: isoTimeSchema,
  })
  .meta({
    example: {
      id: 'aabcdefghijklmnopqrstuvwxy2',
      handle: 'sita',
      displayName: 'Sita from Pokhara',
      since: '2026-01-02T03:04:05.678Z',
    },
  });
/** People, the newest relation first. A page may be shorter than asked for: who is gone or banned is left out. */
export const peoplePageSchema = pageOf(listedPersonSchema);
export type PeoplePage = z.infer<typeof peoplePageSchema>;

export const reportReasons = [
  ...(['spam', 'harassment', 'hate', 'sexual', 'violence', 'self_harm'] as const),
  ...(['minor_at_risk', 'impersonation', 'fraud', 'other'] as const),
] as const;
export const reportRequestSchema = z
  .strictObject({
    reason: z.enum(reportReasons),
    note: z.string().overwrite(shownText).max(limits.reportNoteCharsMax).optional(),
  })
  .meta({ example: { reason: 'harassment', note: 'Threats in chat, several times.' } });
/** The same id comes again for as long as the caller's report of that target is open. */
export const reportDataSchema = z
  .strictObject({ reportId: z.string() })
  .meta({ example: { reportId: 'rp_mfrggzdfmztwq2lknnwg23tpob' } });

/** Path parameters of one chat message. */
export const messageParamSchema = z.strictObject({
  id: roomIdSchema,
  messageId: messageIdSchema,
});
