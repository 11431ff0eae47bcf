import { z } from 'zod';
import type { Permission } from '../roles.ts';
import { staffAccountSchema, staffReasonSchema } from './admin.ts';
import { deviceIdSchema } from './auth-devices.ts';
import { factorKinds } from './auth-factors.ts';
import { isoTimeSchema } from './conventions.ts';
import { exportStatusSchema } from './exports.ts';

/** What of a person is private: nobody of our staff reads it before saying why, and each kind needs its permission. */
export const openScopes = ['contact', 'sessions', 'security', 'wallet', 'consents', 'requests'] as const;
export const openScopeSchema = z.enum(openScopes);
export type OpenScope = (typeof openScopes)[number];

export const openScopePermissions = {
  contact: 'see_email',
  sessions: 'help_account',
  security: 'help_account',
  wallet: 'see_wallet',
  consents: 'see_consents',
  requests: 'decide_privacy_requests',
} as const satisfies Record<OpenScope, Permission>;

/** `POST /admin/accounts/{id}/open` */
export const openRequestSchema = z
  .strictObject({
    reason: staffReasonSchema,
    scopes: z
      .array(openScopeSchema)
      .min(1)
      .max(openScopes.length)
      .refine((scopes) => new Set(scopes).size === scopes.length, 'must name no kind twice'),
  })
  .meta({ example: { reason: 'wrote that a stranger is signed in, ticket 4711', scopes: ['sessions', 'security'] } });

/** What somebody of our staff may read of a person for now, in this session of theirs. */
export const openedSchema = z.strictObject({ scope: openScopeSchema, until: isoTimeSchema });
export const openedListSchema = z
  .strictObject({ opened: z.array(openedSchema) })
  .meta({ example: { opened: [{ scope: 'sessions', until: '2026-01-02T03:19:05.678Z' }] } });
export type Opened = z.infer<typeof openedSchema>;

/** `asked`: waits for a second person. `approved`: carried out at `dueAt`, unless somebody stops it or a factor is used. */
export const factorResetViewSchema = z.strictObject({
  resetId: z.string(),
  state: z.enum(['asked', 'approved']),
  askedBy: z.string(),
  askedAt: isoTimeSchema,
  approvedBy: z.string().optional(),
  dueAt: isoTimeSchema.optional(),
});
export type FactorResetView = z.infer<typeof factorResetViewSchema>;

/** `GET /admin/accounts/{id}`: what is not private of a person. `factors`: kinds alone. */
export const supportPersonSchema = staffAccountSchema
  .extend({
    factors: z.array(z.enum(factorKinds)),
    backupCodesLeft: z.int(),
    /** Until when codes are refused because too many wrong ones came; absent while none are. */
    guessesPausedUntil: isoTimeSchema.optional(),
    /** Until when an erasure may be taken back. */
    erasureUntil: isoTimeSchema.optional(),
    factorReset: factorResetViewSchema.optional(),
    opened: z.array(openedSchema),
  })
  .meta({
    example: {
      accountId: 'aabcdefghijklmnopqrstuvwxy2',
      username: 'sita',
      emailVerified: true,
      status: 'active',
      roles: ['viewer', 'host'],
      country: 'NP',
      createdAt: '2026-01-02T03:04:05.678Z',
      sessions: 2,
      factors: ['totp'],
      backupCodesLeft: 9,
      opened: [{ scope: 'sessions', until: '2026-01-02T03:19:05.678Z' }],
    },
  });
export type SupportPerson = z.infer<typeof supportPersonSchema>;

export const personContactSchema = z
  .strictObject({ email: z.string(), emailVerified: z.boolean() })
  .meta({ example: { email: 'sita@example.com', emailVerified: true } });
export type PersonContact = z.infer<typeof personContactSchema>;

const staffSessionSchema = z.strictObject({
  sessionId: z.string(),
  deviceId: z.string(),
  deviceName: z.string(),
  userAgent: z.string(),
  country: z.string(),
  createdAt: isoTimeSchema,
  lastSeenAt: isoTimeSchema,
  expiresAt: isoTimeSchema,
});
const staffDeviceSchema = z.strictObject({
  deviceId: z.string(),
  name: z.string(),
  userAgent: z.string(),
  country: z.string(),
  firstSeenAt: isoTimeSchema,
  lastSeenAt: isoTimeSchema,
  trustedUntil: isoTimeSchema.optional(),
});

/** Where somebody is signed in, the most recently used first: no addresses, no tokens, nothing that proves anybody. */
export const personSessionsSchema = z
  .strictObject({ sessions: z.array(staffSessionSchema), devices: z.array(staffDeviceSchema) })
  .meta({
    example: {
      sessions: [
        {
          sessionId: 'se_mfrggzdfmztwq2lknnwg23tpob',
          deviceId: 'dv_aaaaaaaaaaaaaaaaaaaaaaaaaa',
          deviceName: 'Phone',
          userAgent: 'HaloBuzz/1.0',
          country: 'NP',
          createdAt: '2026-01-02T03:04:05.678Z',
          lastSeenAt: '2026-01-02T03:04:05.678Z',
          expiresAt: '2026-02-02T03:04:05.678Z',
        },
      ],
      devices: [],
    },
  });
export type PersonSessions = z.infer<typeof personSessionsSchema>;

/** What happened to an account, the newest first. */
export const personEventsSchema = z
  .strictObject({ events: z.array(z.strictObject({ at: isoTimeSchema, kind: z.string() })) })
  .meta({ example: { events: [{ at: '2026-01-02T03:04:05.678Z', kind: 'signed_in' }] } });
export type PersonEvents = z.infer<typeof personEventsSchema>;

/** What somebody asked us to do with all their data: copies, the newest first. The archives themselves nobody of ours opens. */
export const personRequestsSchema = z
  .strictObject({
    exports: z.array(
      z.strictObject({
        requestId: z.string(),
        status: exportStatusSchema,
        createdAt: isoTimeSchema,
        expiresAt: isoTimeSchema,
      }),
    ),
    erasureUntil: isoTimeSchema.optional(),
  })
  .meta({
    example: {
      exports: [
        {
          requestId: 'ex_mfrggzdfmztwq2lknnwg23tpob',
          status: 'completed',
          createdAt: '2026-11-23T13:00:00.000Z',
          expiresAt: '2026-11-30T13:00:09.120Z',
        },
      ],
    },
  });
export type PersonRequests = z.infer<typeof personRequestsSchema>;

/** `POST /admin/accounts/{id}/sessions/end`: the session stands in the body, as nothing of a person stands in addresses. */
export const endSessionRequestSchema = z
  .strictObject({
    reason: staffReasonSchema,
    sessionId: z.string().regex(/^se_[a-z2-7]{26}$/, 'must be the id of a session'),
  })
  .meta({ example: { reason: 'asked for it by telephone', sessionId: 'se_mfrggzdfmztwq2lknnwg23tpob' } });
export const removeDeviceRequestSchema = z
  .strictObject({ reason: staffReasonSchema, deviceId: deviceIdSchema })
  .meta({ example: { reason: 'telephone was stolen', deviceId: 'dv_aaaaaaaaaaaaaaaaaaaaaaaaaa' } });

/** Which reset is meant: one that was stopped and asked anew in between is another one. */
export const factorResetActSchema = z
  .strictObject({
    reason: staffReasonSchema,
    resetId: z.string().regex(/^fr_[a-z2-7]{26}$/, 'must be the id of a reset'),
  })
  .meta({ example: { reason: 'passport compared in a video call', resetId: 'fr_mfrggzdfmztwq2lknnwg23tpob' } });
