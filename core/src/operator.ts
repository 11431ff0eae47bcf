import { z } from 'zod';
import { assignableRoles, staffReasonSchema } from './api/admin.ts';
import { usernameSchema } from './api/auth.ts';
import { isoTimeSchema } from './api/conventions.ts';
import { accountIdSchema } from './protocol/messages/fields.ts';

/**
 * What an operator of the installation may ask of the edge, from a command line and without an account: making the first
 * admin, and repairs. Every request is signed with the operator's own Ed25519 key (ADR 0012); `/ops` is no part of the
 * public API.
 */
export const operatorPaths = {
  roles: '/ops/v1/roles',
  reproject: '/ops/v1/reproject',
  keys: '/ops/v1/keys',
  replayErasures: '/ops/v1/erasures/replay',
  /** Read by Prometheus with a token of its own, unsigned. */
  metrics: '/ops/v1/metrics',
} as const;

export const OPERATOR_ASSERTION_HEADER = 'x-halobuzz-operator';
export const OPERATOR_TOKEN_TYPE = 'hb-operator+jwt';

/** Binds one request, once, for at most 30 s. `bsh`: SHA-256 of the body, base64url. The operator is the key's id. */
export const operatorClaimsSchema = z.strictObject({
  iss: z.literal('halobuzz-operator'),
  aud: z.literal('halobuzz-edge'),
  htm: z.string(),
  htu: z.string(),
  bsh: z.string(),
  jti: z.string().regex(/^[A-Za-z0-9_-]{16,128}$/),
  iat: z.int(),
  exp: z.int(),
});
export type OperatorClaims = z.infer<typeof operatorClaimsSchema>;

export const operatorRoleRequestSchema = z.strictObject({
  username: usernameSchema,
  role: z.enum(assignableRoles),
  held: z.boolean(),
  reason: staffReasonSchema,
});
/** The ring of keys that sign access tokens. `now` is for a key that others may know: it stops signing at once. */
export const operatorKeysRequestSchema = z.discriminatedUnion('act', [
  z.strictObject({ act: z.literal('list') }),
  z.strictObject({ act: z.literal('rotate'), when: z.enum(['scheduled', 'now']), reason: staffReasonSchema }),
  z.strictObject({ act: z.literal('revoke'), kid: z.string().min(1).max(64), reason: staffReasonSchema }),
]);
export const operatorKeysDataSchema = z.strictObject({
  changed: z.boolean(),
  keys: z.array(
    z.strictObject({
      kid: z.string(),
      signsFrom: isoTimeSchema,
      verifiesUntil: isoTimeSchema.nullable(),
      signs: z.boolean(),
    }),
  ),
});

export const operatorRoleDataSchema = z.strictObject({ accountId: accountIdSchema, changed: z.boolean() });

/** Projects the accounts behind `after` anew, some at a time; `next` is absent when these were the last. */
export const reprojectRequestSchema = z.strictObject({ after: accountIdSchema.optional() });
export const reprojectDataSchema = z.strictObject({
  projected: z.int(),
  missing: z.int(),
  next: z.string().optional(),
});

/**
 * Erases anew who was erased, after a store came back from a backup: the accounts behind `after`, some at a time, and then
 * what is kept under subjects. `after` is what the answer before gave as `next`.
 */
export const replayErasuresRequestSchema = z.strictObject({
  after: z.union([accountIdSchema, z.string().regex(/^subjects:[a-z0-9/_-]{0,96}$/, 'must be a place')]).optional(),
});
export const replayErasuresDataSchema = z.strictObject({
  replayed: z.int(),
  /** Documents, keys and files that had come back. */
  changed: z.int(),
  next: z.string().optional(),
});
