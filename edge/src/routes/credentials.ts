import { accountSchema, issuedTokensSchema } from '@halobuzz/core/api/auth';
import {
  emailChangeConfirmRequestSchema,
  emailChangeDataSchema,
  emailChangeRequestSchema,
  logoutAllDataSchema,
  logoutAllRequestSchema,
  passwordChangeRequestSchema,
  passwordForgotDataSchema,
  passwordForgotRequestSchema,
  passwordResetDataSchema,
  passwordResetRequestSchema,
} from '@halobuzz/core/api/auth-credentials';
import { createRoute, type OpenAPIHono } from '@hono/zod-openapi';
import { changePasswordOf } from '../accounts/credentials/change-password.ts';
import { requestPasswordReset, resetPasswordBy } from '../accounts/credentials/reset-password.ts';
import { confirmEmailChange, requestEmailChange } from '../accounts/email/email-change.ts';
import { tokensOf } from '../accounts/sign-in/sign-in.ts';
import { bearer, jsonRequest, optionalJsonRequest, problems, success } from '../http/describe.ts';
import type { EdgeEnv } from '../http/edge-env.ts';
import { addressBound } from '../middleware/address-bound.ts';
import { authenticate } from '../middleware/authenticate.ts';
import { credentialShield } from '../middleware/platform-shield.ts';
import { requireStepUp } from '../middleware/step-up.ts';
import { clientHeaders, forgetCookie, handOver } from '../middleware/web-session.ts';
import { logLine } from '../observability/log-line.ts';
import { accountView } from './account.ts';

const changePassword = createRoute({
  method: 'post',
  path: '/auth/password/change',
  summary: 'Change your password',
  description:
    'Ends every other session, and the trust in every device. Tokens of before stop working, those of this session too: go on with the ones in the answer.',
  security: bearer,
  middleware: [credentialShield, authenticate, requireStepUp],
  request: { headers: clientHeaders, ...jsonRequest(passwordChangeRequestSchema) },
  responses: {
    200: success(issuedTokensSchema, 'The password is changed; the tokens of this session from now on.'),
    ...problems(
      'validation_failed',
      'invalid_credentials',
      'unauthenticated',
      'step_up_required',
      'rate_limited',
      'hashing_busy',
    ),
  },
});

const forgotPassword = createRoute({
  method: 'post',
  path: '/auth/password/forgot',
  summary: 'Ask for a code to set a new password',
  description:
    'Answers the same for every name, known or not. Where the name belongs to an account with a verified e-mail address, a code that is good once and for 30 minutes goes to it.',
  middleware: [credentialShield, addressBound('password_reset')],
  request: jsonRequest(passwordForgotRequestSchema),
  responses: {
    202: success(passwordForgotDataSchema, 'If there is such an account, a mail is on its way.'),
    ...problems('validation_failed', 'rate_limited'),
  },
});

const resetPassword = createRoute({
  method: 'post',
  path: '/auth/password/reset',
  summary: 'Set a new password with a code from the mail',
  description: 'Ends every session and signs nobody in: signing in asks for a second factor as ever.',
  middleware: [credentialShield, addressBound('code_try')],
  request: jsonRequest(passwordResetRequestSchema),
  responses: {
    200: success(passwordResetDataSchema, 'The password is set; sign in with it.'),
    ...problems('validation_failed', 'code_invalid', 'rate_limited', 'hashing_busy'),
  },
});

const changeEmail = createRoute({
  method: 'post',
  path: '/auth/email/change',
  summary: 'Ask for another e-mail address',
  description:
    'A code goes to the new address, or a note if it belongs to another account; the answer is the same. The present address is told, and what to do about it.',
  security: bearer,
  middleware: [credentialShield, authenticate, requireStepUp, addressBound('mail_send')],
  request: jsonRequest(emailChangeRequestSchema),
  responses: {
    200: success(emailChangeDataSchema, 'A mail is on its way; nothing has changed yet.'),
    ...problems('validation_failed', 'unauthenticated', 'step_up_required', 'rate_limited'),
  },
});

