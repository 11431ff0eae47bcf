import { Registry } from 'prom-client';
import { afterEach, expect, it } from 'vitest';
import { type AdminServer, startAdminServer } from './admin-server.ts';
import { addressForLog, createLog } from './log.ts';
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

it('serves metrics, and nothing else', async () => {
  server = await startAdminServer({ port: 0, registry: createRegistry('test'), readiness: createReadiness() });
  expect(await (await get('/metrics')).text()).toContain('nodejs_eventloop_lag_seconds{process="test"}');
  expect((await get('/')).status).toBe(404);
  expect((await fetch(`http://127.0.0.1:${server.port}/metrics`, { method: 'POST' })).status).toBe(405);
});

it('keeps secrets out of the log', () => {
  const lines: string[] = [];
  const log = createLog({ name: 'test', level: 'info', destination: { write: (line) => lines.push(line) } });
  log.info({ token: 'hunter2', nested: { password: 'hunter2' }, seen: 'yes' }, 'said');
  expect(lines.join()).not.toContain('hunter2');
  expect(lines.join()).toContain('yes');
  expect(addressForLog('redis://user:hunter2@host:1/2')).toBe('redis://host:1/2'); // not-a-secret
});

it('keeps the arguments of a failed Redis command out of the log: one of them may be a password', () => {
  const lines: string[] = [];
  const log = createLog({ name: 'test', level: 'info', destination: { write: (line) => lines.push(line) } });
  const err = Object.assign(new Error('WRONGPASS'), {
    command: { name: 'hello', args: ['3', 'AUTH', 'u', 'hunter2'] },
  });
  log.warn({ err }, 'Redis connection failed');
  log.warn({ err: new Error('outer', { cause: err }) }, 'Redis connection failed');
  log.warn({ err: new AggregateError([err], 'several') }, 'Redis connection failed');
  expect(lines.join()).not.toContain('hunter2');
  expect(JSON.parse(lines[0] ?? '')).toMatchObject({ err: { message: 'WRONGPASS', command: 'hello' } });
});

it('log injection: no text begins a line of its own', () => {
  const lines: string[] = [];
  const log = createLog({ name: 'test', level: 'info', destination: { write: (line) => lines.push(line) } });
  const forged = 'x\n{"level":60,"msg":"forged"}\r\n\u001b[2J","level":"60';
  log.info({ said: forged, err: new Error(forged) }, forged);
  expect(lines).toHaveLength(1);
  expect(lines[0]?.trimEnd()).not.toMatch(/\p{Cc}/u);
  expect(JSON.parse(lines[0] ?? '')).toMatchObject({ level: 30, msg: forged, said: forged });
});
