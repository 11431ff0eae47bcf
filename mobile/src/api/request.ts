import { problemSchema } from '@halobuzz/core/api/conventions';
import { readAnswer, type Schema } from '@halobuzz/core/api/read-answer';
import { errorCodes, isErrorCode } from '@halobuzz/core/errors/codes';
import { CLIENT_HEADER, WEB_CLIENT } from '@halobuzz/core/tokens';
import { type ApiFailure, type ApiResult, failed } from './failure.ts';

/** A request whose answer is a file, or where only the answer's being there counts. */
export interface FileRequest {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  /** Behind `/api/v1`, with its query. */
  readonly path: string;
  /** A `Blob` goes out as it is, anything else as JSON. */
  readonly body?: unknown;
  /** For every POST that moves money: the same key makes a repetition harmless. */
  readonly idempotencyKey?: string;
  /** Carries the browser's cookie of its session, and may change it; everything else goes without cookies. */
  readonly sessionCookie?: boolean;
  /** Gives the request up, for whom nobody waits any more: it counts as no answer. */
  readonly signal?: AbortSignal | undefined;
}

export interface ApiRequest<T> extends FileRequest {
  /** The shape of `data` in the answer. */
  readonly data: Schema<T>;
}

/** The part of `fetch` that is used. */
export type Fetch = (input: string, init: RequestInit) => Promise<Response>;

/** An answer that has not come by then counts as no answer. */
export const requestTimeoutMs = 15_000;
/** The same for what sends a picture, which the server also has to look through. */
export const uploadTimeoutMs = 60_000;
/** The same for a file: it may be large, and the line slow. */
export const fileTimeoutMs = 15 * 60_000;

const apiPrefix = '/api/v1';

/** One HTTP request. Never throws: whatever goes wrong is a failure that says what is known. */
export async function sendRequest<T>(
  baseUrl: string,
  fetch: Fetch,
  request: ApiRequest<T>,
  accessToken?: string,
): Promise<ApiResult<T>> {
  const answer = await exchange(
    { baseUrl, fetch, request, accessToken, timeoutMs: timeoutOf(request.body) },
    async (response) => ({
      status: response.status,
      body: jsonOrUndefined(await response.text()),
    }),
  );
  if (answer === undefined) return failed({ kind: 'network' });
  const { status, body } = answer;
  return isSuccess(status) ? readSuccess(request.data, status, body) : failed(readFailure(status, body));
}

/** The same for an answer that is a file. One that breaks off counts as no answer. */
export async function requestFile(
  baseUrl: string,
  fetch: Fetch,
  request: FileRequest,
  accessToken?: string,
): Promise<ApiResult<Blob>> {
  const answer = await exchange({ baseUrl, fetch, request, accessToken, timeoutMs: fileTimeoutMs }, async (response) =>
    isSuccess(response.status)
      ? { ok: true as const, data: await response.blob() }
      : failed(readFailure(response.status, jsonOrUndefined(await response.text()))),
  );
  return answer ?? failed({ kind: 'network' });
}

interface Exchange {
  readonly baseUrl: string;
  readonly fetch: Fetch;
  readonly request: FileRequest;
  readonly accessToken: string | undefined;
  readonly timeoutMs: number;
}

/** Sends and reads within the time; undefined when no whole answer came. */
async function exchange<T>(
  { baseUrl, fetch, request, accessToken, timeoutMs }: Exchange,
  read: (response: Response) => Promise<T>,
): Promise<T | undefined> {
  const timeout = new AbortController();
  const timer = setTimeout(() => timeout.abort(), timeoutMs);
  const giveUp = (): void => timeout.abort();
  request.signal?.addEventListener('abort', giveUp);
  try {
    if (request.signal?.aborted === true) return undefined;
    const response = await fetch(baseUrl + apiPrefix + request.path, {
      method: request.method,
      headers: {
        accept: 'application/json',
        ...(request.body === undefined ? {} : { 'content-type': typeOf(request.body) }),
        ...(accessToken === undefined ? {} : { authorization: `Bearer ${accessToken}` }),
        ...(request.sessionCookie === true ? { [CLIENT_HEADER]: WEB_CLIENT } : {}),
        ...(request.idempotencyKey === undefined ? {} : { 'idempotency-key': request.idempotencyKey }),
      },
      ...(request.body === undefined ? {} : { body: bytesOf(request.body) }),
      credentials: request.sessionCookie === true ? 'same-origin' : 'omit',
      signal: timeout.signal,
    });
    return await read(response);
  } catch {
    return undefined;
  } finally {
    clearTimeout(timer);
    request.signal?.removeEventListener('abort', giveUp);
  }
}

function timeoutOf(body: unknown): number {
  return body instanceof Blob ? uploadTimeoutMs : requestTimeoutMs;
}

function typeOf(body: unknown): string {
  return body instanceof Blob ? body.type : 'application/json';
}

function bytesOf(body: unknown): Blob | string {
  return body instanceof Blob ? body : JSON.stringify(body);
}

function isSuccess(status: number): boolean {
  return status >= 200 && status < 300;
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
    ...(problem.erasure === undefined ? {} : { erasure: problem.erasure }),
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