const confirmEmail = createRoute({
  method: 'post',
  path: '/auth/email/change/confirm',
  summary: 'Prove the other e-mail address',
  security: bearer,
  middleware: [credentialShield, authenticate, addressBound('code_try')],
  request: jsonRequest(emailChangeConfirmRequestSchema),
  responses: {
    200: success(accountSchema, 'The account has the new address; the old one is free.'),
    ...problems('validation_failed', 'code_invalid', 'conflict', 'unauthenticated', 'rate_limited'),
  },
});

const logoutAll = createRoute({
  method: 'post',
  path: '/auth/logout/all',
  summary: 'End all your sessions',
  description: 'With `keepCurrent` this session stays, with new tokens. No device is trusted any more.',
  security: bearer,
  middleware: [authenticate, requireStepUp],
  request: { headers: clientHeaders, ...optionalJsonRequest(logoutAllRequestSchema) },
  responses: {
    200: success(logoutAllDataSchema, 'The sessions are over; their sockets close.'),
    ...problems('validation_failed', 'unauthenticated', 'session_revoked', 'step_up_required'),
  },
});

/** Passwords, a change of address, logout everywhere. */
export function credentialRoutes(app: OpenAPIHono<EdgeEnv>): void {
  app.openapi(changePassword, async (c) => {
    const services = c.get('services');
    const { sub, sid } = c.get('caller').claims;
    const work = changePasswordOf(services, { accountId: sub, sessionId: sid }, c.req.valid('json'));
    // A caller who hangs up must not leave the hasher locked.
    c.executionCtx.waitUntil(work.catch(() => undefined));
    const grant = await work;
    services.states.forget(sub, sid);
    return c.json({ success: true as const, data: await handOver(c, await tokensOf(services, sub, grant)) }, 200);
  });

  app.openapi(forgotPassword, async (c) => {
    const mailing = await requestPasswordReset(c.get('services'), c.req.valid('json').identifier);
    c.executionCtx.waitUntil(mailing().catch(logLostMail));
    return c.json({ success: true as const, data: { passwordReset: 'requested' as const } }, 202);
  });

  app.openapi(resetPassword, async (c) => {
    const work = resetPasswordBy(c.get('services'), c.req.valid('json'));
    c.executionCtx.waitUntil(work.catch(() => undefined));
    await work;
    return c.json({ success: true as const, data: { passwordReset: 'done' as const } }, 200);
  });

  app.openapi(changeEmail, async (c) => {
    const { sub, sid } = c.get('caller').claims;
    await requestEmailChange(c.get('services'), { accountId: sub, sessionId: sid }, c.req.valid('json').newEmail);
    return c.json({ success: true as const, data: { emailChange: 'sent' as const } }, 200);
  });

  app.openapi(confirmEmail, async (c) => {
    const services = c.get('services');
    const { sub, sid } = c.get('caller').claims;
    await confirmEmailChange(services, { accountId: sub, sessionId: sid }, c.req.valid('json').code);
    services.states.forget(sub, sid);
    return c.json({ success: true as const, data: await accountView(services, sub) }, 200);
  });

  app.openapi(logoutAll, async (c) => {
    const services = c.get('services');
    const { sub, sid } = c.get('caller').claims;
    const { ended, grant } = await services.account(sub).logoutEverywhere(sid, c.req.valid('json').keepCurrent);
    services.states.forget(sub, sid);
    const tokens = grant === undefined ? {} : { tokens: await handOver(c, await tokensOf(services, sub, grant)) };
    if (grant === undefined) await forgetCookie(c, sid);
    return c.json({ success: true as const, data: { sessionsEnded: ended, ...tokens } }, 200);
  });
}

/** The answer is out already; who asked can ask again. */
function logLostMail(error: unknown): void {
  logLine('error', `a password reset was not mailed: ${error instanceof Error ? error.message : 'unknown'}`);
}
