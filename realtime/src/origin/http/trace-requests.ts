import { AppError } from '@halobuzz/core/errors/app-error';
import { errorSpec, isPause } from '@halobuzz/core/errors/codes';
import { parseTraceContext, TRACEPARENT_HEADER, TRACESTATE_HEADER } from '@halobuzz/core/tracing/trace-context';
import { createMiddleware } from 'hono/factory';
import { inRequestScope } from '../../observability/request-scope.ts';
import type { SpanAttributes, SpanSpec, Tracing } from '../../observability/tracing.ts';
import type { OriginEnv } from './origin-env.ts';
import { methodLabel, routeLabel } from './route-label.ts';
import { isStoreUnavailable } from './store-unavailable.ts';

/**
 * Takes a request's work into the scope of its id and trace. Stands behind `authenticate`: whether a trace is recorded was
 * decided at the edge, and nobody else is believed. A request that fails by our fault is recorded whatever was decided.
 */
export function traceRequests(tracing: Tracing | undefined, nowMs: () => number) {
  return createMiddleware<OriginEnv>(async function traceMiddleware(c, next) {
    const requestId = c.get('requestId');
    if (tracing === undefined) return inRequestScope({ requestId }, next);
    const parent = parseTraceContext(c.req.header(TRACEPARENT_HEADER), c.req.header(TRACESTATE_HEADER));
    const startedAtMs = nowMs();
    // The route is known when it has answered.
    const spec = (attributes: SpanAttributes): SpanSpec => ({ name: methodLabel(c), kind: 'server', attributes });
    const span = (parent?.sampled ?? tracing.sample()) ? tracing.begin(spec({}), parent) : undefined;
    const trace = span?.context ?? tracing.unsampled(parent);
    c.set('trace', trace);
    await inRequestScope({ requestId, trace }, next);
    const { status } = c.res;
    const [method, route] = [methodLabel(c), routeLabel(c)];
    const attributes = { 'http.request.method': method, 'http.route': route, 'http.response.status_code': status };
    const failed = status >= 500 ? codeOf(c.error) : undefined;
    if (span !== undefined) span.end({ failed, attributes, name: `${method} ${route}` });
    else if (failed !== undefined) {
      const past = { name: `${method} ${route}`, kind: 'server', attributes, parent } as const;
      tracing.record({ ...past, startedAtMs, endedAtMs: nowMs(), failed });
    }
  });
}

function codeOf(error: Error | undefined): string | undefined {
  if (error instanceof AppError && isPause(error.code)) return undefined;
  if (error instanceof AppError && errorSpec(error.code).status >= 500) return error.code;
  return isStoreUnavailable(error) ? 'unavailable' : 'internal';
}
