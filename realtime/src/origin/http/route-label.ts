import type { Context } from 'hono';
import { routePath } from 'hono/route';
import type { OriginEnv } from './origin-env.ts';

const methods: ReadonlySet<string> = new Set(['GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'HEAD', 'OPTIONS']);

/** A pattern of the app, never what a caller wrote; known once the request was answered. */
export function routeLabel(c: Context<OriginEnv>): string {
  const pattern = routePath(c, -1);
  return pattern === '' || pattern.endsWith('*') ? 'unmatched' : pattern;
}

/** As OpenTelemetry names methods: what nobody knows is `_OTHER`. */
export function methodLabel(c: Context<OriginEnv>): string {
  return methods.has(c.req.method) ? c.req.method : '_OTHER';
}
