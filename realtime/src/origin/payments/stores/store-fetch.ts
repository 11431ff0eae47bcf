import { limits } from '@halobuzz/core/limits';

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
    const asked = new URL(input instanceof Request ? input.url : input);
    const base = instead.get(asked.origin);
    const url = base === undefined ? asked : new URL(asked.pathname + asked.search, base);
    const signal = AbortSignal.timeout(limits.storeCallTimeoutMs);
    const answer = await fetch(url, { ...init, redirect: 'error', signal });
    const body = await readBounded(answer);
    return new Response(body.byteLength === 0 ? null : body, { status: answer.status, headers: answer.headers });
  };
}

async function readBounded(answer: Response): Promise<Uint8Array<ArrayBuffer>> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of answer.body ?? []) {
    // A body read from a fetch gives bytes; the type does not say so.
    const bytes = chunk as Uint8Array;
    length += bytes.byteLength;
    if (length > limits.storeAnswerBytesMax) throw new Error('the answer is too large');
    chunks.push(bytes);
  }
  const all = new Uint8Array(length);
  let at = 0;
  for (const chunk of chunks) {
    all.set(chunk, at);
    at += chunk.byteLength;
  }
  return all;
}
