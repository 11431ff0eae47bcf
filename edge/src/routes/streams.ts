import { pageOf } from '@halobuzz/core/api/conventions';
import { internalPaths, joinFactsSchema, roomParamSchema } from '@halobuzz/core/api/internal';
import {
  endStreamDataSchema,
  joinDataSchema,
  listStreamsQuerySchema,
  startStreamDataSchema,
  startStreamRequestSchema,
  streamSchema,
  summarySchema,
} from '@halobuzz/core/api/streams';
import { PROTOCOL_VERSION } from '@halobuzz/core/protocol/version';
import { regionOfCountry } from '@halobuzz/core/regions/regions';
import { may } from '@halobuzz/core/roles';
import { createRoute, type OpenAPIHono } from '@hono/zod-openapi';
import { z } from 'zod';
import { bearer, emptyRequest, jsonRequest, problems, success } from '../http/describe.ts';
import type { EdgeEnv } from '../http/edge-env.ts';
import { actorOf, authenticate, requireVerifiedEmail } from '../middleware/authenticate.ts';
import { joinShield } from '../middleware/platform-shield.ts';
import { placeJoiner } from '../routing/join.ts';

const oneStream = z.strictObject({ stream: streamSchema });

const start = createRoute({
  method: 'post',
  path: '/streams',
  summary: 'Go live',
  description:
    'Needs a verified e-mail address. The room opens in the region of your country, and viewers join the nearest one that has a gateway. A host whose socket does not come within two minutes loses the room.',
  security: bearer,
  middleware: [authenticate, requireVerifiedEmail],
  request: jsonRequest(startStreamRequestSchema),
  responses: {
    201: success(startStreamDataSchema, 'The broadcast, and media access for its host.'),
    ...problems('validation_failed', 'unauthenticated', 'email_unverified', 'stream_already_live'),
  },
});

const list = createRoute({
  method: 'get',
  path: '/streams',
  summary: 'Live broadcasts, most viewers first',
  request: { query: listStreamsQuerySchema },
  responses: { 200: success(pageOf(streamSchema), 'A page.'), ...problems('validation_failed') },
});

const get = createRoute({
  method: 'get',
  path: '/streams/{id}',
  summary: 'One broadcast',
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
  description: 'Names the gateway to connect to and a ticket for it: single use, 30 s, sent in the first frame.',
  security: bearer,
  middleware: [authenticate, joinShield],
  request: { params: roomParamSchema, ...emptyRequest },
  responses: {
    200: success(joinDataSchema, 'Where to connect, and with what.'),
    ...problems(
      'validation_failed',
      'unauthenticated',
      'room_not_found',
      'room_ended',
      'room_banned',
      'rate_limited',
      'no_gateway',
    ),
  },
});

/** Broadcasts and rooms: the origin keeps them, the edge adds media access and the place to connect. */
export function streamRoutes(app: OpenAPIHono<EdgeEnv>): void {
  app.openapi(start, async (c) => {
    const { services, caller, country, requestId } = c.var;
    const body = { ...c.req.valid('json'), country, region: regionOfCountry(country).region };
    const path = internalPaths.streams;
    const actor = actorOf(caller, country);
    const { stream } = await services.origin.call({ method: 'POST', path, body, actor, requestId }, oneStream);
    const accountId = caller.state.accountId;
    const media = services.grantMedia({ roomId: stream.id, accountId, role: 'host', country });
    return c.json({ success: true as const, data: { stream, media } }, 201);
  });

  app.openapi(list, async (c) => {
    const { services, requestId } = c.var;
    const query = c.req.valid('query');
    const page = pageOf(streamSchema);
    const data = await services.origin.call({ method: 'GET', path: internalPaths.streams, query, requestId }, page);
    return c.json({ success: true as const, data }, 200);
  });

  app.openapi(get, async (c) => {
    const { services, requestId } = c.var;
    const path = internalPaths.stream(c.req.valid('param').id);
    const { stream } = await services.origin.call({ method: 'GET', path, requestId }, oneStream);
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
    const request = { method: 'POST', path, body: {}, actor, requestId } as const;
    const facts = await services.origin.call(request, joinFactsSchema);
    const moderates = may(caller.state.roles, 'moderate_any_room');
    const joiner = { state: caller.state, sessionId: caller.claims.sid, deviceId: caller.claims.did, moderates };
    const placed = await placeJoiner(services, facts, joiner);
    const { accountId } = caller.state;
    const data = {
      room: facts.room,
      url: placed.url,
      ticket: placed.ticket,
      ticketExpiresAt: new Date(placed.ticketExpiresAtMs).toISOString(),
      node: placed.node,
      region: placed.region,
      protocol: PROTOCOL_VERSION,
      media: services.grantMedia({ roomId: facts.room.id, accountId, role: placed.role, country }),
    };
    return c.json({ success: true as const, data }, 200);
  });
}
