import { z } from 'zod';
import { limits } from '../limits.ts';
import { accountIdSchema } from '../protocol/messages/fields.ts';
import { roleSchema } from '../tokens.ts';
import { isoTimeSchema } from './conventions.ts';
import { legalVersionSchema } from './legal.ts';

/** Letters, digits, dot and underscore; begins with a letter or digit. Compared without regard to case. */
export const usernameSchema = z
  .string()
  .min(limits.usernameCharsMin)
  .max(limits.usernameCharsMax)
  .regex(/^[A-Za-z0-9][A-Za-z0-9._]*$/, 'may hold letters, digits, dots and underscores');
export const emailSchema = z.email().max(limits.emailCharsMax);
/** Length only (NIST SP 800-63B-4): no composition rules. */
export const passwordSchema = z.string().min(limits.passwordCharsMin).max(limits.passwordCharsMax);

/** What the Turnstile widget gave, solved for the action `sign_up` or `sign_in`. Not looked at where Turnstile is off. */
export const turnstileTokenSchema = z.string().min(1).max(limits.challengeTokenCharsMax);

export const registerRequestSchema = z
  .strictObject({
    username: usernameSchema,
    email: emailSchema,
    password: passwordSchema,
    turnstileToken: turnstileTokenSchema.optional(),
    /** The terms of use that were shown; left out: those in force. */
    termsVersion: legalVersionSchema.optional(),
  })
  .meta({ example: { username: 'sita', email: 'sita@example.com', password: 'nine monsoon lanterns' } });
export const registerDataSchema = z
  .strictObject({
    accountId: accountIdSchema,
    username: z.string(),
    emailVerification: z.literal('sent'),
  })
  .meta({ example: { accountId: 'aabcdefghijklmnopqrstuvwxy2', username: 'sita', emailVerification: 'sent' } });

/**
 * `id`: the client's own stable random id. `secret`: what it was given when its device was trusted. `fingerprint`: how the
 * client finds its device to look; a change is told to the owner and asks for the second factor, it refuses nothing.
 */
export const deviceSchema = z.strictObject({
  id: z.string().min(8).max(64),
  name: z.string().min(1).max(limits.deviceNameCharsMax),
  secret: z.string().min(1).max(128).optional(),
  fingerprint: z.string().min(1).max(256).optional(),
});
/** `identifier`: the username, or a verified e-mail address. */
export const loginRequestSchema = z
  .strictObject({
    identifier: z.string().min(1).max(limits.emailCharsMax),
    password: z.string().min(1).max(limits.passwordCharsMax),
    device: deviceSchema.optional(),
    turnstileToken: turnstileTokenSchema.optional(),
  })
  .meta({
    example: {
      identifier: 'sita',
      password: 'nine monsoon lanterns',
      device: { id: '7c1e0a52-sita', name: 'My phone' },
    },
  });
export const tokensSchema = z
  .strictObject({
    accessToken: z.string(),
    /** `DPoP` when the session is bound to the client's key: then every request needs a proof (RFC 9449). */
    tokenType: z.enum(['Bearer', 'DPoP']),
    expiresInSeconds: z.int(),
    refreshToken: z.string(),
    sessionId: z.string(),
  })
  .meta({
    example: {
      accessToken: 'eyJhbGciOi…',
      tokenType: 'Bearer',
      expiresInSeconds: 600,
      refreshToken: 'hb1.a.…',
      sessionId: 'se_mfrggzdfmztwq2lknnwg23tpob',
    },
  });
/** What the web app gets: its refresh token is in a cookie that scripts cannot read. */
export const webTokensSchema = z.strictObject(tokensSchema.omit({ refreshToken: true }).shape).meta({
  example: {
    accessToken: 'eyJhbGciOi…',
    tokenType: 'Bearer',
    expiresInSeconds: 600,
    sessionId: 'se_mfrggzdfmztwq2lknnwg23tpob',
  },
});
/** Tokens as they are answered: whole, or to the web app without the refresh token. */
export const issuedTokensSchema = z.union([tokensSchema, webTokensSchema]);
/** `refreshToken`: a must but for the web app, whose cookie is taken where it names none. */
export const refreshRequestSchema = z
  .strictObject({ refreshToken: z.string().min(1).max(512).optional() })
  .meta({ example: { refreshToken: 'hb1.a.…' } });
export const verifyEmailRequestSchema = z
  .strictObject({ code: z.string().regex(/^[0-9]{6}$/, 'must be 6 digits') })
  .meta({ example: { code: '402913' } });

export const accountSchema = z
  .strictObject({
    accountId: accountIdSchema,
    username: z.string(),
    email: z.string(),
    emailVerified: z.boolean(),
    roles: z.array(roleSchema),
    createdAt: isoTimeSchema,
    /** Newer terms of use that are to be shown; absent when those in force were. */
    termsDue: legalVersionSchema.optional(),
  })
  .meta({
    example: {
      accountId: 'aabcdefghijklmnopqrstuvwxy2',
      username: 'sita',
      email: 'sita@example.com',
      emailVerified: true,
      roles: ['viewer', 'host'],
      createdAt: '2026-01-02T03:04:05.678Z',
    },
  });
/** A session. `userAgent` and `ipAddress` are of the sign-in, and empty once that is 90 days ago: then they are forgotten. */
export const sessionSchema = z
  .strictObject({
    sessionId: z.string(),
    deviceId: z.string(),
    deviceName: z.string(),
    userAgent: z.string(),
    ipAddress: z.string(),
    country: z.string(),
    createdAt: isoTimeSchema,
    lastSeenAt: isoTimeSchema,
    expiresAt: isoTimeSchema,
    current: z.boolean(),
  })
  .meta({
    example: {
      sessionId: 'se_mfrggzdfmztwq2lknnwg23tpob',
      deviceId: 'dv_aaaaaaaaaaaaaaaaaaaaaaaaaa',
      deviceName: 'My phone',
      userAgent: 'HaloBuzz/1.4 (iOS 19)',
      ipAddress: '203.0.113.9',
      country: 'NP',
      createdAt: '2026-01-02T03:04:05.678Z',
      lastSeenAt: '2026-01-02T04:04:05.678Z',
      expiresAt: '2026-02-01T03:04:05.678Z',
      current: true,
    },
  });

export type RegisterRequest = z.infer<typeof registerRequestSchema>;
export type LoginRequest = z.infer<typeof loginRequestSchema>;
export type Tokens = z.infer<typeof tokensSchema>;
export type WebTokens = z.infer<typeof webTokensSchema>;
export type IssuedTokens = z.infer<typeof issuedTokensSchema>;
export type Account = z.infer<typeof accountSchema>;
export type SessionView = z.infer<typeof sessionSchema>;
