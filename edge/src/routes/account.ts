import { accountSchema, verifyEmailRequestSchema } from '@halobuzz/core/api/auth';
import { AppError } from '@halobuzz/core/errors/app-error';
import { createRoute, type OpenAPIHono } from '@hono/zod-openapi';
import { z } from 'zod';
import { sendEmailCode, verifyEmail } from '../accounts/email/email-verification.ts';
import { bearer, emptyRequest, jsonRequest, problems, success } from '../http/describe.ts';
import type { EdgeEnv } from '../http/edge-env.ts';
import { termsStateOf } from '../legal/shown-terms.ts';
import { addressBound } from '../middleware/address-bound.ts';
import { authenticate, authenticateForEnrolment } from '../middleware/authenticate.ts';
import { credentialShield } from '../middleware/platform-shield.ts';

const me = createRoute({
  method: 'get',
  path: '/auth/me',
  summary: 'Your account',
  security: bearer,
  middleware: [authenticateForEnrolment],
  responses: { 200: success(accountSchema, 'The account.'), ...problems('unauthenticated', 'session_revoked') },
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
  const account = services.account(accountId);
  const [profile, accepted] = await Promise.all([account.profile(), account.terms()]);
  if (profile === undefined) throw new AppError('session_revoked');
  const { createdAtMs, ...shown } = profile;
  const { termsDue } = termsStateOf(accepted, services.clock());
  return {
    ...shown,
    createdAt: new Date(createdAtMs).toISOString(),
    ...(termsDue === undefined ? {} : { termsDue }),
  };
}
