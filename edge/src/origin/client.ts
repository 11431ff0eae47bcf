import { problemSchema, successOf } from '@halobuzz/core/api/conventions';
import { AppError } from '@halobuzz/core/errors/app-error';
import { type ErrorCode, errorCodes } from '@halobuzz/core/errors/codes';
import { newOpaqueId } from '@halobuzz/core/ids';
import { limits } from '@halobuzz/core/limits';
import { type Actor, REQUEST_ID_HEADER, SERVICE_ASSERTION_HEADER } from '@halobuzz/core/tokens';
import { TRACEPARENT_HEADER, TRACESTATE_HEADER, traceparentOf } from '@halobuzz/core/tracing/trace-context';
import { z } from 'zod';
import { randomBytes, utf8 } from '../bytes.ts';
import { requireConfig } from '../env.ts';
import { readBoundedText } from '../http/bounded-text.ts';
import { logLine } from '../observability/log-line.ts';
import { requestScope } from '../observability/request-scope.ts';
import { createSigningKeys } from '../tokens/signing-keys.ts';
import { createAssertionSigner, type SignAssertion } from './assertion.ts';

export interface OriginRequest {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  readonly path: string;
  /** Absent values are left out. */
  readonly query?: Readonly<Record<string, string | number | undefined>>;
  readonly body?: unknown;
  /** Bytes that are passed on as they came, in the place of a body of ours, with these headers. */
  readonly raw?: { readonly body: Uint8Array<ArrayBuffer>; readonly headers: Readonly<Record<string, string>> };
  readonly actor?: Actor;
  readonly requestId?: string;
  readonly idempotencyKey?: string;
  /** Default: `originTimeoutMs`. */
  readonly timeoutMs?: number;
  /** Default: `originAnswerBytesMax`. */
  readonly answerBytesMax?: number;
}

/**
 * The origin's private API. Fails with AppError: the origin's own code when it is in the registry, `unavailable` when the
 * origin cannot be reached, takes too long or answers what nobody expects.
 */
export interface OriginClient {
  /** The `data` of a success, checked against its schema. */
  readonly call: <T extends z.ZodType>(request: OriginRequest, data: T) => Promise<z.output<T>>;
  /** A success as the origin wrote it, unread: for public lists, which the origin makes by the very schema that they are shown by. */
  readonly relay: (request: OriginRequest) => Promise<string>;
  /**
   * A success as a stream of bytes, whatever its length: a file that the origin writes while it is read. The origin has
   * `timeoutMs` to begin; who stops reading stops it.
   */
  readonly stream: (request: OriginRequest) => Promise<Response>;
  /** For calls whose answer says nothing. */
  readonly send: (request: OriginRequest) => Promise<void>;
}

/** How every success begins, as the origin writes it. */
const SUCCESS_BEGINNING = '{"success":true,"data":';

const envelopeSchema = successOf(z.unknown());

export interface OriginClientDeps {
  readonly originUrl: string;
  readonly sign: SignAssertion;
  readonly fetcher: typeof fetch;
}

