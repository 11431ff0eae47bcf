import { AppError } from '@halobuzz/core/errors/app-error';
import { createMiddleware } from 'hono/factory';
import type { EdgeEnv } from '../http/edge-env.ts';
import { addressKey, addressOf } from '../routing/address.ts';

const WINDOW_MS = 60_000;

/**
 * Bounds credential requests per address: `credentialRequestsPerMinuteMax` a minute and location, counted by the
 * platform. Coarse by design; exact counters stand behind it. The load profile lifts it.
 * @throws AppError `rate_limited`
 */
export const credentialShield = createMiddleware<EdgeEnv>(async function credentialShieldMiddleware(c, next) {
  if (c.get('services').config.rateProfile !== 'load') {
    const { success } = await c.env.CREDENTIAL_SHIELD.limit({ key: addressKey(addressOf(c.req.raw)) });
    if (!success) throw new AppError('rate_limited', { retryAfterMs: WINDOW_MS });
  }
  await next();
});
