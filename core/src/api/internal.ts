import { z } from 'zod';
import { limits } from '../limits.ts';
import { accountIdSchema, messageIdSchema, roomIdSchema } from '../protocol/messages/fields.ts';
import { roleSchema } from '../tokens.ts';
import { deviceIdSchema } from './auth-devices.ts';
import { countrySchema } from './conventions.ts';
import { imageKeySchema } from './images.ts';
import { mediaRoleSchema } from './media.ts';
import { pushTokenRequestSchema } from './notifications.ts';
import { relationSchema, reportRequestSchema } from './people.ts';
import { privacyFlagsSchema } from './privacy-requests.ts';
import { startStreamRequestSchema, streamSchema } from './streams.ts';

/**
 * The origin's private API, spoken by the edge alone, under `/internal/v1`. Every request carries a service assertion;
 * answers use the public envelope (`{success, data}` or a problem document) so that the edge can pass them on.
 */
export const internalPaths = {
  streams: '/internal/v1/streams',
  followedStreams: '/internal/v1/streams/following',
  search: '/internal/v1/search',
  stream: (id: string): string => `/internal/v1/streams/${id}`,
  ownStreams: '/internal/v1/streams/mine',
  pastStreams: '/internal/v1/streams/mine/ended',
  startDraft: (id: string): string => `/internal/v1/streams/${id}/start`,
  invitations: (id: string): string => `/internal/v1/streams/${id}/invitations`,
  withdrawInvitation: (id: string): string => `/internal/v1/streams/${id}/invitations/withdraw`,
  endStream: (id: string): string => `/internal/v1/streams/${id}/end`,
  summary: (id: string): string => `/internal/v1/streams/${id}/summary`,
  hostViewers: (accountId: string): string => `/internal/v1/hosts/${accountId}/viewers`,
  topHosts: '/internal/v1/hosts/top',
  topGifters: (hostId: string): string => `/internal/v1/hosts/${hostId}/gifters`,
  joinFacts: (roomId: string): string => `/internal/v1/rooms/${roomId}/join`,
  regions: '/internal/v1/regions',
  media: (roomId: string): string => `/internal/v1/rooms/${roomId}/media`,
  mediaEvents: '/internal/v1/webhooks/agora',
  battlesOf: (roomId: string): string => `/internal/v1/streams/${roomId}/battles`,
  battleOf: (roomId: string): string => `/internal/v1/streams/${roomId}/battle`,
  battle: (id: string): string => `/internal/v1/battles/${id}`,
  battleAct: (id: string, act: string): string => `/internal/v1/battles/${id}/${act}`,
  gifts: '/internal/v1/gifts',
  catalogue: (path: string): string => `/internal/v1/catalogue/${path}`,
  giftImage: '/internal/v1/images/gifts',
  wallet: '/internal/v1/wallet',
  walletEntries: '/internal/v1/wallet/entries',
  walletLimits: '/internal/v1/wallet/limits',
  devGrant: '/internal/v1/dev/grants',
  coinPackages: '/internal/v1/payments/packages',
  payments: '/internal/v1/payments',
  payment: (id: string): string => `/internal/v1/payments/${id}`,
  redeem: (id: string): string => `/internal/v1/payments/${id}/receipt`,
  webhook: (provider: string): string => `/internal/v1/webhooks/${provider}`,
  sandboxPayment: (id: string): string => `/internal/v1/dev/payments/${id}`,
  projectAccount: '/internal/v1/projections/accounts',
  revocations: '/internal/v1/revocations',
  revocationBatch: '/internal/v1/revocations/batch',
  accountIds: '/internal/v1/account-ids',
  person: (id: string): string => `/internal/v1/people/${id}`,
  follow: (id: string): string => `/internal/v1/people/${id}/follow`,
  unfollow: (id: string): string => `/internal/v1/people/${id}/unfollow`,
  block: (id: string): string => `/internal/v1/people/${id}/block`,
  unblock: (id: string): string => `/internal/v1/people/${id}/unblock`,
  hostNotifications: (id: string): string => `/internal/v1/people/${id}/notifications`,
  pushTokens: '/internal/v1/push-tokens',
  pushToken: (deviceId: string): string => `/internal/v1/push-tokens/${deviceId}`,
  followers: (id: string): string => `/internal/v1/people/${id}/followers`,
  following: (id: string): string => `/internal/v1/people/${id}/following`,
  blocks: '/internal/v1/blocks',
  avatar: '/internal/v1/images/avatar',
  deleteAvatar: '/internal/v1/images/avatar/delete',
  cover: (roomId: string): string => `/internal/v1/images/covers/${roomId}`,
  showImage: (key: string): string => `/internal/v1/images/${key}/show`,
  doomedImages: '/internal/v1/images/doomed',
  deletedImages: '/internal/v1/images/deleted',
  sanctions: '/internal/v1/sanctions',
  roomSanctions: '/internal/v1/rooms/sanctions',
  roomModerators: '/internal/v1/rooms/moderators',
  appealSanction: (id: string): string => `/internal/v1/rooms/sanctions/${id}/appeal`,
  appeals: '/internal/v1/appeals',
  decideAppeal: (id: string): string => `/internal/v1/appeals/${id}/decision`,
  switches: '/internal/v1/switches',
  switchState: '/internal/v1/switches/state',
  keywords: '/internal/v1/keywords',
  keywordPreview: '/internal/v1/keywords/preview',
  watch: '/internal/v1/watch',
  watchedRoom: (id: string): string => `/internal/v1/watch/${id}`,
  watchedChat: (id: string): string => `/internal/v1/watch/${id}/chat`,
  endWatched: (id: string): string => `/internal/v1/watch/${id}/end`,
  roomActs: (id: string): string => `/internal/v1/watch/${id}/acts`,
  reports: '/internal/v1/reports',
  cases: (path = ''): string => `/internal/v1/cases${path}`,
  dueSanctionOrders: '/internal/v1/sanction-orders/due',
  sanctionOrderResult: (id: string): string => `/internal/v1/sanction-orders/${id}/result`,
  audit: '/internal/v1/audit',
  auditCheck: '/internal/v1/audit/check',
  live: '/internal/v1/live',
  status: '/internal/v1/status',
  payouts: '/internal/v1/payouts',
  payoutEligibility: '/internal/v1/payouts/eligibility',
  payout: (id: string): string => `/internal/v1/payouts/${id}`,
  cancelPayout: (id: string): string => `/internal/v1/payouts/${id}/cancel`,
  finance: (path: string): string => `/internal/v1/finance/${path}`,
} as const;

