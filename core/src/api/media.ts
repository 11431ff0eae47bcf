import { z } from 'zod';
import { limits } from '../limits.ts';
import { accountIdSchema, roomIdSchema } from '../protocol/messages/fields.ts';
import { isoTimeSchema } from './conventions.ts';

/** What a person may do on a room's media server: host and guest publish, a viewer only joins. */
export const mediaRoles = ['host', 'guest', 'viewer'] as const;
export const mediaRoleSchema = z.enum(mediaRoles);
export type MediaRole = z.infer<typeof mediaRoleSchema>;

/**
 * Access to a room's media. `off` with a reason that may be shown: everything but media works. `token` opens the channel and,
 * under the same user account, the media server's signalling. `publishUntil` is absent for who may not publish.
 */
export const mediaSchema = z
  .discriminatedUnion('state', [
    z.strictObject({
      state: z.literal('on'),
      provider: z.literal('agora'),
      appId: z.string(),
      channel: z.string(),
      userAccount: z.string(),
      role: mediaRoleSchema,
      token: z.string(),
      /** From when on a new one should be asked for: `POST /rooms/{id}/media`. */
      renewAt: isoTimeSchema,
      /** The same, from this answer on: the clock of a device may be wrong. */
      renewInMs: z.int().min(0),
      publishUntil: isoTimeSchema.optional(),
      expiresAt: isoTimeSchema,
      area: z.string(),
    }),
    z.strictObject({ state: z.literal('off'), reason: z.string() }),
  ])
  .meta({ example: { state: 'off', reason: 'Media is not set up here.' } });
export type Media = z.infer<typeof mediaSchema>;

/** `POST rooms/:id/media` at the origin: the actor may have media of this room now, and in which role. */
export const mediaFactsSchema = z.strictObject({ roomId: roomIdSchema, role: mediaRoleSchema });
export type MediaFacts = z.infer<typeof mediaFactsSchema>;

/** Header that proves what the media server tells; lower case, hexadecimal HMAC-SHA256 of the body's bytes. */
export const MEDIA_SIGNATURE_HEADER = 'agora-signature-v2';
/** The same on its way from the edge to the origin. */
export const INTERNAL_MEDIA_SIGNATURE_HEADER = 'x-halobuzz-media-signature';

const number = z.number().min(0).max(Number.MAX_SAFE_INTEGER);
/** What the media server tells of a channel; fields that we do not read may come along. */
export const mediaEventSchema = z.object({
  noticeId: z.string().max(256),
  productId: number,
  eventType: number,
  notifyMs: number,
  payload: z.looseObject({ channelName: z.string().max(128).optional() }),
});

/** Somebody came, or may publish from now on: whose number is whose. Both halves are the media server's word. */
export const mediaPersonSchema = z.object({
  channelName: roomIdSchema,
  account: accountIdSchema,
  uid: z.int().min(1).max(limits.mediaUidMax),
  /** Seconds since 1970. */
  ts: z.int().min(0).max(8_640_000_000_000),
});
