import { limits } from '@halobuzz/core/limits';
import { readBounded } from '../../http/bounded-body.ts';

export type Fetch = typeof fetch;

/** A store did not answer, or not with what it promises: the same question may be asked again. */
export class StoreUnavailable extends Error {
  /** HTTP status, or undefined when there was no answer. */
  readonly status: number | undefined;

  constructor(what: string, status?: number) {
    super(status === undefined ? `${what} did not answer` : `${what} answered ${status}`);
    this.name = 'StoreUnavailable';
    this.status = status;
  }
}

/**
 * `fetch` for a store's API: bounded in time and in what it reads, and without redirects, since requests carry credentials.
 * `instead` sends what is for one origin to another (a recorded server); what is for any other passes as it is.
 */
export function storeFetch(instead: ReadonlyMap<string, string> = new Map()): Fetch {
  return async (input, init) => {
    const asked = new URL(typeof input === 'string' || input instanceof URL ? input : input.url);
    const base = instead.get(asked.origin);
    const url = base === undefined ? asked : new URL(asked.pathname + asked.search, base);
    const signal = AbortSignal.timeout(limits.storeCallTimeoutMs);
    const answer = await fetch(url, { ...init, redirect: 'error', signal });
    const body = await readBounded(answer, limits.storeAnswerBytesMax, () => new Error('the answer is too large'));
    return new Response(body.byteLength === 0 ? null : body, { status: answer.status, headers: answer.headers });
  };
}