/**
 * `POST streams/:id/start`: a draft goes live; `POST streams`: the actor does, or keeps a draft. Country and region are
 * the edge's findings.
 */
export const internalStartDraftSchema = z.strictObject({
  country: countrySchema,
  region: z.string().regex(/^[a-z0-9-]{1,32}$/, 'must be a region name'),
});
export const internalStartStreamSchema = startStreamRequestSchema.safeExtend(internalStartDraftSchema.shape);
/** `POST streams/:id/invitations` and `…/withdrawn`: the edge knows whose handle it is. */
export const internalInviteSchema = z.strictObject({ account: accountIdSchema, handle: z.string() });

/** `GET hosts/:id/viewers`: now, and over all broadcasts; `unique` is an estimate within about 1%. */
export const hostViewersSchema = z.strictObject({ current: z.int(), peak: z.int(), unique: z.int() });

/** `POST rooms/:id/join` with {@link joinRequestSchema} answers what the edge needs to pick a node and sign a ticket. */
export const joinFactsSchema = z.strictObject({
  room: streamSchema,
  roomRegion: z.string(),
  /** Where the room may be joined, best first; other regions come last, and their nodes are left out where it may not leave. */
  regions: z.array(z.string()),
  roomSockets: z.record(z.string(), z.int()),
  spillAtViewers: z.int(),
  /** Whether the actor follows the host. One whom the host blocked gets `room_banned` instead. */
  follows: z.boolean(),
  /** The version of the room's door at which this was decided, and of the password that was given, 0 for none. */
  door: z.int(),
  passwordVersion: z.int(),
  /** As the media server is to know the actor: staff watch like everybody else. */
  mediaRole: mediaRoleSchema,
  nodes: z.array(
    z.strictObject({
      id: z.string(),
      boot: z.string(),
      url: z.string(),
      region: z.string(),
      sockets: z.int(),
      socketsMax: z.int(),
      draining: z.boolean(),
      /** It missed its last heartbeats. */
      silent: z.boolean(),
    }),
  ),
});
export type JoinFacts = z.infer<typeof joinFactsSchema>;

