import type { ApiRequest, FileRequest } from './request.ts';

/** What carries the requests of pages: the session. */
export interface Caller {
  send<T>(request: ApiRequest<T>): Promise<T>;
  open(request: FileRequest): Promise<Response>;
}

let bound: Caller | undefined;

/** Names what carries the requests of pages from now on: `main.tsx` once, a test for each page that it shows. */
export function bindCalls(caller: Caller): void {
  bound = caller;
}

function caller(): Caller {
  if (bound === undefined) throw new Error('bindCalls comes before the first page');
  return bound;
}

/**
 * Asks the API as whoever is signed in. `path` stands behind `/api/v1`; the answer's `data` is read by `schema`. Renews
 * the session's token, asks for a proof of identity where the API wants one and then repeats the request.
 * @throws ApiProblem
 */
export function call<T>(request: ApiRequest<T>): Promise<T> {
  return caller().send(request);
}

/** The same for an answer that is a file: saved under this name by the browser, whatever its size. @throws ApiProblem */
export async function download(request: FileRequest, fileName: string): Promise<void> {
  const response = await caller().open(request);
  // The browser keeps what is large on disk: the page itself holds no bytes of it.
  const address = URL.createObjectURL(await response.blob());
  const link = document.createElement('a');
  link.href = address;
  link.download = fileName;
  document.body.append(link);
  link.click();
  link.remove();
  // Only once the browser has begun to read it.
  setTimeout(() => URL.revokeObjectURL(address), releaseAfterMs);
}

const releaseAfterMs = 60_000;
