import { AppError } from '@halobuzz/core/errors/app-error';
import type { Context } from 'hono';
import { createMiddleware } from 'hono/factory';
import type { EdgeEnv } from '../http/edge-env.ts';
import { addressKey, addressOf } from '../routing/address.ts';

const WINDOW_MS = 60_000;

/**
 * Bounds requests of one key: `credentialRequestsPerMinuteMax` a minute and location, counted by the platform. Coarse by
 * design; exact counters stand behind it. The load profile lifts it. The counter is shared, so keys of different kinds differ.
 * @throws AppError `rate_limited`
 */
function platformShield(keyOf: (c: Context<EdgeEnv>) => string) {
  return createMiddleware<EdgeEnv>(async function platformShieldMiddleware(c, next) {
    if (c.get('services').config.rateProfile !== 'load') {
      const { success } = await c.env.CREDENTIAL_SHIELD.limit({ key: keyOf(c) });
      if (!success) throw new AppError('rate_limited', { retryAfterMs: WINDOW_MS });
    }
    await next();
  });
}

/** Credential requests, by the caller's address. */
export const credentialShield = platformShield((c) => addressKey(addressOf(c.req.raw)));

/** Payments, by account: each may make the origin ask a provider. Comes after `authenticate`. */
export const paymentShield = platformShield((c) => `pay|${c.get('caller').claims.sub}`);

/** What hosts do with their broadcasts, by account: each costs a change that lasts, some a password's hash. As above. */
export const streamShield = platformShield((c) => `stream|${c.get('caller').claims.sub}`);

/** Tickets, by account: a client that reconnects in a loop costs the origin nothing more. Comes after `authenticate`. */
export const joinShield = platformShield((c) => `join|${c.get('caller').claims.sub}`);
