import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A request as it came over the wire. */
export interface ProviderRequest {
  readonly method: string;
  /** Path and query as they came. */
  readonly target: string;
  /** Path without the query. */
  readonly path: string;
  readonly query: URLSearchParams;
  readonly headers: Headers;
  readonly body: string;
  /** The body as it came, compressed or not. */
  readonly bytes: Buffer;
}

export interface ProviderReply {
  readonly status: number;
  readonly body: unknown;
  readonly headers?: Record<string, string>;
}

/**
 * What a test makes go wrong: an answer in place of the real one, one that is lost after the work was done, none on a line that stays
 * open, or none on one that is cut.
 */
export type Fault = ProviderReply | 'answer_lost' | 'no_answer' | 'connection_cut';

export interface LocalProvider {
  readonly url: string;
  /** Taken one a request, before it is looked at (`answer_lost`: after). */
  readonly faults: Fault[];
  /** Every request, also those refused. */
  readonly requests: ProviderRequest[];
  readonly close: () => Promise<void>;
}

/** Serves a recorded provider on a free port of loopback. */
export async function startLocalProvider(
  handle: (request: ProviderRequest) => ProviderReply | Promise<ProviderReply>,
): Promise<LocalProvider> {
  const faults: Fault[] = [];
  const requests: ProviderRequest[] = [];
  const server = createServer((incoming, outgoing) => {
    void answer(incoming, outgoing);
  });
  async function answer(incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> {
    const request = await readRequest(incoming);
    requests.push(request);
    const fault = faults.shift();
    if (fault === 'no_answer') return;
    if (fault === 'connection_cut') {
      outgoing.destroy();
      return;
    }
    const reply = fault === undefined || fault === 'answer_lost' ? await handle(request) : fault;
    if (fault === 'answer_lost') {
      outgoing.destroy();
      return;
    }
    outgoing.writeHead(reply.status, { 'content-type': 'application/json', ...reply.headers });
    outgoing.end(typeof reply.body === 'string' ? reply.body : JSON.stringify(reply.body));
  }
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  // A server that listens on a port has an AddressInfo; only pipes have text.
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    faults,
    requests,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

async function readRequest(incoming: IncomingMessage): Promise<ProviderRequest> {
  const chunks: Buffer[] = [];
  for await (const chunk of incoming) chunks.push(Buffer.from(chunk));
  const headers = new Headers();
  for (const [name, value] of Object.entries(incoming.headers)) headers.set(name, String(value));
  const target = incoming.url ?? '/';
  const url = new URL(target, 'http://localhost');
  const bytes = Buffer.concat(chunks);
  const body = bytes.toString('utf8');
  return { method: incoming.method ?? '', target, path: url.pathname, query: url.searchParams, headers, body, bytes };
}
