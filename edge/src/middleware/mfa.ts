import { AppError } from '@halobuzz/core/errors/app-error';
import { limits } from '@halobuzz/core/limits';
import { MFA_AMR } from '@halobuzz/core/tokens';
import { createMiddleware } from 'hono/factory';
import type { Caller, EdgeEnv } from '../http/edge-env.ts';

/**
 * Lets only sessions through that were confirmed by a second factor, at the sign-in or by step-up. A trusted device
 * confirms nothing here: it saves its owner a code at the sign-in, not where money or other people's rights move.
 * @throws AppError `mfa_required`; `mfa_enrolment_required` when the account has no second factor yet
 */
export function assertMfa({ claims, state }: Pick<Caller, 'claims' | 'state'>): void {
  if (!state.secondFactor) throw new AppError('mfa_enrolment_required');
  if (!claims.amr.includes(MFA_AMR)) throw new AppError('mfa_required');
}

/** {@link assertMfa} for a purchase: small ones need no second factor. `amountMinor` in its currency's minor units. */
export function assertMfaForPurchase(caller: Pick<Caller, 'claims' | 'state'>, amountMinor: bigint): void {
  if (amountMinor > limits.purchaseWithoutMfaMinorMax) assertMfa(caller);
}

/** {@link assertMfa} as a middleware, for payouts and staff. Comes after `authenticate`. */
export const requireMfa = createMiddleware<EdgeEnv>(async function requireMfaMiddleware(c, next) {
  assertMfa(c.get('caller'));
  await next();
});
