import { z } from 'zod';
import { limits } from '../limits.ts';
import { emailSchema, issuedTokensSchema, passwordSchema } from './auth.ts';

/** What stands in for a password already set: bounded, or it would be hashed at any length. */
const currentPassword = z.string().min(1).max(limits.passwordCharsMax);
const sixDigits = z.string().regex(/^[0-9]{6}$/, 'must be 6 digits');

export const passwordChangeRequestSchema = z
  .strictObject({ currentPassword, newPassword: passwordSchema })
  .meta({ example: { currentPassword: 'a blue kite over Patan', newPassword: 'nine monsoon lanterns' } });

/** `identifier`: the username, or a verified e-mail address. */
export const passwordForgotRequestSchema = z
  .strictObject({ identifier: z.string().min(1).max(limits.emailCharsMax) })
  .meta({ example: { identifier: 'asha@example.com' } });
export const passwordForgotDataSchema = z
  .strictObject({ passwordReset: z.literal('requested') })
  .meta({ example: { passwordReset: 'requested' } });

/** `token`: the code of the mail, as it was pasted. */
export const passwordResetRequestSchema = z
  .strictObject({ token: z.string().trim().min(1).max(limits.passwordResetCodeCharsMax), newPassword: passwordSchema })
  .meta({
    example: {
      token: 'abqv6xwn3k2m5r7tyc4dzlhjesu.Zk3v0c8Jw1yQm6tRr5uX2pLh9dBgNf7aEsVqKiOyTjM',
      newPassword: 'nine monsoon lanterns',
    },
  });
export const passwordResetDataSchema = z
  .strictObject({ passwordReset: z.literal('done') })
  .meta({ example: { passwordReset: 'done' } });

export const emailChangeRequestSchema = z
  .strictObject({ newEmail: emailSchema })
  .meta({ example: { newEmail: 'asha.new@example.com' } });
export const emailChangeDataSchema = z
  .strictObject({ emailChange: z.literal('sent') })
  .meta({ example: { emailChange: 'sent' } });
export const emailChangeConfirmRequestSchema = z
  .strictObject({ code: sixDigits })
  .meta({ example: { code: '402913' } });

/** `keepCurrent`: the session that asks stays. */
export const logoutAllRequestSchema = z
  .strictObject({ keepCurrent: z.boolean().default(false) })
  .meta({ example: { keepCurrent: true } });
/** `tokens`: those of the session that stayed; the ones before stopped working. */
export const logoutAllDataSchema = z
  .strictObject({ sessionsEnded: z.int(), tokens: issuedTokensSchema.optional() })
  .meta({ example: { sessionsEnded: 3 } });

export type PasswordChangeRequest = z.infer<typeof passwordChangeRequestSchema>;
export type PasswordResetRequest = z.infer<typeof passwordResetRequestSchema>;
