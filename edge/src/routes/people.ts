import { pageQuerySchema } from '@halobuzz/core/api/conventions';
import {
  type InternalReport,
  internalPaths,
  relationChangedSchema,
  roomParamSchema,
} from '@halobuzz/core/api/internal';
import {
  changedRelationSchema,
  handleParamSchema,
  messageParamSchema,
  peoplePageSchema,
  profileSchema,
  reportDataSchema,
  reportRequestSchema,
  updateProfileRequestSchema,
} from '@halobuzz/core/api/people';
import { AppError, invalidField } from '@halobuzz/core/errors/app-error';
import { createRoute, type OpenAPIHono } from '@hono/zod-openapi';
import type { Context } from 'hono';
import { z } from 'zod';
import { accountOfHandle } from '../accounts/names/account-of-handle.ts';
import { isReservedUsername } from '../accounts/names/names.ts';
import { bearer, emptyRequest, jsonRequest, problems, success } from '../http/describe.ts';
import type { EdgeEnv } from '../http/edge-env.ts';
import { actorOf, authenticate, requireVerifiedEmail } from '../middleware/authenticate.ts';
import { authenticateIfGiven, callerIfGiven } from '../middleware/authenticate-if-given.ts';
import { requireGoodStanding } from '../middleware/good-standing.ts';

const ownProfileSchema = z
  .strictObject({ handle: z.string(), displayName: z.string(), bio: z.string() })
  .meta({ example: { handle: 'sita', displayName: 'Sita from Pokhara', bio: 'Folk songs, every evening.' } });

const updateMe = createRoute({
  method: 'patch',
  path: '/users/me',
  summary: 'Change your profile',
  description: 'Display name and bio; what is left out stays. Others see it a moment later.',
  security: bearer,
  middleware: [authenticate, requireGoodStanding],
  request: jsonRequest(updateProfileRequestSchema),
  responses: {
    200: success(ownProfileSchema, 'As it is now; an empty display name shows as the handle.'),
    ...problems('validation_failed', 'unauthenticated', 'session_revoked', 'account_suspended'),
  },
});

const me = createRoute({
  method: 'get',
  path: '/users/me',
  summary: 'Your profile as others see it',
  security: bearer,
  middleware: [authenticate],
  responses: { 200: success(profileSchema, 'The profile.'), ...problems('unauthenticated', 'not_found') },
});

const blocks = createRoute({
  method: 'get',
  path: '/users/me/blocks',
  summary: 'Whom you blocked',
  security: bearer,
  middleware: [authenticate],
  request: { query: pageQuerySchema },
  responses: { 200: success(peoplePageSchema, 'A page.'), ...problems('validation_failed', 'unauthenticated') },
});

const profile = createRoute({
  method: 'get',
  path: '/users/{handle}',
  summary: 'Somebody’s profile',
  description: 'Signed in, you also learn how you stand to each other. Who blocked you shows no details.',
  middleware: [authenticateIfGiven],
  request: { params: handleParamSchema },
  responses: { 200: success(profileSchema, 'The profile.'), ...problems('validation_failed', 'not_found') },
});

function listRoute(list: 'followers' | 'following', summary: string) {
  return createRoute({
    method: 'get',
    path: `/users/{handle}/${list}`,
    summary,
    middleware: [authenticateIfGiven],
    request: { params: handleParamSchema, query: pageQuerySchema },
    responses: { 200: success(peoplePageSchema, 'A page.'), ...problems('validation_failed', 'not_found') },
  });
}
const followers = listRoute('followers', 'Who follows somebody');
const following = listRoute('following', 'Whom somebody follows');

const changed = success(changedRelationSchema, 'How you stand to each other now.');
const follow = createRoute({
  method: 'post',
  path: '/users/{handle}/follow',
  summary: 'Follow somebody',
  description: 'May be repeated. Needs a verified e-mail address.',
  security: bearer,
  middleware: [authenticate, requireVerifiedEmail],
  request: { params: handleParamSchema, ...emptyRequest },
  responses: {
    200: changed,
    ...problems(
      ...(['validation_failed', 'unauthenticated', 'email_unverified', 'not_found'] as const),
      ...(['not_yourself', 'follow_refused', 'follows_full'] as const),
    ),
  },
});
const unfollow = createRoute({
  method: 'delete',
  path: '/users/{handle}/follow',
  summary: 'Follow somebody no longer',
  security: bearer,
  middleware: [authenticate],
  request: { params: handleParamSchema, ...emptyRequest },
  responses: { 200: changed, ...problems('validation_failed', 'unauthenticated', 'not_found', 'not_yourself') },
});
const block = createRoute({
  method: 'post',
  path: '/users/{handle}/block',
  summary: 'Block somebody',
  description: 'Ends follows both ways. They cannot follow you, see your details or join your rooms.',
  security: bearer,
  middleware: [authenticate],
  request: { params: handleParamSchema, ...emptyRequest },
  responses: {
    200: changed,
    ...problems('validation_failed', 'unauthenticated', 'not_found', 'not_yourself', 'blocks_full'),
  },
});
const unblock = createRoute({
  method: 'delete',
  path: '/users/{handle}/block',
  summary: 'Block somebody no longer',
  security: bearer,
  middleware: [authenticate],
  request: { params: handleParamSchema, ...emptyRequest },
  responses: { 200: changed, ...problems('validation_failed', 'unauthenticated', 'not_found', 'not_yourself') },
});

