import { problemSchema } from '@halobuzz/core/api/conventions';
import { type ErrorCode, errorCodes } from '@halobuzz/core/errors/codes';
import { z } from 'zod';

/** A refusal of the public API, by its code; `unavailable` also stands for an address that does not answer. */
export class ApiError extends Error {
  readonly code: ErrorCode;
  readonly status: number;
  readonly retryAfterMs: number | undefined;

  constructor(code: ErrorCode, status: number, message: string, retryAfterMs?: number) {
    super(message);
    this.name = 'ApiError';
    this.code = code;
    this.status = status;
    this.retryAfterMs = retryAfterMs;
  }
}

export interface ApiRequest<T> {
  readonly method: 'GET' | 'POST' | 'PATCH' | 'DELETE';
  /** From the root, with its query: `/api/v1/streams?limit=5`. */
  readonly path: string;
  readonly body?: unknown;
  readonly accessToken?: string;
  readonly idempotencyKey?: string;
  /** Of the answer's `data`. */
  readonly data: z.ZodType<T>;
  readonly timeoutMs?: number;
}

const timeoutMsDefault = 30_000;
const successSchema = z.object({ success: z.literal(true), data: z.unknown() });

/**
 * One call of the public API; answers the checked `data`.
 * Throws an {@link ApiError} for every refusal and when nothing answers, and a plain error for an answer of another shape.
 */
export async function apiRequest<T>(baseUrl: string, request: ApiRequest<T>): Promise<T> {
  const { response, text } = await send(baseUrl, request);
  const value = jsonOf(text);
  if (!response.ok) throw refusalOf(response, value, request);
  const envelope = successSchema.safeParse(value);
  const data = envelope.success ? request.data.safeParse(envelope.data.data) : envelope;
  if (!data.success) {
    throw new Error(`${request.method} ${request.path} answered in another shape: ${z.prettifyError(data.error)}`);
  }
  // `data` came from the request's own schema: the envelope alone never reaches this line as a success.
  return data.data as T;
}

async function send<T>(baseUrl: string, request: ApiRequest<T>): Promise<{ response: Response; text: string }> {
  try {
    const response = await fetch(new URL(request.path, baseUrl), {
      method: request.method,
      headers: {
        accept: 'application/json',
        ...(request.body === undefined ? {} : { 'content-type': 'application/json' }),
        ...(request.accessToken === undefined ? {} : { authorization: `Bearer ${request.accessToken}` }),
        ...(request.idempotencyKey === undefined ? {} : { 'idempotency-key': request.idempotencyKey }),
      },
      signal: AbortSignal.timeout(request.timeoutMs ?? timeoutMsDefault),
      ...(request.body === undefined ? {} : { body: JSON.stringify(request.body) }),
    });
    return { response, text: await response.text() };
  } catch (error) {
    const reason = error instanceof Error ? (error.cause instanceof Error ? error.cause.message : error.message) : '';
    throw new ApiError('unavailable', 0, `${request.method} ${request.path}: no answer (${reason})`);
  }
}

function refusalOf<T>(response: Response, value: unknown, request: ApiRequest<T>): ApiError | Error {
  const what = `${request.method} ${request.path}`;
  const problem = problemSchema.safeParse(value);
  if (!problem.success || !isErrorCode(problem.data.code)) {
    return new ApiError(
      response.status >= 500 ? 'unavailable' : 'internal',
      response.status,
      `${what}: ${response.status}`,
    );
  }
  const fields = (problem.data.errors ?? []).map((entry) => `; ${entry.field} ${entry.message}`).join('');
  const headerSeconds = Number(response.headers.get('retry-after') ?? Number.NaN);
  const retryAfterMs =
    problem.data.retryAfterMs ?? (Number.isFinite(headerSeconds) ? headerSeconds * 1_000 : undefined);
  return new ApiError(problem.data.code, response.status, `${what}: ${problem.data.code}${fields}`, retryAfterMs);
}

function isErrorCode(code: string): code is ErrorCode {
  return Object.hasOwn(errorCodes, code);
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
