import { AppError } from '@halobuzz/core/errors/app-error';
import { limits } from '@halobuzz/core/limits';
import { createMiddleware } from 'hono/factory';
import type { EdgeEnv } from '../http/edge-env.ts';

/**
 * Lets only callers through who proved themselves a moment ago (`stepUpAgeMs`), by signing in or by `/auth/step-up`:
 * a stolen access token alone changes nothing that matters. Comes after `authenticate`. @throws AppError `step_up_required`
 */
export const requireStepUp = createMiddleware<EdgeEnv>(async function requireStepUpMiddleware(c, next) {
  const provenAtMs = c.get('caller').claims.auth_time * 1000;
  if (c.get('services').clock() - provenAtMs > limits.stepUpAgeMs) throw new AppError('step_up_required');
  await next();
});
