import { z } from 'zod';
import { restrictionsSchema } from './api/restrictions.ts';
import { SUBJECT_ID_PATTERN } from './ids.ts';
import { accountIdSchema, roomIdSchema } from './protocol/messages/fields.ts';

/** Roles an account may hold; they stand in access tokens. */
export const roles = ['viewer', 'host', 'moderator', 'support', 'finance', 'admin'] as const;
export const roleSchema = z.enum(roles);
export type Role = z.infer<typeof roleSchema>;

/** In a token's `amr` (RFC 8176): more than one factor was proven. */
export const MFA_AMR = 'mfa';

export const ISSUER = 'https://halobuzz.com';
export const API_AUDIENCE = 'halobuzz-api';

/** `typ` header values (RFC 8725 §3.11): a token of one kind is never taken for another. */
export const tokenTypes = { access: 'at+jwt', ticket: 'hb-ticket+jwt', service: 'hb-service+jwt' } as const;

/** Access token claims (RFC 9068), times in seconds. */
export const accessClaimsSchema = z.object({
  iss: z.literal(ISSUER),
  aud: z.literal(API_AUDIENCE),
  sub: accountIdSchema,
  sid: z.string(),
  did: z.string(),
  roles: z.array(roleSchema),
  epoch: z.int(),
  amr: z.array(z.string()),
  acr: z.string(),
  /** Thumbprint of the key that the token is bound to (RFC 9449 §6.1); absent for a plain bearer token. */
  cnf: z.object({ jkt: z.string() }).optional(),
  auth_time: z.int(),
  jti: z.string(),
  iat: z.int(),
  nbf: z.int(),
  exp: z.int(),
});
export type AccessClaims = z.infer<typeof accessClaimsSchema>;

/** Join ticket claims: single use, 30 s, bound to everything it is for. `sub` is the account, `subject` the ledger's id. */
export const ticketClaimsSchema = z.object({
  iss: z.literal(ISSUER),
  aud: z.literal('halobuzz-gateway'),
  sub: accountIdSchema,
  subject: z.string().regex(SUBJECT_ID_PATTERN),
  name: z.string(),
  sid: z.string(),
  did: z.string(),
  room: roomIdSchema,
  /** `admin`: the account holds a platform role that moderates every room (`moderator` or `admin`) and is not the host. */
  role: z.enum(['host', 'viewer', 'admin']),
  /** Whether the account follows the room's host, as of the join; absent counts as no. */
  fol: z.boolean().optional(),
  /** The version of the room's door at which they were let in, and of the password that they gave; see streams/entry.ts. */
  dor: z.int().optional(),
  pwv: z.int().optional(),
  /** Their country, and whether they have said a birth date that makes them an adult; absent counts as unknown, and as no. */
  cty: z.string().optional(),
  adu: z.boolean().optional(),
  /** Whether the account may spend (its e-mail is verified). */
  spend: z.boolean(),
  /** Whether a parent has yet to allow spending; absent counts as no. */
  par: z.boolean().optional(),
  /** When the account was made, seconds, and whether it has a second factor: they decide what a day's spending may come to. */
  made: z.int().optional(),
  mfa: z.boolean().optional(),
  /** Until when, milliseconds, the account is muted or suspended, as of which version of its sanctions; absent counts as not. */
  rst: restrictionsSchema.optional(),
  /** When the session ends by age, unless it is refreshed: its sockets end with it. Absent: not told. */
  sxp: z.int().optional(),
  node: z.string(),
  boot: z.string(),
  jti: z.string(),
  iat: z.int(),
  exp: z.int(),
});
export type TicketClaims = z.infer<typeof ticketClaimsSchema>;

/** Edge → origin: proves the caller and binds the request. `bsh`: SHA-256 of the body, base64url. */
export const serviceClaimsSchema = z.object({
  iss: z.literal('halobuzz-edge'),
  aud: z.literal('halobuzz-origin'),
  htm: z.string(),
  /** Path with query, as sent. */
  htu: z.string(),
  bsh: z.string(),
  /** The `idempotency-key` header as sent, or absent with it. */
  idk: z.string().optional(),
  jti: z.string(),
  iat: z.int(),
  exp: z.int(),
  /** On whose behalf, or absent for the edge's own acts. */
  actor: z
    .object({
      account: accountIdSchema,
      subject: z.string().regex(SUBJECT_ID_PATTERN),
      name: z.string(),
      roles: z.array(roleSchema),
      session: z.string(),
      emailVerified: z.boolean(),
      country: z.string(),
      /** Has said a birth date that makes them an adult; absent counts as no. */
      adult: z.boolean().optional(),
      /** Whether a parent has yet to allow the account; absent counts as no. */
      parentNeeded: z.boolean().optional(),
    })
    .optional(),
});
export type ServiceClaims = z.infer<typeof serviceClaimsSchema>;
export type Actor = NonNullable<ServiceClaims['actor']>;
/** Header that carries the service assertion. */
export const SERVICE_ASSERTION_HEADER = 'x-halobuzz-assertion';
export const REQUEST_ID_HEADER = 'x-request-id';

/** Says that the web app asks: then the refresh token travels as a cookie that scripts cannot read. */
export const CLIENT_HEADER = 'x-halobuzz-client';
export const WEB_CLIENT = 'web';
