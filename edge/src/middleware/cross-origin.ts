import { AppError } from '@halobuzz/core/errors/app-error';
import { createMiddleware } from 'hono/factory';
import type { Config } from '../env.ts';
import type { EdgeEnv } from '../http/edge-env.ts';
import { COUNTRY_OVERRIDE_HEADER } from '../routing/country.ts';

const LOOPBACK = /^http:\/\/(localhost|127\.0\.0\.1)(:[0-9]{1,5})?$/;
const METHODS = 'GET, HEAD, POST, PUT, PATCH, DELETE';
const REQUEST_HEADERS = 'authorization, content-type, dpop, idempotency-key';
const PREFLIGHT_SECONDS_MAX = 600;

/** Whether a browser page of this origin may call: our own, and in development any on loopback. Compared whole. */
export function originAllowed(config: Pick<Config, 'publicUrl' | 'environment'>, origin: string): boolean {
  return origin === config.publicUrl || (config.environment === 'development' && LOOPBACK.test(origin));
}

/**
 * CORS, strictly: a request that names a foreign origin (`null` too) is refused, not only left without headers. The one
 * cookie is for our own origin (`web-session`), so credentials are never allowed. Preflights are answered here.
 */
export function crossOrigin(config: Config) {
  const development = config.environment === 'development';
  const requestHeaders = development ? `${REQUEST_HEADERS}, ${COUNTRY_OVERRIDE_HEADER}` : REQUEST_HEADERS;
  return createMiddleware<EdgeEnv>(async function crossOriginMiddleware(c, next) {
    const origin = c.req.header('origin');
    if (origin !== undefined && !originAllowed(config, origin)) throw new AppError('origin_not_allowed');
    const preflight = c.req.method === 'OPTIONS' && c.req.header('access-control-request-method') !== undefined;
    if (origin === undefined || !preflight) {
      await next();
    } else {
      const answer = new Response(null, { status: 204 });
      answer.headers.set('access-control-allow-methods', METHODS);
      answer.headers.set('access-control-allow-headers', requestHeaders);
      answer.headers.set('access-control-max-age', String(PREFLIGHT_SECONDS_MAX));
      c.res = answer;
    }
    c.res.headers.append('vary', 'Origin');
    if (origin !== undefined) {
      c.res.headers.set('access-control-allow-origin', origin);
      c.res.headers.set('access-control-expose-headers', 'x-request-id, retry-after, dpop-nonce, www-authenticate');
    }
  });
}