function reportRoute<P extends z.ZodObject>(path: string, summary: string, params: P) {
  return createRoute({
    method: 'post',
    path,
    summary,
    description: 'One open report of each target; repeating it answers the same id. Needs a verified e-mail address.',
    security: bearer,
    middleware: [authenticate, requireVerifiedEmail],
    request: { params, ...jsonRequest(reportRequestSchema) },
    responses: {
      201: success(reportDataSchema, 'Somebody will look at it.'),
      ...problems(
        ...(['validation_failed', 'unauthenticated', 'email_unverified', 'not_found'] as const),
        ...(['room_not_found', 'not_yourself', 'rate_limited'] as const),
      ),
    },
  });
}
const reportUser = reportRoute('/users/{handle}/report', 'Report somebody', handleParamSchema);
const reportProfile = reportRoute(
  '/users/{handle}/profile/report',
  'Report somebody’s picture, name or about-me text',
  handleParamSchema,
);
const reportRoom = reportRoute('/rooms/{id}/report', 'Report a broadcast', roomParamSchema);
const reportMessage = reportRoute(
  '/rooms/{id}/messages/{messageId}/report',
  'Report a chat message',
  messageParamSchema,
);

/** People, and what they do to each other. The edge finds the account of a handle; the origin keeps the relations. */
export function peopleRoutes(app: OpenAPIHono<EdgeEnv>): void {
  app.openapi(updateMe, async (c) => {
    const change = c.req.valid('json');
    // Whoever reads the name in a room should not take its bearer for one of us.
    const bare = (change.displayName ?? '').replaceAll(/[^\p{L}\p{N}]/gu, '');
    if (isReservedUsername(bare)) throw invalidField('displayName', 'is reserved');
    const { services, caller } = c.var;
    const texts = await services.account(caller.claims.sub).changeProfile(change);
    if (texts === undefined) throw new AppError('session_revoked');
    return c.json({ success: true as const, data: { handle: caller.state.username, ...texts } }, 200);
  });

  app.openapi(me, async (c) => {
    const data = await profileOf(c, c.get('caller').claims.sub);
    return c.json({ success: true as const, data }, 200);
  });

  app.openapi(blocks, async (c) => {
    const data = await pageOf(c, internalPaths.blocks, c.req.valid('query'));
    return c.json({ success: true as const, data }, 200);
  });

  app.openapi(profile, async (c) => {
    const id = await accountOfHandle(c.get('services'), c.req.valid('param').handle);
    return c.json({ success: true as const, data: await profileOf(c, id) }, 200);
  });

  app.openapi(followers, async (c) => {
    const id = await accountOfHandle(c.get('services'), c.req.valid('param').handle);
    const data = await pageOf(c, internalPaths.followers(id), c.req.valid('query'));
    return c.json({ success: true as const, data }, 200);
  });

  app.openapi(following, async (c) => {
    const id = await accountOfHandle(c.get('services'), c.req.valid('param').handle);
    const data = await pageOf(c, internalPaths.following(id), c.req.valid('query'));
    return c.json({ success: true as const, data }, 200);
  });

  for (const [route, act] of [
    [follow, 'follow'],
    [unfollow, 'unfollow'],
    [block, 'block'],
    [unblock, 'unblock'],
  ] as const) {
    app.openapi(route, async (c) => {
      const id = await accountOfHandle(c.get('services'), c.req.valid('param').handle);
      const request = { method: 'POST', path: internalPaths[act](id), body: {}, ...askedBy(c) } as const;
      const data = await c.get('services').origin.call(request, relationChangedSchema);
      return c.json({ success: true as const, data }, 200);
    });
  }

  app.openapi(reportUser, async (c) => {
    const id = await accountOfHandle(c.get('services'), c.req.valid('param').handle);
    const data = await report(c, { ...c.req.valid('json'), target: { kind: 'user', id } });
    return c.json({ success: true as const, data }, 201);
  });

  app.openapi(reportProfile, async (c) => {
    const id = await accountOfHandle(c.get('services'), c.req.valid('param').handle);
    const data = await report(c, { ...c.req.valid('json'), target: { kind: 'profile', id } });
    return c.json({ success: true as const, data }, 201);
  });

  app.openapi(reportRoom, async (c) => {
    const { id } = c.req.valid('param');
    const data = await report(c, { ...c.req.valid('json'), target: { kind: 'room', id } });
    return c.json({ success: true as const, data }, 201);
  });

  app.openapi(reportMessage, async (c) => {
    const { id: roomId, messageId: id } = c.req.valid('param');
    const data = await report(c, { ...c.req.valid('json'), target: { kind: 'message', id, roomId } });
    return c.json({ success: true as const, data }, 201);
  });
}

/** On whose behalf the origin is asked, and in which request. */
function askedBy(c: Context<EdgeEnv>) {
  const { country, requestId } = c.var;
  const caller = callerIfGiven(c.var);
  return { requestId, ...(caller === undefined ? {} : { actor: actorOf(caller, country) }) };
}

function profileOf(c: Context<EdgeEnv>, accountId: string) {
  const request = { method: 'GET', path: internalPaths.person(accountId), ...askedBy(c) } as const;
  return c.get('services').origin.call(request, profileSchema);
}

function pageOf(c: Context<EdgeEnv>, path: string, query: z.output<typeof pageQuerySchema>) {
  return c.get('services').origin.call({ method: 'GET', path, query, ...askedBy(c) }, peoplePageSchema);
}

function report(c: Context<EdgeEnv>, body: InternalReport) {
  const request = { method: 'POST', path: internalPaths.reports, body, ...askedBy(c) } as const;
  return c.get('services').origin.call(request, reportDataSchema);
}
