import { CLIENT_HEADER } from '@halobuzz/core/tokens';
import type { Fetch } from '../src/api/request.ts';

export interface FakeRequest {
  readonly route: string;
  readonly query: string;
  /** What was sent as JSON; anything else as it was. */
  readonly body: unknown;
  readonly authorization: string | undefined;
  readonly idempotencyKey: string | undefined;
  /** `web` with what carries the browser's cookie. */
  readonly client: string | undefined;
  readonly credentials: RequestCredentials | undefined;
}

export interface FakeAnswer {
  readonly status: number;
  /** Bytes go out as they are, anything else as JSON. */
  readonly body: unknown;
}

export type Handler = (request: FakeRequest) => FakeAnswer | Promise<FakeAnswer>;

/** The edge, as far as a test lets it answer. `'POST /auth/login'` names a route; an unnamed one is `not_found`. */
export interface FakeServer {
  readonly fetch: Fetch;
  readonly routes: Map<string, Handler>;
  readonly requests: FakeRequest[];
  /** While false no request gets an answer. */
  reachable: boolean;
  /** How often a route was asked. */
  count(route: string): number;
}

export function fakeServer(routes: Readonly<Record<string, Handler>> = {}): FakeServer {
  const server: FakeServer = {
    routes: new Map(Object.entries(routes)),
    requests: [],
    reachable: true,
    count: (route) => server.requests.filter((request) => request.route === route).length,
    fetch: async (input, init) => {
      const url = new URL(input);
      const headers = new Headers(init.headers);
      const request: FakeRequest = {
        route: `${init.method} ${url.pathname.replace('/api/v1', '')}`,
        query: url.search,
        body: typeof init.body === 'string' ? JSON.parse(init.body) : (init.body ?? undefined),
        authorization: headers.get('authorization') ?? undefined,
        idempotencyKey: headers.get('idempotency-key') ?? undefined,
        client: headers.get(CLIENT_HEADER) ?? undefined,
        credentials: init.credentials,
      };
      server.requests.push(request);
      if (!server.reachable) throw new TypeError('fetch failed');
      const answer = (await server.routes.get(request.route)?.(request)) ?? problem(404, 'not_found');
      const body = answer.body instanceof Uint8Array ? new Uint8Array(answer.body) : JSON.stringify(answer.body);
      return new Response(body, { status: answer.status });
    },
  };
  return server;
}

export function success(data: unknown, status = 200): FakeAnswer {
  return { status, body: { success: true, data } };
}

export function problem(
  status: number,
  code: string,
  errors?: readonly { readonly field: string; readonly message: string }[],
): FakeAnswer {
  const title = `title of ${code}`;
  return {
    status,
    body: { success: false, type: `urn:halobuzz:error:${code}`, title, status, code, requestId: 'req-1', errors },
  };
}
