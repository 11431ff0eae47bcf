import { sleep } from 'k6';
import k6http from 'k6/http';

/** An answer of the public API: `data` of a success, or the code of a refusal. */
export type Answer<T> =
  | { readonly ok: true; readonly status: number; readonly data: T }
  | { readonly ok: false; readonly status: number; readonly code: string };

export interface Call {
  readonly method: 'GET' | 'POST';
  /** Behind `/api/v1`. */
  readonly path: string;
  /** The path without its ids, so that k6 counts all rooms as one address. */
  readonly name?: string;
  readonly body?: unknown;
  readonly accessToken?: string;
  readonly idempotencyKey?: string;
}

const patienceMax = 20;
const patienceSecondsDefault = 2;

/**
 * One call. A 429 is waited out, as a well-behaved client does, at most 20 times. The answer's shape is the edge's
 * contract and not checked here (its own tests do); a wrong one fails the scenario's checks.
 */
export function api<T>(target: string, call: Call): Answer<T> {
  for (let attempt = 0; ; attempt += 1) {
    const response = k6http.request(
      call.method,
      `${target}/api/v1${call.path}`,
      call.body === undefined ? null : JSON.stringify(call.body),
      {
        headers: {
          accept: 'application/json',
          ...(call.body === undefined ? {} : { 'content-type': 'application/json' }),
          ...(call.accessToken === undefined ? {} : { authorization: `Bearer ${call.accessToken}` }),
          ...(call.idempotencyKey === undefined ? {} : { 'idempotency-key': call.idempotencyKey }),
        },
        tags: { name: call.name ?? call.path, kind: 'api' },
        responseType: 'text',
        // A 429 is part of the plan above and no failed request.
        responseCallback: k6http.expectedStatuses({ min: 200, max: 299 }, 429),
      },
    );
    if (response.status === 429 && attempt < patienceMax) {
      sleep(Number(response.headers['Retry-After'] ?? patienceSecondsDefault) || patienceSecondsDefault);
      continue;
    }
    const value = jsonOf(response.body);
    if (response.status >= 200 && response.status < 300) {
      // See above: the shape is the contract's.
      return { ok: true, status: response.status, data: value.data as T };
    }
    return { ok: false, status: response.status, code: typeof value.code === 'string' ? value.code : 'no answer' };
  }
}

/** The data of a success; anything else ends the iteration with its reason. */
export function must<T>(what: string, answer: Answer<T>): T {
  if (answer.ok) return answer.data;
  throw new Error(`${what}: ${answer.status} ${answer.code}`);
}

/** The body of a page that is no API answer (the development mailbox). */
export function page(address: string, name: string): { readonly status: number; readonly text: string } {
  const response = k6http.get(address, { tags: { name }, responseType: 'text' });
  return { status: response.status, text: typeof response.body === 'string' ? response.body : '' };
}

/**
 * A read whose body is counted and thrown away: its status, and its length in bytes as the answer itself says (0 without). Reading
 * the text of each answer costs k6 more than the answer cost whoever gave it.
 */
export function glance(
  target: string,
  path: string,
  name: string,
): { readonly status: number; readonly bytes: number } {
  const { status, headers } = k6http.get(`${target}/api/v1${path}`, {
    headers: { accept: 'application/json' },
    tags: { name },
    responseType: 'none',
  });
  return { status, bytes: Number(headers['Content-Length'] ?? 0) };
}

function jsonOf(body: unknown): { readonly data?: unknown; readonly code?: unknown } {
  if (typeof body !== 'string' || body === '') return {};
  try {
    const value: unknown = JSON.parse(body);
    return typeof value === 'object' && value !== null ? value : {};
  } catch {
    return {};
  }
}
