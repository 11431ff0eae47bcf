import { createMiddleware } from 'hono/factory';
import type { Caller, EdgeEnv } from '../http/edge-env.ts';
import { authenticate } from './authenticate.ts';

/**
 * For pages that everybody may read and that show a signed-in reader more. Credentials that are given must hold: one whose
 * session ended should sign in again, not silently be a stranger. @throws AppError as `authenticate`
 */
export const authenticateIfGiven = createMiddleware<EdgeEnv>(async function authenticateIfGivenMiddleware(c, next) {
  if (c.req.header('authorization') === undefined) return next();
  return authenticate(c, next);
});

/** Who reads; undefined for a stranger. */
export function callerIfGiven(variables: Partial<EdgeEnv['Variables']>): Caller | undefined {
  return variables.caller;
}
