import { AppError } from '@halobuzz/core/errors/app-error';
import { createMiddleware } from 'hono/factory';
import type { EdgeEnv } from '../http/edge-env.ts';

const WINDOW_MS = 60_000;

/**
 * Bounds the tickets an account may ask for: as many a minute and location as an address may make credential requests
 * (`credentialRequestsPerMinuteMax`; the platform's counter is shared, the keys are not). A client that reconnects in a loop
 * costs the origin nothing more. Comes after `authenticate`; the load profile lifts it.
 * @throws AppError `rate_limited`
 */
export const joinShield = createMiddleware<EdgeEnv>(async function joinShieldMiddleware(c, next) {
  const { services, caller } = c.var;
  if (services.config.rateProfile !== 'load') {
    const { success } = await c.env.CREDENTIAL_SHIELD.limit({ key: `join|${caller.claims.sub}` });
    if (!success) throw new AppError('rate_limited', { retryAfterMs: WINDOW_MS });
  }
  await next();
});
