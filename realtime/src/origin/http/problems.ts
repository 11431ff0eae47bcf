import { AppError } from '@halobuzz/core/errors/app-error';
import { problemOf } from '@halobuzz/core/errors/problem';
import type { Context } from 'hono';
import type { ContentfulStatusCode } from 'hono/utils/http-status';
import type { OriginEnv } from './origin-env.ts';
import type { OriginLog } from './origin-log.ts';
import { isStoreUnavailable } from './store-unavailable.ts';

/** The one renderer of failures: RFC 9457 with the registry's code. A bug is logged whole and answered `internal`. */
export function renderProblem(log: OriginLog) {
  return function onError(error: unknown, c: Context<OriginEnv>): Response {
    const failure = appErrorOf(error);
    if (failure.code === 'internal') log.error({ err: error, requestId: c.get('requestId') }, 'unexpected failure');
    else if (failure.code === 'unavailable' && failure.cause !== undefined)
      log.warn({ err: failure.cause, requestId: c.get('requestId') }, 'a store is out of reach');
    const problem = problemOf(failure, c.get('requestId'));
    const retryAfter =
      failure.retryAfterMs === undefined ? {} : { 'retry-after': String(Math.ceil(failure.retryAfterMs / 1000)) };
    // Every status of the registry is one that carries a body.
    return c.body(JSON.stringify(problem), problem.status as ContentfulStatusCode, {
      'content-type': 'application/problem+json',
      ...retryAfter,
    });
  };
}

function appErrorOf(error: unknown): AppError {
  if (error instanceof AppError) return error;
  if (isStoreUnavailable(error)) return new AppError('unavailable', { retryAfterMs: 1_000, cause: error });
  return new AppError('internal', { cause: error });
}
