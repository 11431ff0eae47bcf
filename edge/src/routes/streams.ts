import { internalPaths, joinFactsSchema, roomParamSchema } from '@halobuzz/core/api/internal';
import {
  endStreamDataSchema,
  joinDataSchema,
  joinRequestSchema,
  streamSchema,
  summarySchema,
} from '@halobuzz/core/api/streams';
import { PROTOCOL_VERSION } from '@halobuzz/core/protocol/version';
import { may } from '@halobuzz/core/roles';
import { createRoute, type OpenAPIHono } from '@hono/zod-openapi';
import { z } from 'zod';
import { bearer, emptyRequest, optionalJsonRequest, problems, success } from '../http/describe.ts';
import type { EdgeEnv } from '../http/edge-env.ts';
import { actorOf, authenticate } from '../middleware/authenticate.ts';
import { authenticateIfGiven, callerIfGiven } from '../middleware/authenticate-if-given.ts';
import { joinShield } from '../middleware/platform-shield.ts';
import { placeJoiner } from '../routing/join.ts';
import { grantMediaUnlessPaused } from '../switches/grant-media.ts';

const oneStream = z.strictObject({ stream: streamSchema });

const get = createRoute({
  method: 'get',
  path: '/streams/{id}',
  summary: 'One broadcast',
  description: 'A draft is shown to its host alone, a private broadcast to its host and to those who are invited.',
  middleware: [authenticateIfGiven],
  request: { params: roomParamSchema },
  responses: { 200: success(streamSchema, 'The broadcast.'), ...problems('validation_failed', 'room_not_found') },
});

const end = createRoute({
  method: 'post',
  path: '/streams/{id}/end',
  summary: 'End your broadcast',
  security: bearer,
  middleware: [authenticate],
  request: { params: roomParamSchema, ...emptyRequest },
  responses: {
    200: success(endStreamDataSchema, 'It is over; what it came to so far.'),
    ...problems('validation_failed', 'unauthenticated', 'room_not_found', 'stream_not_yours', 'stream_not_live'),
  },
});

const summary = createRoute({
  method: 'get',
  path: '/streams/{id}/summary',
  summary: 'What a broadcast came to',
  security: bearer,
  middleware: [authenticate],
  request: { params: roomParamSchema },
  responses: {
    200: success(summarySchema, 'Money is final when `final` is true.'),
    ...problems('validation_failed', 'unauthenticated', 'room_not_found', 'summary_not_ready', 'stream_not_live'),
  },
});

const join = createRoute({
  method: 'post',
  path: '/rooms/{id}/join',
  summary: 'Get a place in a room',
  description:
    'Names the gateway to connect to and a ticket for it: single use, 30 s, sent in the first frame. A broadcast with a password asks for it once, and again when it was changed.',
  security: bearer,
  middleware: [authenticate, joinShield],
  request: { params: roomParamSchema, ...optionalJsonRequest(joinRequestSchema) },
  responses: {
    200: success(joinDataSchema, 'Where to connect, and with what.'),
    ...problems(
      ...(['validation_failed', 'unauthenticated', 'room_not_found', 'room_ended', 'room_banned'] as const),
      ...(['room_kicked', 'room_country_blocked', 'room_adults_only', 'room_followers_only'] as const),
      ...(['room_private', 'room_password_required', 'room_password_wrong', 'rate_limited', 'no_gateway'] as const),
    ),
  },
});

/** Broadcasts and rooms: the origin keeps them, the edge adds media access and the place to connect. */
export function streamRoutes(app: OpenAPIHono<EdgeEnv>): void {
  app.openapi(get, async (c) => {
    const { services, country, requestId } = c.var;
    const path = internalPaths.stream(c.req.valid('param').id);
    const caller = callerIfGiven(c.var);
    const reader = caller === undefined ? {} : { actor: actorOf(caller, country) };
    const { stream } = await services.origin.call({ method: 'GET', path, ...reader, requestId }, oneStream);
    return c.json({ success: true as const, data: stream }, 200);
  });

  app.openapi(end, async (c) => {
    const { services, caller, country, requestId } = c.var;
    const path = internalPaths.endStream(c.req.valid('param').id);
    const actor = actorOf(caller, country);
    const request = { method: 'POST', path, body: {}, actor, requestId } as const;
    const data = await services.origin.call(request, endStreamDataSchema);
    return c.json({ success: true as const, data }, 200);
  });

  app.openapi(summary, async (c) => {
    const { services, caller, country, requestId } = c.var;
    const path = internalPaths.summary(c.req.valid('param').id);
    const actor = actorOf(caller, country);
    const data = await services.origin.call({ method: 'GET', path, actor, requestId }, summarySchema);
    return c.json({ success: true as const, data }, 200);
  });

  app.openapi(join, async (c) => {
    const { services, caller, country, requestId } = c.var;
    const path = internalPaths.joinFacts(c.req.valid('param').id);
    const actor = actorOf(caller, country);
    const request = { method: 'POST', path, body: c.req.valid('json'), actor, requestId } as const;
    const facts = await services.origin.call(request, joinFactsSchema);
    const moderates = may(caller.state.roles, 'moderate_any_room');
    const session = { sessionId: caller.claims.sid, deviceId: caller.claims.did };
    const joiner = { state: caller.state, ...session, moderates, country };
    const placed = await placeJoiner(services, facts, joiner);
    const { accountId } = caller.state;
    const mediaOf = { roomId: facts.room.id, accountId, role: facts.mediaRole, country };
    const data = {
      room: facts.room,
      url: placed.url,
      ticket: placed.ticket,
      ticketExpiresAt: new Date(placed.ticketExpiresAtMs).toISOString(),
      node: placed.node,
      region: placed.region,
      protocol: PROTOCOL_VERSION,
      media: await grantMediaUnlessPaused(services, mediaOf, requestId),
    };
    return c.json({ success: true as const, data }, 200);
  });
}
