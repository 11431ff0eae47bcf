import { AppError } from '@halobuzz/core/errors/app-error';
import { type ErrorCode, errorSpec } from '@halobuzz/core/errors/codes';
import { problemOf } from '@halobuzz/core/errors/problem';
import { REQUEST_ID_HEADER } from '@halobuzz/core/tokens';
import { HTTPException } from 'hono/http-exception';
import { logLine } from '../observability/log-line.ts';
import { DPOP_ALGORITHMS } from '../tokens/dpop-proof.ts';
import { cacheControl, uncachedRule } from './caching.ts';

/** The one renderer of failures: an expected error as its problem document, anything else logged and as `internal`. */
export function problemResponse(error: unknown, requestId: string): Response {
  const known = appErrorOf(error);
  if (errorSpec(known.code).status >= 500) logFailure(error, known, requestId);
  const headers = new Headers({
    'content-type': 'application/problem+json',
    'cache-control': cacheControl(uncachedRule),
    [REQUEST_ID_HEADER]: requestId,
  });
  if (known.retryAfterMs !== undefined) headers.set('retry-after', String(Math.ceil(known.retryAfterMs / 1000)));
  const problem = problemOf(known, requestId);
  if (problem.status === 401) headers.set('www-authenticate', challengeOf(known.code));
  // Field names are the caller's own words: escaped, they are no markup even where somebody reads the text as such.
  const text = JSON.stringify(problem).replaceAll('<', '\\u003c');
  return new Response(text, { status: problem.status, headers });
}

/** How to authenticate instead (RFC 6750 §3, RFC 9449 §7.1). */
function challengeOf(code: ErrorCode): string {
  const proof = code === 'use_dpop_nonce' || code === 'invalid_dpop_proof';
  return proof ? `DPoP error="${code}", algs="${DPOP_ALGORITHMS.join(' ')}"` : 'Bearer';
}

function appErrorOf(error: unknown): AppError {
  if (error instanceof AppError) return error;
  // Hono's validator throws this for a body that does not parse.
  if (error instanceof HTTPException && error.status === 400) return new AppError('malformed_json', { cause: error });
  return new AppError('internal', { cause: error });
}

/** Stack and message of what went wrong; bodies, headers and addresses never reach the log. */
function logFailure(error: unknown, known: AppError, requestId: string): void {
  const cause = known.cause ?? error;
  const detail = cause instanceof Error ? (known.code === 'internal' ? cause.stack : cause.message) : 'unknown';
  logLine('error', 'request failed', { requestId, code: known.code, detail });
}