export function createOriginClient(deps: OriginClientDeps): OriginClient {
  async function send(request: OriginRequest, signal: AbortSignal): Promise<Response> {
    const target = request.path + queryOf(request.query);
    const own = request.body === undefined ? new Uint8Array(0) : utf8(JSON.stringify(request.body));
    const body = request.raw?.body ?? own;
    const headers = new Headers(request.raw?.headers);
    headers.set(REQUEST_ID_HEADER, request.requestId ?? newOpaqueId('rq', randomBytes));
    if (request.raw !== undefined) headers.set('content-type', 'application/octet-stream');
    else if (request.body !== undefined) headers.set('content-type', 'application/json');
    if (request.idempotencyKey !== undefined) headers.set('idempotency-key', request.idempotencyKey);
    // As it will be sent: Headers trims values.
    const idempotencyKey = headers.get('idempotency-key') ?? undefined;
    const { method, actor } = request;
    headers.set(SERVICE_ASSERTION_HEADER, await deps.sign({ method, target, body, actor, idempotencyKey }));
    // The path names accounts: it is the origin that knows the route.
    const trace = requestScope()?.trace?.call(method, { 'http.request.method': method, 'peer.service': 'halobuzz-origin' });
    if (trace !== undefined) {
      headers.set(TRACEPARENT_HEADER, traceparentOf(trace.context));
      if (trace.context.state !== undefined) headers.set(TRACESTATE_HEADER, trace.context.state);
    }
    try {
      const response = await deps.fetcher(deps.originUrl + target, {
        ...{ method: request.method, headers, redirect: 'manual', signal },
        ...(body.byteLength === 0 ? {} : { body }),
      });
      const { status } = response;
      trace?.end({ failed: status >= 500, attributes: { 'http.response.status_code': status } });
      return response;
    } catch (error) {
      trace?.end({ failed: true, attributes: { 'error.type': error instanceof Error ? error.name : 'unknown' } });
      throw error;
    }
  }

  async function answerOf(request: OriginRequest): Promise<{ response: Response; text: string }> {
    const timeout = AbortSignal.timeout(request.timeoutMs ?? limits.originTimeoutMs);
    try {
      const response = await send(request, timeout);
      return { response, text: await answerText(response, request.answerBytesMax ?? limits.originAnswerBytesMax) };
    } catch (cause) {
      throw new AppError('unavailable', { cause });
    }
  }

  async function jsonOf(request: OriginRequest): Promise<unknown> {
    const { response, text } = await answerOf(request);
    const value = parsed(text);
    if (response.ok) return value;
    throw errorOf(request, response.status, value);
  }

  return {
    async call(request, data) {
      const envelope = envelopeSchema.safeParse(await jsonOf(request));
      const answer = data.safeParse(envelope.data?.data);
      if (envelope.success && answer.success) return answer.data;
      const fields = (answer.error?.issues ?? []).map((issue) => issue.path.join('.'));
      logLine('error', `origin: ${request.method} ${request.path} answered another shape at ${fields.join(', ')}`);
      throw new AppError('unavailable', { cause: answer.error });
    },
    async relay(request) {
      const { response, text } = await answerOf(request);
      if (!response.ok) throw errorOf(request, response.status, parsed(text));
      if (text.startsWith(SUCCESS_BEGINNING) && text.endsWith('}')) return text;
      logLine('error', `origin: ${request.method} ${request.path} answered another shape`);
      throw new AppError('unavailable');
    },
    async stream(request) {
      const begin = new AbortController();
      const timer = setTimeout(() => begin.abort(), request.timeoutMs ?? limits.originTimeoutMs);
      try {
        const response = await send(request, begin.signal);
        if (response.ok && response.body !== null) return response;
        throw errorOf(request, response.status, parsed(await answerText(response, limits.originAnswerBytesMax)));
      } catch (cause) {
        throw cause instanceof AppError ? cause : new AppError('unavailable', { cause });
      } finally {
        clearTimeout(timer);
      }
    },
    async send(request) {
      await jsonOf(request);
    },
  };
}

/** At once where its length is known: the connection holds the origin to it. @throws RangeError as `readBoundedText` */
async function answerText(response: Response, bytesMax: number): Promise<string> {
  const { headers } = response;
  const known = headers.has('content-length') && !headers.has('content-encoding');
  if (!known || Number(headers.get('content-length')) > bytesMax) return readBoundedText(response, bytesMax);
  return new TextDecoder('utf-8', { fatal: true, ignoreBOM: false }).decode(await response.arrayBuffer());
}

/** The origin's problem as an error of ours; a code we do not know is not passed on. */
function errorOf(request: OriginRequest, status: number, value: unknown): AppError {
  const problem = problemSchema.safeParse(value);
  const code = problem.success && isErrorCode(problem.data.code) ? problem.data.code : undefined;
  if (!problem.success || code === undefined || code === 'service_assertion_invalid') {
    logLine('error', `origin: ${request.method} ${request.path} answered ${status} ${code ?? 'without a known code'}`);
    return new AppError('unavailable');
  }
  const { errors, retryAfterMs } = problem.data;
  return new AppError(code, {
    ...(errors === undefined ? {} : { errors }),
    ...(retryAfterMs === undefined ? {} : { retryAfterMs }),
  });
}

function isErrorCode(text: string): text is ErrorCode {
  return Object.hasOwn(errorCodes, text);
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function queryOf(query: OriginRequest['query']): string {
  const search = new URLSearchParams();
  for (const [name, value] of Object.entries(query ?? {})) if (value !== undefined) search.set(name, String(value));
  const text = search.toString();
  return text === '' ? '' : `?${text}`;
}

const clients = new WeakMap<object, OriginClient>();

/** The client of an environment; one per isolate, so that keys are imported once. */
export function originClientOf(env: object): OriginClient {
  let client = clients.get(env);
  if (client === undefined) {
    const config = requireConfig(env);
    const sign = createAssertionSigner(createSigningKeys(config.serviceKeys), () => Date.now(), randomBytes);
    client = createOriginClient({ originUrl: config.originUrl, sign, fetcher: (input, init) => fetch(input, init) });
    clients.set(env, client);
  }
  return client;
}
