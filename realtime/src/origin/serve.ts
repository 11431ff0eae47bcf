import { type ServerType, serve } from '@hono/node-server';
import type { Hono } from 'hono';
import type { OriginEnv } from './http/origin-env.ts';

export interface OriginServer {
  readonly port: number;
  /** Takes no new requests and resolves when the running ones are answered. */
  close(): Promise<void>;
}

/** Bounds of one connection, milliseconds and bytes: the edge is the only client, and it is near. */
const requestTimeoutMs = 15_000;
const headersTimeoutMs = 10_000;
const keepAliveTimeoutMs = 30_000;
const headerBytesMax = 16 * 1024;

/** Listens on `host`:`port` (0 picks one). Rejects when the port is taken. */
export function serveOrigin(app: Hono<OriginEnv>, host: string, port: number): Promise<OriginServer> {
  return new Promise((resolve, reject) => {
    const server: ServerType = serve(
      {
        fetch: app.fetch,
        hostname: host,
        port,
        serverOptions: {
          requestTimeout: requestTimeoutMs,
          headersTimeout: headersTimeoutMs,
          keepAliveTimeout: keepAliveTimeoutMs,
          maxHeaderSize: headerBytesMax,
        },
      },
      (address) => resolve({ port: address.port, close: () => closeServer(server) }),
    );
    server.once('error', reject);
  });
}

function closeServer(server: ServerType): Promise<void> {
  return new Promise((resolve, reject) => {
    server.close((error) => (error === undefined ? resolve() : reject(error)));
    if ('closeIdleConnections' in server) server.closeIdleConnections();
  });
}
