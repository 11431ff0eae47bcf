import { z } from 'zod';
import { accountIdSchema, roomIdSchema } from '../protocol/messages/fields.ts';
import { roleSchema } from '../tokens.ts';
import { countrySchema } from './conventions.ts';
import { categorySchema, streamSchema } from './streams.ts';

/**
 * The origin's private API, spoken by the edge alone, under `/internal/v1`. Every request carries a service assertion;
 * answers use the public envelope (`{success, data}` or a problem document) so that the edge can pass them on.
 */
export const internalPaths = {
  streams: '/internal/v1/streams',
  stream: (id: string): string => `/internal/v1/streams/${id}`,
  endStream: (id: string): string => `/internal/v1/streams/${id}/end`,
  summary: (id: string): string => `/internal/v1/streams/${id}/summary`,
  joinFacts: (roomId: string): string => `/internal/v1/rooms/${roomId}/join`,
  gifts: '/internal/v1/gifts',
  wallet: '/internal/v1/wallet',
  walletEntries: '/internal/v1/wallet/entries',
  devGrant: '/internal/v1/dev/grants',
  projectAccount: '/internal/v1/projections/accounts',
  revocations: '/internal/v1/revocations',
} as const;

/** `POST streams`: the actor goes live. Country and region are the edge's findings. */
export const internalStartStreamSchema = z.strictObject({
  title: z.string(),
  category: categorySchema,
  country: countrySchema,
  region: z.string(),
});

/** `POST rooms/:id/join` answers what the edge needs to pick a node and sign a ticket. */
export const joinFactsSchema = z.strictObject({
  room: streamSchema,
  roomRegion: z.string(),
  roomSockets: z.record(z.string(), z.int()),
  spillAtViewers: z.int(),
  nodes: z.array(
    z.strictObject({
      id: z.string(),
      boot: z.string(),
      url: z.string(),
      region: z.string(),
      sockets: z.int(),
      socketsMax: z.int(),
      draining: z.boolean(),
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
  isBanned: z.boolean(),
  roles: z.array(roleSchema),
  country: countrySchema,
  createdAtMs: z.int(),
});
export type AccountProjection = z.infer<typeof accountProjectionSchema>;

/** `POST revocations`: sockets of this account, session or device close within 2 s. */
export const revocationSchema = z.strictObject({
  kind: z.enum(['account', 'session', 'device']),
  id: z.string(),
  code: z.enum(['session_revoked', 'account_banned']),
});
export type Revocation = z.infer<typeof revocationSchema>;

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
