import { createMiddleware } from 'hono/factory';
import { routePath } from 'hono/route';
import { Counter, Histogram, type Registry } from 'prom-client';
import type { OriginEnv } from './origin-env.ts';
import type { OriginLog } from './origin-log.ts';

/** Called once per answered request. `route` is a pattern of the app, or `unmatched`. */
export type RouteObserver = (route: string, method: string, status: number, seconds: number) => void;

/** Requests by route pattern, method and status: labels that a caller cannot multiply. */
export function routeMetrics(registry: Registry): RouteObserver {
  const labels = { labelNames: ['route', 'method', 'status'] as const, registers: [registry] };
  const requests = new Counter({ name: 'origin_http_requests_total', help: 'Requests answered.', ...labels });
  const duration = new Histogram({
    name: 'origin_http_request_duration_seconds',
    help: 'Time from the request to its answer.',
    buckets: [0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5],
    labelNames: ['route', 'method'] as const,
    registers: [registry],
  });
  return (route, method, status, seconds) => {
    requests.inc({ route, method, status: String(status) });
    duration.observe({ route, method }, seconds);
  };
}

const methods = new Set(['GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'HEAD', 'OPTIONS']);

/** One log line and one measurement per request. Neither holds the query, the body or a header. */
export function observeRequests(log: OriginLog, observe: RouteObserver, nowMs: () => number) {
  return createMiddleware<OriginEnv>(async function observeMiddleware(c, next) {
    const startedMs = nowMs();
    await next();
    const pattern = routePath(c, -1);
    const route = pattern === '' || pattern.endsWith('*') ? 'unmatched' : pattern;
    const method = methods.has(c.req.method) ? c.req.method : 'other';
    const seconds = (nowMs() - startedMs) / 1000;
    observe(route, method, c.res.status, seconds);
    log.info(
      { requestId: c.get('requestId'), route, method, status: c.res.status, ms: Math.round(seconds * 1000) },
      'request',
    );
  });
}
