import { AppError } from '@halobuzz/core/errors/app-error';
import { newUuidV7 } from '@halobuzz/core/ids';
import { REQUEST_ID_HEADER } from '@halobuzz/core/tokens';
import { createMiddleware } from 'hono/factory';
import { routePath } from 'hono/route';
import { randomBytes } from '../bytes.ts';
import type { EdgeEnv } from '../http/edge-env.ts';
import { inRequestScope } from '../observability/request-scope.ts';
import { countryOf } from '../routing/country.ts';
import type { Services } from '../services.ts';

/** Gives each request an id of our own making, its services, its country, and a trace where they are collected. */
export function requestContext(services: Services) {
  return createMiddleware<EdgeEnv>(async function requestContextMiddleware(c, next) {
    const requestId = newUuidV7(services.clock(), randomBytes);
    c.set('requestId', requestId);
    c.set('services', services);
    c.set('country', countryOf(c.req.raw, services.config.environment === 'development'));
    const trace = services.tracing?.begin(c.req.raw.headers);
    await inRequestScope({ requestId, trace }, next);
    c.res.headers.set(REQUEST_ID_HEADER, requestId);
    if (trace === undefined) return;
    const pattern = routePath(c, -1);
    const route = pattern === '' || pattern.endsWith('*') ? 'unmatched' : pattern;
    const left = trace.end({ method: tracedMethod(c.req.method), route, status: c.res.status, code: codeOf(c.error) });
    if (left !== undefined) c.executionCtx.waitUntil(left);
  });
}

const methods: ReadonlySet<string> = new Set(['GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'HEAD', 'OPTIONS']);

/** As OpenTelemetry names methods: what nobody knows is `_OTHER`. */
function tracedMethod(method: string): string {
  return methods.has(method) ? method : '_OTHER';
}

function codeOf(error: Error | undefined): string | undefined {
  if (error === undefined) return undefined;
  return error instanceof AppError ? error.code : 'internal';
}