/** `POST projections/accounts`: the account's public state, applied only when `version` is newer than what is stored. */
export const accountProjectionSchema = z.strictObject({
  accountId: accountIdSchema,
  version: z.int(),
  username: z.string(),
  email: z.string(),
  emailVerified: z.boolean(),
  status: z.enum(['active', 'deleted']),
  /** Is being erased and may still be taken back: as if it were gone, and nothing of it is lost. */
  hidden: z.literal(true).optional(),
  isBanned: z.boolean(),
  /** Broadcasts nothing until then. Absent: not suspended. */
  suspendedUntilMs: z.int().min(0).optional(),
  roles: z.array(roleSchema),
  displayName: z.string(),
  bio: z.string(),
  country: countrySchema,
  createdAtMs: z.int(),
  /** Absent: nothing was objected to, and no parent is needed. */
  privacy: privacyFlagsSchema.optional(),
});
export type AccountProjection = z.infer<typeof accountProjectionSchema>;

/** `POST revocations`: sockets of this account, session or device close within 2 s. */
export const revocationSchema = z.strictObject({
  kind: z.enum(['account', 'session', 'device']),
  id: z.string(),
  code: z.enum(['session_revoked', 'account_banned']),
});
export type Revocation = z.infer<typeof revocationSchema>;

/** `POST revocations/batch`: what an outage held up, oldest first; all of it is published, or the whole is to be repeated. */
export const revocationBatchSchema = z.strictObject({
  items: z.array(revocationSchema).min(1).max(limits.revocationBatchMax),
});

/** A node's own entry in the registry (JSON under `ctl:node:<id>`). */
export const nodeRecordSchema = z.strictObject({
  id: z.string(),
  boot: z.string(),
  url: z.string(),
  region: z.string(),
  sockets: z.int(),
  socketsMax: z.int(),
  draining: z.boolean(),
  atMs: z.int(),
});
export type NodeRecord = z.infer<typeof nodeRecordSchema>;

/** Path parameter of room routes. */
export const roomParamSchema = z.strictObject({ id: roomIdSchema });

/** `POST people/:id/follow` and its opposite, `block` and its opposite: how it stands afterwards. */
export const relationChangedSchema = z.strictObject({ relation: relationSchema });

/** `POST push-tokens`: where the actor's device is reached. */
export const internalPushTokenSchema = pushTokenRequestSchema.safeExtend({ deviceId: deviceIdSchema });

/** `POST reports`: the actor reports a person, their profile (picture and texts), a room or one chat message. */
export const internalReportSchema = reportRequestSchema.safeExtend({
  target: z.discriminatedUnion('kind', [
    z.strictObject({ kind: z.literal('user'), id: accountIdSchema }),
    z.strictObject({ kind: z.literal('profile'), id: accountIdSchema }),
    z.strictObject({ kind: z.literal('room'), id: roomIdSchema }),
    z.strictObject({ kind: z.literal('message'), id: messageIdSchema, roomId: roomIdSchema }),
  ]),
});
export type InternalReport = z.infer<typeof internalReportSchema>;

/** `GET account-ids`: every account that was ever projected, by id; what a rebuild of the projection walks. */
export const accountIdsQuerySchema = z.strictObject({
  after: accountIdSchema.optional(),
  limit: z.coerce.number().int().min(1).max(limits.reprojectAccountsMax),
});
export const accountIdsSchema = z.strictObject({ ids: z.array(accountIdSchema) });

/** `PUT avatar`, `PUT covers/:id`: the bytes in, both sizes out, WebP in base64. The edge stores them, then has them shown. */
export const madeImageSchema = z.strictObject({ key: imageKeySchema, large: z.base64(), small: z.base64() });
/** `POST doomed`: whose files are to go. `POST deleted`: whose files are gone. */
export const imageKeysSchema = z.strictObject({ keys: z.array(imageKeySchema).max(limits.imageSweepEntriesMax) });
