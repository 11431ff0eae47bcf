import { CLIENT_HEADER } from '@halobuzz/core/tokens';
import type { Fetch } from '../src/api/request.ts';

export interface FakeRequest {
  /** `POST /auth/login`: method and path behind `/api/v1`. */
  readonly route: string;
  readonly query: URLSearchParams;
  /** What was sent as JSON. */
  readonly body: unknown;
  readonly authorization: string | undefined;
  readonly idempotencyKey: string | undefined;
  /** `web` with what carries the browser's cookie. */
  readonly client: string | undefined;
}

export interface FakeAnswer {
  readonly status: number;
  readonly body: unknown;
}

export type Handler = (request: FakeRequest) => FakeAnswer | Promise<FakeAnswer>;

/** The edge, as far as a test lets it answer; a route that is not named is `not_found`. */
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
      const url = new URL(input, 'https://edge.test');
      const headers = new Headers(init.headers);
      const request: FakeRequest = {
        route: `${init.method} ${url.pathname.replace('/api/v1', '')}`,
        query: url.searchParams,
        body: typeof init.body === 'string' ? JSON.parse(init.body) : undefined,
        authorization: headers.get('authorization') ?? undefined,
        idempotencyKey: headers.get('idempotency-key') ?? undefined,
        client: headers.get(CLIENT_HEADER) ?? undefined,
      };
      server.requests.push(request);
      if (!server.reachable) throw new TypeError('fetch failed');
      const answer = (await server.routes.get(request.route)?.(request)) ?? problem(404, 'not_found');
      return new Response(JSON.stringify(answer.body), { status: answer.status });
    },
  };
  return server;
}

export function success(data: unknown, status = 200): FakeAnswer {
  return { status, body: { success: true, data } };
}

/** A page of a list. */
export function pageAnswer(items: readonly unknown[], next?: string): FakeAnswer {
  return success({ items, ...(next === undefined ? {} : { next }) });
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
