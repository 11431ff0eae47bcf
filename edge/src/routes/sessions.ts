import { type SessionView, sessionSchema } from '@halobuzz/core/api/auth';
import { pageOf, pageQuerySchema } from '@halobuzz/core/api/conventions';
import { AppError } from '@halobuzz/core/errors/app-error';
import { createRoute, type OpenAPIHono } from '@hono/zod-openapi';
import { z } from 'zod';
import type { SessionInfo } from '../accounts/account/account-types.ts';
import { bearer, problems, success } from '../http/describe.ts';
import type { EdgeEnv } from '../http/edge-env.ts';
import { newestFirst, pageOfList } from '../http/list-page.ts';
import { authenticate } from '../middleware/authenticate.ts';
import { requireStepUp } from '../middleware/step-up.ts';

const list = createRoute({
  method: 'get',
  path: '/auth/sessions',
  summary: 'Your sessions',
  security: bearer,
  middleware: [authenticate],
  request: { query: pageQuerySchema },
  responses: {
    200: success(pageOf(sessionSchema), 'The live sessions, the most recently used first.'),
    ...problems('validation_failed', 'unauthenticated', 'session_revoked'),
  },
});

const revoke = createRoute({
  method: 'delete',
  path: '/auth/sessions/{id}',
  summary: 'End one of your sessions',
  description:
    'Asks for a proof of who you are first (`step_up_required`), so that a stolen token ends nobody else’s session.',
  security: bearer,
  middleware: [authenticate, requireStepUp],
  request: { params: z.strictObject({ id: z.string().min(1).max(64) }) },
  responses: {
    200: success(z.strictObject({ revoked: z.literal(true) }), 'The session is over; its sockets close.'),
    ...problems('unauthenticated', 'session_revoked', 'step_up_required', 'not_found'),
  },
});

const revokeOthers = createRoute({
  method: 'delete',
  path: '/auth/sessions',
  summary: 'End all your other sessions',
  security: bearer,
  middleware: [authenticate, requireStepUp],
  responses: {
    200: success(
      z.strictObject({ sessionsEnded: z.int() }),
      'This session alone is left; sockets of the others close.',
    ),
    ...problems('unauthenticated', 'session_revoked', 'step_up_required'),
  },
});

/** The caller's own sessions. Each is found inside the caller's account: another's id is not found. */
export function sessionRoutes(app: OpenAPIHono<EdgeEnv>): void {
  app.openapi(list, async (c) => {
    const { sub, sid } = c.get('caller').claims;
    const found = await c.get('services').account(sub).sessions();
    const keyOf = (session: SessionInfo) => newestFirst(session.lastSeenAtMs, session.sessionId);
    const page = pageOfList(found, keyOf, c.req.valid('query'));
    const data = { ...page, items: page.items.map((session) => viewOf(session, sid)) };
    return c.json({ success: true as const, data }, 200);
  });

  app.openapi(revoke, async (c) => {
    const { sub } = c.get('caller').claims;
    const { id } = c.req.valid('param');
    const services = c.get('services');
    if (!(await services.account(sub).revokeSession(id, 'session_revoked'))) throw new AppError('not_found');
    services.states.forget(sub, id);
    return c.json({ success: true as const, data: { revoked: true as const } }, 200);
  });

  app.openapi(revokeOthers, async (c) => {
    const { sub, sid } = c.get('caller').claims;
    const services = c.get('services');
    const ended = await services.account(sub).revokeOtherSessions(sid);
    for (const sessionId of ended) services.states.forget(sub, sessionId);
    return c.json({ success: true as const, data: { sessionsEnded: ended.length } }, 200);
  });
}

function viewOf({ createdAtMs, lastSeenAtMs, expiresAtMs, ...session }: SessionInfo, currentId: string): SessionView {
  return {
    ...session,
    createdAt: new Date(createdAtMs).toISOString(),
    lastSeenAt: new Date(lastSeenAtMs).toISOString(),
    expiresAt: new Date(expiresAtMs).toISOString(),
    current: session.sessionId === currentId,
  };
}
