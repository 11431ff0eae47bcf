import { internalPaths, roomParamSchema } from '@halobuzz/core/api/internal';
import {
  INTERNAL_MEDIA_SIGNATURE_HEADER,
  MEDIA_SIGNATURE_HEADER,
  mediaFactsSchema,
  mediaSchema,
} from '@halobuzz/core/api/media';
import { AppError } from '@halobuzz/core/errors/app-error';
import { limits } from '@halobuzz/core/limits';
import { createRoute, type OpenAPIHono } from '@hono/zod-openapi';
import { z } from 'zod';
import { bearer, emptyRequest, problems, success } from '../http/describe.ts';
import type { EdgeEnv } from '../http/edge-env.ts';
import { readWebhookBytes } from '../http/webhook-bytes.ts';
import { actorOf, authenticate } from '../middleware/authenticate.ts';
import { joinShield } from '../middleware/platform-shield.ts';
import { grantMediaUnlessPaused } from '../switches/grant-media.ts';

const renew = createRoute({
  method: 'post',
  path: '/rooms/{id}/media',
  summary: 'Get a new media token',
  description:
    'For the role that you have in the room now: ask at `renewAt` of the last one, and whenever you sat down as a guest or lost the seat. Who may not be in the room gets none, for the same reasons as at the join.',
  security: bearer,
  middleware: [authenticate, joinShield],
  request: { params: roomParamSchema, ...emptyRequest },
  responses: {
    200: success(mediaSchema, 'Access to the room’s media, or that there is none here.'),
    ...problems(
      ...(['validation_failed', 'unauthenticated', 'room_not_found', 'room_ended', 'room_banned'] as const),
      ...(['room_kicked', 'room_country_blocked', 'room_adults_only', 'room_followers_only'] as const),
      ...(['room_private', 'room_password_required', 'account_banned', 'rate_limited'] as const),
    ),
  },
});

const told = z.strictObject({ known: z.boolean() }).meta({ example: { known: true } });
const events = createRoute({
  method: 'post',
  path: '/webhooks/agora',
  summary: 'What the media server tells',
  description:
    'For Agora’s notifications alone, signed by `Agora-Signature-V2`: who came into which channel. The bytes are passed on as they came.',
  responses: {
    200: success(told, 'Heard. `known`: it was of a kind that is acted upon.'),
    ...problems('webhook_invalid', 'payload_too_large', 'not_found'),
  },
});

/** Media tokens by the role of now. */
export function mediaRoutes(app: OpenAPIHono<EdgeEnv>): void {
  app.openapi(renew, async (c) => {
    const { services, caller, country, requestId } = c.var;
    const path = internalPaths.media(c.req.valid('param').id);
    const actor = actorOf(caller, country);
    const request = { method: 'POST', path, body: {}, actor, requestId } as const;
    const { roomId, role } = await services.origin.call(request, mediaFactsSchema);
    const wanted = { roomId, accountId: caller.state.accountId, role, country };
    const data = await grantMediaUnlessPaused(services, wanted, requestId);
    return c.json({ success: true as const, data }, 200);
  });
}

/**
 * What the media server tells of its channels. Must be registered before anything that reads bodies: what is signed are the
 * bytes. The origin has the secrets, and verifies.
 */
export function mediaEventRoutes(app: OpenAPIHono<EdgeEnv>): void {
  // Described here, handled below: the described route would parse the body.
  app.openAPIRegistry.registerPath({ ...events, path: events.path });
  app.post(events.path, async (c) => {
    const { services, requestId } = c.var;
    const signature = c.req.header(MEDIA_SIGNATURE_HEADER);
    if (signature === undefined || !/^[0-9a-f]{64}$/.test(signature)) throw new AppError('webhook_invalid');
    const raw = {
      body: await readWebhookBytes(c.req.raw, limits.mediaEventBytesMax),
      headers: { [INTERNAL_MEDIA_SIGNATURE_HEADER]: signature },
    };
    const data = await services.origin.call({ method: 'POST', path: internalPaths.mediaEvents, raw, requestId }, told);
    return c.json({ success: true as const, data }, 200);
  });
}
