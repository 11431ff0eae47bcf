import { createServer, type ServerResponse } from 'node:http';
import type { Registry } from 'prom-client';
import type { Readiness } from './readiness.ts';

export interface AdminServer {
  readonly port: number;
  close(): Promise<void>;
}

export interface AdminServerOptions {
  /** Default: 127.0.0.1. It asks nobody who they are: beyond this machine, the network must. */
  readonly host?: string;
  /** 0 picks a free one. */
  readonly port: number;
  readonly registry: Registry;
  readonly readiness: Readiness;
}

/**
 * Serves, on a private address: `/healthz` (200 while the event loop turns), `/readyz` (200, or 503 with the reasons) and
 * `/metrics` (Prometheus text). Rejects when the port is taken.
 */
export async function startAdminServer(options: AdminServerOptions): Promise<AdminServer> {
  const server = createServer((request, response) => {
    if (request.method !== 'GET') return answerJson(response, 405, { status: 'method not allowed' });
    switch (request.url?.split('?')[0]) {
      case '/healthz':
        return answerJson(response, 200, { status: 'ok' });
      case '/readyz': {
        const reasons = options.readiness.reasons();
        const ready = Object.keys(reasons).length === 0;
        return answerJson(response, ready ? 200 : 503, { status: ready ? 'ready' : 'not ready', reasons });
      }
      case '/metrics':
        return void answerMetrics(response, options.registry);
      default:
        return answerJson(response, 404, { status: 'not found' });
    }
  });
  server.keepAliveTimeout = 5_000;
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(options.port, options.host ?? '127.0.0.1', resolve);
  });
  const address = server.address();
  return {
    port: typeof address === 'object' && address !== null ? address.port : options.port,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

function answerJson(response: ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, { 'content-type': 'application/json', 'cache-control': 'no-store' });
  response.end(JSON.stringify(body));
}

async function answerMetrics(response: ServerResponse, registry: Registry): Promise<void> {
  try {
    const text = await registry.metrics();
    response.writeHead(200, { 'content-type': registry.contentType });
    response.end(text);
  } catch (error) {
    answerJson(response, 500, { status: error instanceof Error ? error.message : 'failed' });
  }
}
