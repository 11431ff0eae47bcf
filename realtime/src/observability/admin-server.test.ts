import { Registry } from 'prom-client';
import { afterEach, expect, it } from 'vitest';
import { type AdminServer, startAdminServer } from './admin-server.ts';
import { createRegistry } from './metrics.ts';
import { createReadiness } from './readiness.ts';

let server: AdminServer | undefined;
afterEach(async () => server?.close());

async function get(path: string): Promise<Response> {
  return fetch(`http://127.0.0.1:${server?.port}${path}`);
}

it('tells why it is not ready, and when it is', async () => {
  const readiness = createReadiness();
  let reason: string | undefined = 'no connection';
  readiness.add('rooms', () => reason);
  server = await startAdminServer({ port: 0, registry: new Registry(), readiness });
  const before = await get('/readyz');
  expect(before.status).toBe(503);
  expect(await before.json()).toEqual({ status: 'not ready', reasons: { rooms: 'no connection' } });
  expect((await get('/healthz')).status).toBe(200);
  reason = undefined;
  expect((await get('/readyz')).status).toBe(200);
});

it('listens on loopback alone unless told otherwise', async () => {
  server = await startAdminServer({ port: 0, registry: new Registry(), readiness: createReadiness() });
  await expect(fetch(`http://127.0.0.2:${server.port}/healthz`)).rejects.toThrow();
  await server.close();
  const options = { port: 0, registry: new Registry(), readiness: createReadiness() };
  server = await startAdminServer({ ...options, host: '0.0.0.0' });
  expect((await fetch(`http://127.0.0.2:${server.port}/healthz`)).status).toBe(200);
});

it('serves metrics, and nothing else', async () => {
  server = await startAdminServer({
    port: 0,
    registry: createRegistry('origin', 'test'),
    readiness: createReadiness(),
  });
  expect(await (await get('/metrics')).text()).toContain('nodejs_eventloop_lag_seconds{service="origin",node="test"}');
  expect((await get('/')).status).toBe(404);
  expect((await fetch(`http://127.0.0.1:${server.port}/metrics`, { method: 'POST' })).status).toBe(405);
});
