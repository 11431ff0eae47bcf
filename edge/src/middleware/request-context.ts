import { newUuidV7 } from '@halobuzz/core/ids';
import { REQUEST_ID_HEADER } from '@halobuzz/core/tokens';
import { createMiddleware } from 'hono/factory';
import { randomBytes } from '../bytes.ts';
import type { EdgeEnv } from '../http/edge-env.ts';
import { countryOf } from '../routing/country.ts';
import type { Services } from '../services.ts';

/** Gives each request an id of our own making, its services and its country. */
export function requestContext(services: Services) {
  return createMiddleware<EdgeEnv>(async function requestContextMiddleware(c, next) {
    const requestId = newUuidV7(services.clock(), randomBytes);
    c.set('requestId', requestId);
    c.set('services', services);
    c.set('country', countryOf(c.req.raw, services.config.environment === 'development'));
    await next();
    c.res.headers.set(REQUEST_ID_HEADER, requestId);
  });
}
