import {
  issuedTokensSchema,
  loginRequestSchema,
  refreshRequestSchema,
  registerDataSchema,
  registerRequestSchema,
} from '@halobuzz/core/api/auth';
import { loginDataSchema } from '@halobuzz/core/api/auth-factors';
import { AppError, invalidField } from '@halobuzz/core/errors/app-error';
import { createRoute, type OpenAPIHono } from '@hono/zod-openapi';
import type { Context } from 'hono';
import { createMiddleware } from 'hono/factory';
import { z } from 'zod';
import { registerAccount } from '../accounts/credentials/register.ts';
import { passSignUpGate } from '../accounts/defence/sign-up-gate.ts';
import { signIn, tokensOf } from '../accounts/sign-in/sign-in.ts';
import { bearer, emptyRequest, jsonRequest, problems, success } from '../http/describe.ts';
import type { EdgeEnv } from '../http/edge-env.ts';
import { authenticateForEnrolment } from '../middleware/authenticate.ts';
import { credentialShield } from '../middleware/platform-shield.ts';
import { unpaused } from '../middleware/unpaused.ts';
import { clientHeaders, cookiePlace, cookieToken, forgetCookie, handOver } from '../middleware/web-session.ts';
import { addressOf } from '../routing/address.ts';

const USER_AGENT_CHARS_MAX = 256;

const register = createRoute({
  method: 'post',
  path: '/auth/register',
  summary: 'Make an account',
  description:
    'Answers the same whether the e-mail address is known or not; a code, or a note to the owner of the account, goes to it.',
  middleware: [unpaused('sign_up'), credentialShield],
  request: jsonRequest(registerRequestSchema),
  responses: {
    201: success(registerDataSchema, 'The account was made and a mail is on its way.'),
    ...problems(
      'validation_failed',
      'malformed_json',
      'username_taken',
      'rate_limited',
      'hashing_busy',
      'challenge_required',
      'challenge_failed',
      'feature_paused',
      'maintenance',
    ),
  },
});

const login = createRoute({
  method: 'post',
  path: '/auth/login',
  summary: 'Sign in',
  description:
    'By username, or by an e-mail address that was verified. Unknown names and wrong passwords answer alike.',
  middleware: [credentialShield],
  request: { headers: clientHeaders, ...jsonRequest(loginRequestSchema) },
  responses: {
    200: success(loginDataSchema, 'Signed in, or a second factor is asked for: there is no session before it.'),
    ...problems(
      'validation_failed',
      'invalid_credentials',
      'account_banned',
      'rate_limited',
      'hashing_busy',
      'challenge_required',
      'challenge_failed',
    ),
  },
});

const refresh = createRoute({
  method: 'post',
  path: '/auth/refresh',
  summary: 'Get new tokens',
  description:
    'Each refresh token is good for one rotation. The one before it, presented again within 30 s, gets the same successor; an older one ends the session. Our web app sends none: its browser sends a cookie.',
  request: { headers: clientHeaders, ...jsonRequest(refreshRequestSchema) },
  responses: {
    200: success(issuedTokensSchema, 'The next pair of tokens.'),
    ...problems('validation_failed', 'refresh_rejected', 'account_banned', 'use_dpop_nonce', 'invalid_dpop_proof'),
  },
});

/** Behind an access token; the web app's cookie will do, for one that ran out must not keep anybody signed in. */
const leaving = createMiddleware<EdgeEnv>(async function leavingMiddleware(c, next) {
  if (cookieToken(c) !== undefined && c.req.header('authorization') === undefined) return next();
  return authenticateForEnrolment(c, next);
});

const logout = createRoute({
  method: 'post',
  path: '/auth/logout',
  summary: 'End this session',
  description:
    'Our web app needs no access token for it: the cookie of its browser names the session, and goes with it.',
  security: bearer,
  middleware: [leaving],
  request: { headers: clientHeaders, ...emptyRequest },
  responses: {
    200: success(z.strictObject({ signedOut: z.literal(true) }), 'The session is over; its sockets close.'),
    ...problems('unauthenticated', 'session_revoked'),
  },
});

/** Register, login, refresh, logout. */
export function authRoutes(app: OpenAPIHono<EdgeEnv>): void {
  app.openapi(register, async (c) => {
    const services = c.get('services');
    const { turnstileToken, ...request } = c.req.valid('json');
    const work = passSignUpGate(services, { ipAddress: addressOf(c.req.raw), turnstileToken }, () =>
      registerAccount(services, request, c.get('country')),
    );
    // A caller who hangs up must not leave the hasher locked or the account half made.
    c.executionCtx.waitUntil(work.catch(() => undefined));
    const made = await work;
    return c.json({ success: true as const, data: { ...made, emailVerification: 'sent' as const } }, 201);
  });

  app.openapi(login, async (c) => {
    const keyProof = await c.get('services').dpop.read(c.req.raw);
    const work = signIn(c.get('services'), {
      defer: (later) => c.executionCtx.waitUntil(later),
      login: c.req.valid('json'),
      userAgent: (c.req.header('user-agent') ?? '').slice(0, USER_AGENT_CHARS_MAX),
      ipAddress: addressOf(c.req.raw),
      country: c.get('country'),
      keyProof,
    });
    c.executionCtx.waitUntil(work.catch(() => undefined));
    const data = await work;
    return c.json({ success: true as const, data: 'mfaRequired' in data ? data : await handOver(c, data) }, 200);
  });

  app.openapi(refresh, async (c) => {
    const services = c.get('services');
    const given = c.req.valid('json').refreshToken;
    if (given === undefined && c.get('webApp') !== true) throw invalidField('refreshToken', 'is required');
    const token = given ?? cookieToken(c);
    // A cookie that is over goes with its refusal: the browser would send it again for ever. What fails otherwise leaves it.
    const over = async (code: 'refresh_rejected' | 'account_banned'): Promise<AppError> => {
      if (given === undefined) await forgetCookie(c);
      return new AppError(code);
    };
    const place = token === undefined ? undefined : await services.refreshTokens.read(token);
    if (place === undefined) throw await over('refresh_rejected');
    const key = await services.dpop.read(c.req.raw);
    const result = await services.account(place.accountId).refresh(place.sessionId, place.counter, key);
    if (result.kind === 'banned') throw await over('account_banned');
    if (result.kind === 'replayed') throw new AppError('invalid_dpop_proof');
    if (result.kind === 'rejected') {
      services.states.forget(place.accountId, place.sessionId);
      throw await over('refresh_rejected');
    }
    const data = await handOver(c, await tokensOf(services, place.accountId, result.grant));
    return c.json({ success: true as const, data }, 200);
  });

  app.openapi(logout, async (c) => {
    const { services } = c.var;
    const { accountId, sessionId } = await left(c);
    await services.account(accountId).revokeSession(sessionId, 'signed_out');
    services.states.forget(accountId, sessionId);
    // Last: a sign-out that failed is asked for once more, and the cookie says of which session.
    await forgetCookie(c, sessionId);
    return c.json({ success: true as const, data: { signedOut: true as const } }, 200);
  });
}

/** The session that is signed out: of the access token, or of the web app's cookie. */
async function left(c: Context<EdgeEnv>): Promise<{ readonly accountId: string; readonly sessionId: string }> {
  if (c.req.header('authorization') !== undefined) {
    const { sub, sid } = c.get('caller').claims;
    return { accountId: sub, sessionId: sid };
  }
  const place = await cookiePlace(c);
  if (place !== undefined) return place;
  await forgetCookie(c);
  throw new AppError('unauthenticated');
}
