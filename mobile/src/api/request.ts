import { problemSchema } from '@halobuzz/core/api/conventions';
import { errorCodes, isErrorCode } from '@halobuzz/core/errors/codes';
import { type ApiFailure, type ApiResult, failed } from './failure.ts';
import { readAnswer, type Schema } from './schema.ts';

export interface ApiRequest<T> {
  readonly method: 'GET' | 'POST' | 'DELETE';
  /** Behind `/api/v1`, with its query. */
  readonly path: string;
  /** The shape of `data` in the answer. */
  readonly data: Schema<T>;
  readonly body?: unknown;
  /** For every POST that moves money: the same key makes a repetition harmless. */
  readonly idempotencyKey?: string;
}

/** The part of `fetch` that is used. */
export type Fetch = (input: string, init: RequestInit) => Promise<Response>;

/** An answer that has not come by then counts as no answer. */
export const requestTimeoutMs = 15_000;

const apiPrefix = '/api/v1';

/** One HTTP request. Never throws: whatever goes wrong is a failure that says what is known. */
export async function sendRequest<T>(
  baseUrl: string,
  fetch: Fetch,
  request: ApiRequest<T>,
  accessToken?: string,
): Promise<ApiResult<T>> {
  const timeout = new AbortController();
  const timer = setTimeout(() => timeout.abort(), requestTimeoutMs);
  let status: number;
  let body: unknown;
  try {
    const response = await fetch(baseUrl + apiPrefix + request.path, {
      method: request.method,
      headers: {
        accept: 'application/json',
        ...(request.body === undefined ? {} : { 'content-type': 'application/json' }),
        ...(accessToken === undefined ? {} : { authorization: `Bearer ${accessToken}` }),
        ...(request.idempotencyKey === undefined ? {} : { 'idempotency-key': request.idempotencyKey }),
      },
      ...(request.body === undefined ? {} : { body: JSON.stringify(request.body) }),
      credentials: 'omit',
      signal: timeout.signal,
    });
    status = response.status;
    body = jsonOrUndefined(await response.text());
  } catch {
    return failed({ kind: 'network' });
  } finally {
    clearTimeout(timer);
  }
  if (status >= 200 && status < 300) return readSuccess(request.data, status, body);
  return failed(readFailure(status, body));
}

function readSuccess<T>(schema: Schema<T>, status: number, body: unknown): ApiResult<T> {
  const isEnvelope = typeof body === 'object' && body !== null && 'success' in body && body.success === true;
  const data = isEnvelope ? readAnswer(schema, 'data' in body ? body.data : undefined) : undefined;
  return data === undefined ? failed({ kind: 'unreadable', status }) : { ok: true, data };
}

function readFailure(status: number, body: unknown): ApiFailure {
  const problem = readAnswer(problemSchema, body);
  if (problem === undefined) return { kind: 'unreadable', status };
  return {
    kind: 'problem',
    // A newer server may know codes that this build does not: its text still says what happened.
    code: isErrorCode(problem.code) ? problem.code : 'internal',
    status,
    text: isErrorCode(problem.code) ? errorCodes[problem.code].text : problem.title,
    errors: problem.errors ?? [],
    ...(problem.retryAfterMs === undefined ? {} : { retryAfterMs: problem.retryAfterMs }),
    requestId: problem.requestId,
  };
}

function jsonOrUndefined(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
