import { AppError } from '@halobuzz/core/errors/app-error';
import type { Actor } from '@halobuzz/core/tokens';
import { createMiddleware } from 'hono/factory';
import type { Caller, EdgeEnv } from '../http/edge-env.ts';

/**
 * Bearer authentication: the token's signature and claims, then the account as it is now (at most 2 s ago).
 * @throws AppError `unauthenticated`, `session_revoked`, `account_banned`
 */
export const authenticate = createMiddleware<EdgeEnv>(async function authenticateMiddleware(c, next) {
  const [, token] = /^Bearer ([A-Za-z0-9._-]+)$/i.exec(c.req.header('authorization') ?? '') ?? [];
  if (token === undefined) throw new AppError('unauthenticated');
  const services = c.get('services');
  const claims = await services.accessTokens.verify(token);
  const state = await services.states.get(claims.sub, claims.sid);
  if (state === undefined || state.status === 'deleted') throw new AppError('session_revoked');
  if (state.banned) throw new AppError('account_banned');
  if (!state.sessionAlive) throw new AppError('session_revoked');
  if (state.epoch !== claims.epoch) throw new AppError('unauthenticated');
  c.set('caller', { claims, state });
  await next();
});

/** Lets only accounts with a proven e-mail through. Comes after {@link authenticate}. @throws AppError `email_unverified` */
export const requireVerifiedEmail = createMiddleware<EdgeEnv>(async function requireVerifiedEmailMiddleware(c, next) {
  if (!c.get('caller').state.emailVerified) throw new AppError('email_unverified');
  await next();
});

/** The caller as the origin is told of them. */
export function actorOf(caller: Caller, country: string): Actor {
  const { state, claims } = caller;
  return {
    account: state.accountId,
    subject: state.subject,
    name: state.username,
    roles: [...state.roles],
    session: claims.sid,
    emailVerified: state.emailVerified,
    country,
  };
}
