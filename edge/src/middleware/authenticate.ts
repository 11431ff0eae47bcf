import { AppError } from '@halobuzz/core/errors/app-error';
import { isStaff } from '@halobuzz/core/roles';
import type { AccessClaims, Actor } from '@halobuzz/core/tokens';
import type { Context } from 'hono';
import { createMiddleware } from 'hono/factory';
import type { Caller, EdgeEnv } from '../http/edge-env.ts';
import type { Services } from '../services.ts';
import { assertMfa } from './mfa.ts';

/**
 * The token's signature and claims, then the account as it is now (at most 2 s ago). A session bound to a key is
 * answered with a proof of that key only (`Authorization: DPoP`, RFC 9449 §7), any other with `Bearer` only. Staff pass
 * with a second factor only.
 * @throws AppError `unauthenticated`, `session_revoked`, `account_banned`, `use_dpop_nonce`, `invalid_dpop_proof`,
 * `mfa_required`, `mfa_enrolment_required`, `account_too_young`, `parent_consent_required`
 */
export const authenticate = createMiddleware<EdgeEnv>(async function authenticateMiddleware(c, next) {
  const caller = await callerOf(c);
  // Set first: the log of a refusal names its caller.
  c.set('caller', caller);
  assertNotEndingForAge(caller);
  if (isStaff(caller.state.roles)) assertMfa(caller);
  await next();
});

/**
 * {@link authenticate} for the few routes that staff need before they have a second factor: those that set one up, prove
 * it, or leave.
 */
export const authenticateForEnrolment = createMiddleware<EdgeEnv>(async function enrolmentMiddleware(c, next) {
  c.set('caller', await callerOf(c));
  await next();
});

/**
 * {@link authenticate} for the routes by which somebody whose account ends for their age can still object: correct a birth
 * date, or have a parent asked.
 */
export const authenticateToObject = createMiddleware<EdgeEnv>(async function objectingMiddleware(c, next) {
  const caller = await callerOf(c);
  c.set('caller', caller);
  if (isStaff(caller.state.roles)) assertMfa(caller);
  await next();
});

function assertNotEndingForAge({ state }: Caller): void {
  if (!state.endsForAge) return;
  throw new AppError(state.minor === 'needs_parent' ? 'parent_consent_required' : 'account_too_young');
}

async function callerOf(c: Context<EdgeEnv>): Promise<Caller> {
  const [, scheme = '', token] = /^(Bearer|DPoP) ([A-Za-z0-9._-]+)$/i.exec(c.req.header('authorization') ?? '') ?? [];
  if (token === undefined) throw new AppError('unauthenticated');
  const services = c.get('services');
  const claims = await services.accessTokens.verify(token);
  const state = await stateFor(services, claims);
  if (state?.status !== 'active') throw new AppError('session_revoked');
  if (state.banned) throw new AppError('account_banned');
  if (!state.sessionAlive) throw new AppError('session_revoked');
  if (state.epoch !== claims.epoch) throw new AppError('unauthenticated');
  if (state.sessionJkt !== (claims.cnf?.jkt ?? '')) throw new AppError('unauthenticated');
  if (claims.cnf !== undefined) await requireProof(services, c.req.raw, token, claims, scheme);
  else if (/^DPoP$/i.test(scheme)) throw new AppError('unauthenticated');
  return { claims, state };
}

/** A token newer than the cached state, made by another isolate a moment ago, shows that the cache is old. */
async function stateFor(services: Services, { sub, sid, epoch, cnf }: AccessClaims) {
  const cached = await services.states.get(sub, sid);
  if (cached === undefined) return undefined;
  const boundSince = cnf !== undefined && cached.sessionJkt === '';
  if (epoch <= cached.epoch && !boundSince) return cached;
  services.states.forget(sub, sid);
  return services.states.get(sub, sid);
}

const READING = new Set(['GET', 'HEAD']);

/**
 * A proof is spent where the session lives when the request changes something, so none works twice anywhere. For
 * reading, each isolate remembers what it saw: asking the account each time would cost more than a repeated read tells.
 */
async function requireProof(
  services: Services,
  request: Request,
  token: string,
  claims: AccessClaims,
  scheme: string,
): Promise<void> {
  if (!/^DPoP$/i.test(scheme)) throw new AppError('invalid_dpop_proof');
  const proof = await services.dpop.read(request, token);
  if (proof.jkt === '' || proof.jkt !== claims.cnf?.jkt) throw new AppError('invalid_dpop_proof');
  const fresh = services.dpop.noteHere(proof.proofId);
  const spent =
    READING.has(request.method) || (fresh && (await services.account(claims.sub).spendProof(proof.proofId)));
  if (!fresh || !spent) throw new AppError('invalid_dpop_proof');
}

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
    adult: state.adult,
    parentNeeded: state.minor === 'needs_parent',
  };
}

/** What a call of the origin in this request says of who makes it. */
export function asCaller(c: Context<EdgeEnv>): { readonly actor: Actor; readonly requestId: string } {
  const { caller, country, requestId } = c.var;
  return { actor: actorOf(caller, country), requestId };
}
