import { accountSchema, sessionSchema, verifyEmailRequestSchema } from '@halobuzz/core/api/auth';
import { pageOf } from '@halobuzz/core/api/conventions';
import { AppError } from '@halobuzz/core/errors/app-error';
import { createRoute, type OpenAPIHono } from '@hono/zod-openapi';
import { z } from 'zod';
import { sendEmailCode, verifyEmail } from '../accounts/email/email-verification.ts';
import { bearer, emptyRequest, jsonRequest, problems, success } from '../http/describe.ts';
import type { EdgeEnv } from '../http/edge-env.ts';
import { addressBound } from '../middleware/address-bound.ts';
import { authenticate, authenticateForEnrolment } from '../middleware/authenticate.ts';
import { credentialShield } from '../middleware/credential-shield.ts';

const me = createRoute({
  method: 'get',
  path: '/auth/me',
  summary: 'Your account',
  security: bearer,
  middleware: [authenticateForEnrolment],
  responses: { 200: success(accountSchema, 'The account.'), ...problems('unauthenticated', 'session_revoked') },
});

const sessions = createRoute({
  method: 'get',
  path: '/auth/sessions',
  summary: 'Your sessions',
  security: bearer,
  middleware: [authenticate],
  responses: {
    200: success(pageOf(sessionSchema), 'All live sessions, the most recently used first.'),
    ...problems('unauthenticated', 'session_revoked'),
  },
});

const revokeSession = createRoute({
  method: 'delete',
  path: '/auth/sessions/{id}',
  summary: 'End one of your sessions',
  security: bearer,
  middleware: [authenticate],
  request: { params: z.strictObject({ id: z.string().min(1).max(64) }) },
  responses: {
    200: success(z.strictObject({ revoked: z.literal(true) }), 'The session is over; its sockets close.'),
    ...problems('unauthenticated', 'session_revoked', 'not_found'),
  },
});

const verify = createRoute({
  method: 'post',
  path: '/auth/email/verify',
  summary: 'Prove your e-mail address',
  security: bearer,
  middleware: [credentialShield, authenticate, addressBound('code_try')],
  request: jsonRequest(verifyEmailRequestSchema),
  responses: {
    200: success(accountSchema, 'The address is verified; the account may spend and broadcast.'),
    ...problems('validation_failed', 'code_invalid', 'conflict', 'unauthenticated', 'rate_limited'),
  },
});

const resend = createRoute({
  method: 'post',
  path: '/auth/email/resend',
  summary: 'Send another code',
  security: bearer,
  middleware: [credentialShield, authenticate, addressBound('mail_send')],
  request: emptyRequest,
  responses: {
    200: success(
      z.strictObject({ emailVerification: z.enum(['sent', 'verified_already']) }),
      'A mail is on its way; codes sent before stop working.',
    ),
    ...problems('unauthenticated', 'rate_limited'),
  },
});

/** What belongs to the signed-in account. Every object is found by the caller's own id, never by one given. */
export function accountRoutes(app: OpenAPIHono<EdgeEnv>): void {
  app.openapi(me, async (c) => {
    const data = await accountView(c.get('services'), c.get('caller').claims.sub);
    return c.json({ success: true as const, data }, 200);
  });

  app.openapi(sessions, async (c) => {
    const { sub, sid } = c.get('caller').claims;
    const found = await c.get('services').account(sub).sessions();
    const items = found.map(({ createdAtMs, lastSeenAtMs, expiresAtMs, ...session }) => ({
      ...session,
      createdAt: new Date(createdAtMs).toISOString(),
      lastSeenAt: new Date(lastSeenAtMs).toISOString(),
      expiresAt: new Date(expiresAtMs).toISOString(),
      current: session.sessionId === sid,
    }));
    return c.json({ success: true as const, data: { items } }, 200);
  });

  app.openapi(revokeSession, async (c) => {
    const { sub } = c.get('caller').claims;
    const { id } = c.req.valid('param');
    const services = c.get('services');
    if (!(await services.account(sub).revokeSession(id, 'session_revoked'))) throw new AppError('not_found');
    services.states.forget(sub, id);
    return c.json({ success: true as const, data: { revoked: true as const } }, 200);
  });

  app.openapi(verify, async (c) => {
    const services = c.get('services');
    const { claims, state } = c.get('caller');
    if (!state.emailVerified) await verifyEmail(services, claims.sub, c.req.valid('json').code);
    services.states.forget(claims.sub, claims.sid);
    return c.json({ success: true as const, data: await accountView(services, claims.sub) }, 200);
  });

  app.openapi(resend, async (c) => {
    const emailVerification = await sendEmailCode(c.get('services'), c.get('caller').claims.sub);
    return c.json({ success: true as const, data: { emailVerification } }, 200);
  });
}

/** The account as its owner sees it. @throws AppError `session_revoked` when it is gone */
export async function accountView(services: EdgeEnv['Variables']['services'], accountId: string) {
  const profile = await services.account(accountId).profile();
  if (profile === undefined) throw new AppError('session_revoked');
  const { createdAtMs, ...account } = profile;
  return { ...account, createdAt: new Date(createdAtMs).toISOString() };
}
