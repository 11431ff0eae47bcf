import { pageQuerySchema } from '@halobuzz/core/api/conventions';
import { internalPaths, roomParamSchema } from '@halobuzz/core/api/internal';
import {
  invitationParamSchema,
  invitationsSchema,
  inviteRequestSchema,
  ownStreamDataSchema,
  ownStreamsSchema,
  pastStreamsSchema,
  startStreamDataSchema,
  startStreamRequestSchema,
  updateStreamRequestSchema,
} from '@halobuzz/core/api/streams';
import { regionOfCountry } from '@halobuzz/core/regions/regions';
import { createRoute, type OpenAPIHono } from '@hono/zod-openapi';
import { z } from 'zod';
import { accountOfHandle } from '../accounts/names/account-of-handle.ts';
import { bearer, emptyRequest, jsonRequest, problems, success } from '../http/describe.ts';
import type { EdgeEnv } from '../http/edge-env.ts';
import { actorOf, authenticate, requireVerifiedEmail } from '../middleware/authenticate.ts';
import { requireMayBroadcast } from '../middleware/good-standing.ts';
import { streamShield } from '../middleware/platform-shield.ts';
import { grantMediaUnlessPaused } from '../switches/grant-media.ts';

/** A broadcast; once it is live, with where it opened and why. */
const startedStream = startStreamDataSchema.omit({ media: true });
const nothing = z.strictObject({});

const start = createRoute({
  method: 'post',
  path: '/streams',
  summary: 'Go live, now or later',
  description:
    'Needs a verified e-mail address. The room opens in the region of your country, or where that falls back to while it cannot take it: `placement` says why. A host whose socket does not come within two minutes loses the room. With `draft` or `scheduledAt` it is kept for later; a scheduled broadcast that is not started within two hours goes by itself.',
  security: bearer,
  middleware: [authenticate, requireVerifiedEmail, requireMayBroadcast, streamShield],
  request: jsonRequest(startStreamRequestSchema),
  responses: {
    201: success(startStreamDataSchema, 'The broadcast; once it is live, with media access for its host.'),
    ...problems(
      ...(['validation_failed', 'unauthenticated', 'email_unverified', 'account_banned'] as const),
      ...(['account_suspended', 'warning_unread'] as const),
      ...(['stream_already_live', 'drafts_full', 'rate_limited', 'feature_paused', 'maintenance'] as const),
    ),
  },
});

const mine = createRoute({
  method: 'get',
  path: '/streams/mine',
  summary: 'Your drafts, and the broadcast that is live',
  security: bearer,
  middleware: [authenticate],
  responses: { 200: success(ownStreamsSchema, 'All of them.'), ...problems('unauthenticated') },
});

const past = createRoute({
  method: 'get',
  path: '/streams/mine/ended',
  summary: 'Your broadcasts that are over',
  description: 'Each with what it came to. Plots and new followers come with the summary of one.',
  security: bearer,
  middleware: [authenticate],
  request: { query: pageQuerySchema },
  responses: {
    200: success(pastStreamsSchema, 'A page, the newest first.'),
    ...problems('validation_failed', 'unauthenticated'),
  },
});

const change = createRoute({
  method: 'patch',
  path: '/streams/{id}',
  summary: 'Change a broadcast that is not over',
  description:
    'What is left out stays. While it is live, who may not stay by the new privacy is shown out with the reason, and the others stay; invited people and your moderators may stay whatever the visibility. A new password shows everybody out who has not given it.',
  security: bearer,
  middleware: [authenticate, streamShield],
  request: { params: roomParamSchema, ...jsonRequest(updateStreamRequestSchema) },
  responses: {
    200: success(ownStreamDataSchema, 'As it is now.'),
    ...problems(
      ...(['validation_failed', 'unauthenticated', 'room_not_found', 'stream_not_yours', 'room_ended'] as const),
      ...(['stream_not_draft', 'conflict', 'rate_limited'] as const),
    ),
  },
});

const cancel = createRoute({
  method: 'delete',
  path: '/streams/{id}',
  summary: 'Cancel a draft or a scheduled broadcast',
  security: bearer,
  middleware: [authenticate, streamShield],
  request: { params: roomParamSchema, ...emptyRequest },
  responses: {
    200: success(nothing, 'It is gone.'),
    ...problems(
      ...(['validation_failed', 'unauthenticated', 'room_not_found', 'stream_not_yours', 'room_ended'] as const),
      ...(['stream_not_draft', 'rate_limited'] as const),
    ),
  },
});

const startDraft = createRoute({
  method: 'post',
  path: '/streams/{id}/start',
  summary: 'Go live with a draft',
  description: 'At any time, also before it was scheduled. May be repeated while it is live.',
  security: bearer,
  middleware: [authenticate, requireVerifiedEmail, requireMayBroadcast, streamShield],
  request: { params: roomParamSchema, ...emptyRequest },
  responses: {
    200: success(startStreamDataSchema, 'The broadcast, and media access for its host.'),
    ...problems(
      ...(['validation_failed', 'unauthenticated', 'email_unverified', 'account_banned', 'room_not_found'] as const),
      ...(['account_suspended', 'warning_unread'] as const),
      ...(['stream_not_yours', 'room_ended', 'stream_already_live', 'rate_limited'] as const),
      ...(['feature_paused', 'maintenance'] as const),
    ),
  },
});

