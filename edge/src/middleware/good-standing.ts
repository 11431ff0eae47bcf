import { AppError } from '@halobuzz/core/errors/app-error';
import { createMiddleware } from 'hono/factory';
import type { EdgeEnv } from '../http/edge-env.ts';

/**
 * Lets nobody through who is suspended: for what others see. Comes after `authenticate`.
 * @throws AppError `account_suspended`
 */
export const requireGoodStanding = createMiddleware<EdgeEnv>(async function goodStandingMiddleware(c, next) {
  assertNotSuspended(c.get('caller').state.restrictions);
  await next();
});

/**
 * {@link requireGoodStanding} for going live: a warning is read first, too.
 * @throws AppError `account_suspended`, `warning_unread`
 */
export const requireMayBroadcast = createMiddleware<EdgeEnv>(async function mayBroadcastMiddleware(c, next) {
  const { restrictions } = c.get('caller').state;
  assertNotSuspended(restrictions);
  if (restrictions.warned) throw new AppError('warning_unread');
  await next();
});

function assertNotSuspended({ suspendedUntilMs }: { readonly suspendedUntilMs: number }): void {
  if (suspendedUntilMs > Date.now()) throw new AppError('account_suspended');
}
