import { problemSchema } from '@halobuzz/core/api/conventions';
import { readAnswer, type Schema } from '@halobuzz/core/api/read-answer';
import { errorCodes, isErrorCode } from '@halobuzz/core/errors/codes';
import { CLIENT_HEADER, WEB_CLIENT } from '@halobuzz/core/tokens';
import { ApiProblem } from './api-problem.ts';
import { type Query, queryOf } from './query-of.ts';

/** A request whose answer is a file. */
export interface FileRequest {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  /** Behind `/api/v1`. */
  readonly path: string;
  readonly query?: Query;
  /** A `Blob` goes out as it is, anything else as JSON. */
  readonly body?: unknown;
  /** For every POST that moves money: the same key makes a repetition harmless. */
  readonly idempotencyKey?: string;
}

export interface ApiRequest<T> extends FileRequest {
  /** The shape of `data` in the answer. */
  readonly schema: Schema<T>;
}

/** As whom a request goes: with the access token, or with the browser's cookie of the session, or as nobody. */
export interface Credentials {
  readonly token?: string;
  readonly cookie?: boolean;
}

/** The part of `fetch` that is used. */
export type Fetch = (input: string, init: RequestInit) => Promise<Response>;

/** An answer that has not begun by then counts as no answer. */
export const answerTimeoutMs = 30_000;

/** One request, its answer read by the schema. @throws ApiProblem */
export async function sendRequest<T>(fetch: Fetch, request: ApiRequest<T>, as: Credentials = {}): Promise<T> {
  const response = await openAnswer(fetch, request, as);
  const body = jsonOrUndefined(await readOr(response.text()));
  const isEnvelope = typeof body === 'object' && body !== null && 'success' in body && body.success === true;
  const data = isEnvelope ? readAnswer(request.schema, 'data' in body ? body.data : undefined) : undefined;
  if (data === undefined) throw unreadable(response.status);
  return data;
}

/** The same where the answer is a file; its bytes are the caller's to read. @throws ApiProblem */
export async function openAnswer(fetch: Fetch, request: FileRequest, as: Credentials = {}): Promise<Response> {
  const response = await exchange(fetch, request, as);
  if (response.ok) return response;
  throw problemOfAnswer(response.status, jsonOrUndefined(await readOr(response.text())));
}

async function exchange(fetch: Fetch, request: FileRequest, as: Credentials): Promise<Response> {
  const { body } = request;
  const timeout = new AbortController();
  const timer = setTimeout(() => timeout.abort(), answerTimeoutMs);
  try {
    return await fetch(`/api/v1${request.path}${queryOf(request.query)}`, {
      method: request.method,
      headers: {
        accept: 'application/json',
        ...(body === undefined ? {} : { 'content-type': body instanceof Blob ? body.type : 'application/json' }),
        ...(as.token === undefined ? {} : { authorization: `Bearer ${as.token}` }),
        ...(as.cookie === true ? { [CLIENT_HEADER]: WEB_CLIENT } : {}),
        ...(request.idempotencyKey === undefined ? {} : { 'idempotency-key': request.idempotencyKey }),
      },
      ...(body === undefined ? {} : { body: body instanceof Blob ? body : JSON.stringify(body) }),
      credentials: as.cookie === true ? 'same-origin' : 'omit',
      signal: timeout.signal,
    });
  } catch {
    throw noAnswer();
  } finally {
    clearTimeout(timer);
  }
}

async function readOr(text: Promise<string>): Promise<string> {
  try {
    return await text;
  } catch {
    throw noAnswer();
  }
}

function noAnswer(): ApiProblem {
  return new ApiProblem('network', 'No answer came. Look whether it was done before you do it again.');
}

function unreadable(status: number): ApiProblem {
  return new ApiProblem('unreadable', 'The answer could not be read. Reload the page: it may be out of date.', {
    status,
  });
}

function problemOfAnswer(status: number, body: unknown): ApiProblem {
  const problem = readAnswer(problemSchema, body);
  if (problem === undefined) return unreadable(status);
  const { code, title, errors, retryAfterMs, requestId } = problem;
  return new ApiProblem(
    // A newer server may know codes that this page does not: its text still says what happened.
    isErrorCode(code) ? code : 'internal',
    isErrorCode(code) ? errorCodes[code].text : title,
    {
      ...{ status, requestId, errors: errors ?? [] },
      ...(retryAfterMs === undefined ? {} : { retryAfterMs }),
    },
  );
}

function jsonOrUndefined(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