const invited = success(invitationsSchema, 'Who is invited now, in the order they were.');
const notHere = ['validation_failed', 'unauthenticated', 'room_not_found', 'stream_not_yours', 'room_ended'] as const;
const invitations = createRoute({
  method: 'get',
  path: '/streams/{id}/invitations',
  summary: 'Whom you invited',
  security: bearer,
  middleware: [authenticate],
  request: { params: roomParamSchema },
  responses: { 200: invited, ...problems(...notHere) },
});
const invite = createRoute({
  method: 'post',
  path: '/streams/{id}/invitations',
  summary: 'Invite somebody',
  description: 'They may come in whatever the visibility, but for blocked countries and the age of adults.',
  security: bearer,
  middleware: [authenticate, streamShield],
  request: { params: roomParamSchema, ...jsonRequest(inviteRequestSchema) },
  responses: { 200: invited, ...problems(...notHere, 'not_found', 'not_yourself', 'invitations_full', 'rate_limited') },
});
const withdraw = createRoute({
  method: 'delete',
  path: '/streams/{id}/invitations/{handle}',
  summary: 'Take an invitation back',
  description: 'Who came in by it alone is shown out.',
  security: bearer,
  middleware: [authenticate, streamShield],
  request: { params: invitationParamSchema, ...emptyRequest },
  responses: { 200: invited, ...problems(...notHere, 'not_found', 'rate_limited') },
});

/** What a host does with a broadcast before it is over: the origin keeps it, the edge says who and where the host is. */
export function streamLifeRoutes(app: OpenAPIHono<EdgeEnv>): void {
  app.openapi(start, async (c) => {
    const { services, caller, country, requestId } = c.var;
    const body = { ...c.req.valid('json'), country, region: regionOfCountry(country).region };
    const actor = actorOf(caller, country);
    const request = { method: 'POST', path: internalPaths.streams, body, actor, requestId } as const;
    const { stream, placement } = await services.origin.call(request, startedStream);
    if (stream.status !== 'live') return c.json({ success: true as const, data: { stream } }, 201);
    const host = { roomId: stream.id, accountId: actor.account, role: 'host', country } as const;
    const media = await grantMediaUnlessPaused(services, host, requestId);
    return c.json({ success: true as const, data: { stream, media, placement } }, 201);
  });

  app.openapi(mine, async (c) => {
    const { services, caller, country, requestId } = c.var;
    const actor = actorOf(caller, country);
    const request = { method: 'GET', path: internalPaths.ownStreams, actor, requestId } as const;
    const data = await services.origin.call(request, ownStreamsSchema);
    return c.json({ success: true as const, data }, 200);
  });

  app.openapi(past, async (c) => {
    const { services, caller, country, requestId } = c.var;
    const actor = actorOf(caller, country);
    const query = c.req.valid('query');
    const request = { method: 'GET', path: internalPaths.pastStreams, query, actor, requestId } as const;
    const data = await services.origin.call(request, pastStreamsSchema);
    return c.json({ success: true as const, data }, 200);
  });

  app.openapi(change, async (c) => {
    const { services, caller, country, requestId } = c.var;
    const path = internalPaths.stream(c.req.valid('param').id);
    const body = c.req.valid('json');
    const request = { method: 'PATCH', path, body, actor: actorOf(caller, country), requestId } as const;
    const data = await services.origin.call(request, ownStreamDataSchema);
    return c.json({ success: true as const, data }, 200);
  });

  app.openapi(cancel, async (c) => {
    const { services, caller, country, requestId } = c.var;
    const path = internalPaths.stream(c.req.valid('param').id);
    const request = { method: 'DELETE', path, body: {}, actor: actorOf(caller, country), requestId } as const;
    const data = await services.origin.call(request, nothing);
    return c.json({ success: true as const, data }, 200);
  });

  app.openapi(startDraft, async (c) => {
    const { services, caller, country, requestId } = c.var;
    const path = internalPaths.startDraft(c.req.valid('param').id);
    const body = { country, region: regionOfCountry(country).region };
    const actor = actorOf(caller, country);
    const request = { method: 'POST', path, body, actor, requestId } as const;
    const { stream, placement } = await services.origin.call(request, startedStream);
    const host = { roomId: stream.id, accountId: actor.account, role: 'host', country } as const;
    const media = await grantMediaUnlessPaused(services, host, requestId);
    return c.json({ success: true as const, data: { stream, media, placement } }, 200);
  });

  app.openapi(invitations, async (c) => {
    const { services, caller, country, requestId } = c.var;
    const path = internalPaths.invitations(c.req.valid('param').id);
    const request = { method: 'GET', path, actor: actorOf(caller, country), requestId } as const;
    const data = await services.origin.call(request, invitationsSchema);
    return c.json({ success: true as const, data }, 200);
  });

  app.openapi(invite, async (c) => {
    const { services, caller, country, requestId } = c.var;
    const { handle } = c.req.valid('json');
    const body = { account: await accountOfHandle(services, handle), handle };
    const path = internalPaths.invitations(c.req.valid('param').id);
    const request = { method: 'POST', path, body, actor: actorOf(caller, country), requestId } as const;
    const data = await services.origin.call(request, invitationsSchema);
    return c.json({ success: true as const, data }, 200);
  });

  app.openapi(withdraw, async (c) => {
    const { services, caller, country, requestId } = c.var;
    const { id, handle } = c.req.valid('param');
    const body = { account: await accountOfHandle(services, handle), handle };
    const path = internalPaths.withdrawInvitation(id);
    const request = { method: 'POST', path, body, actor: actorOf(caller, country), requestId } as const;
    const data = await services.origin.call(request, invitationsSchema);
    return c.json({ success: true as const, data }, 200);
  });
}
