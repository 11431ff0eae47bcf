import { AppError } from '@halobuzz/core/errors/app-error';
import { limits } from '@halobuzz/core/limits';
import { MFA_AMR } from '@halobuzz/core/tokens';
import { createMiddleware } from 'hono/factory';
import type { Caller, EdgeEnv } from '../http/edge-env.ts';
import type { Services } from '../services.ts';

/**
 * Lets only callers through who proved themselves a moment ago (`stepUpAgeMs`), by signing in or by `/auth/step-up`:
 * a stolen access token alone changes nothing that matters. Where the account has a second factor, the session must have
 * been confirmed by one: a trusted device saves it at the sign-in, not here. Comes after `authenticate`.
 * @throws AppError `step_up_required`
 */
export const requireStepUp = createMiddleware<EdgeEnv>(async function requireStepUpMiddleware(c, next) {
  assertStepUp(c.get('services'), c.get('caller'));
  await next();
});

/** The same where only some requests to a route want it. @throws AppError `step_up_required` */
export function assertStepUp({ clock }: Pick<Services, 'clock'>, { claims, state }: Caller): void {
  const fresh = clock() - claims.auth_time * 1000 <= limits.stepUpAgeMs;
  if (!fresh || (state.secondFactor && !claims.amr.includes(MFA_AMR))) throw new AppError('step_up_required');
}
