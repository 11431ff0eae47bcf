import { AppError } from '@halobuzz/core/errors/app-error';
import { statusClassOf } from '@halobuzz/core/observability/status-class';
import { createMiddleware } from 'hono/factory';
import { routePath } from 'hono/route';
import type { Registry } from 'prom-client';
import { originMetricSpecs as specs } from '../../observability/catalogue/origin-metrics.ts';
import { metricsIn } from '../../observability/metrics-in.ts';
import type { OriginEnv } from './origin-env.ts';
import type { OriginLog } from './origin-log.ts';

/** Called once per answered request. `route` is a pattern of the app, or `unmatched`; `code` is that of a refusal. */
export type RouteObserver = (route: string, method: string, status: number, seconds: number, code?: string) => void;

/** Requests by route pattern, method and class of the status: labels that a caller cannot multiply. */
export function routeMetrics(registry: Registry): RouteObserver {
  const metrics = metricsIn(registry);
  const requests = metrics.counter(specs.requests);
  const duration = metrics.histogram(specs.requestSeconds);
  return (route, method, status, seconds, code) => {
    requests.inc({ route, method, status: statusClassOf(status, code) });
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
    observe(route, method, c.res.status, seconds, c.error instanceof AppError ? c.error.code : undefined);
    const trace = c.get('trace');
    const ids = trace === undefined ? {} : { traceId: trace.traceId, spanId: trace.spanId };
    log.info(
      { requestId: c.get('requestId'), ...ids, route, method, status: c.res.status, ms: Math.round(seconds * 1000) },
      'request',
    );
  });
}
