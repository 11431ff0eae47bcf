import { createExecutionContext, waitOnExecutionContext } from 'cloudflare:test';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { bindings, call, freshName, installFakeOrigin, send } from '../testing/edge-client.ts';
import type { FakeOrigin } from '../testing/fake-origin.ts';
import { createApp } from './app.ts';
import { requireConfig } from './env.ts';
import { createServices, type Services } from './services.ts';
import worker from './worker.ts';

let origin: FakeOrigin;
beforeEach(() => {
  origin = installFakeOrigin();
});
afterEach(() => {
  vi.restoreAllMocks();
});

/** The Worker as production runs it, with some parts replaced. */
function production(parts: Partial<Services> = {}) {
  const config = { ...requireConfig(bindings), environment: 'production' as const };
  const app = createApp({ ...createServices(bindings, config), ...parts });
  return async (path: string, init?: RequestInit): Promise<{ status: number; headers: Headers; body: unknown }> => {
    const context = createExecutionContext();
    const response = await app.fetch(new Request(`https://edge.test${path}`, init), bindings, context);
    await waitOnExecutionContext(context);
    const { status, headers } = response;
    const text = await response.text();
    return { status, headers, body: text === '' ? undefined : JSON.parse(text) };
  };
}

const registration = () => ({
  method: 'POST',
  headers: { 'content-type': 'application/json', 'cf-connecting-ip': '203.0.113.9' },
  body: JSON.stringify({ username: freshName(), email: 'new@example.com', password: 'nine monsoon lanterns' }),
});

const pagePolicy = {
  'script-src': "'self'",
  'style-src': "'self'",
  'connect-src': "'self'",
  sandbox: undefined,
};
// Data opened as a page runs nothing and belongs to no origin.
const dataPolicy = { 'script-src': undefined, 'style-src': undefined, 'connect-src': undefined, sandbox: '' };

test.each([
  ['/api/v1/gifts', dataPolicy],
  ['/healthz', dataPolicy],
  ['/.well-known/jwks.json', dataPolicy],
  ['/api/v1/nothing', dataPolicy],
  ['/dev/mailbox', pagePolicy],
  ['/api/v1/docs', pagePolicy],
])('GET %s carries the security headers', async (path, expected) => {
  const { headers } = await send(path);
  const policy = Object.fromEntries(
    (headers.get('content-security-policy') ?? '').split('; ').map((directive) => {
      const [name = '', ...sources] = directive.split(' ');
      return [name, sources.join(' ')];
    }),
  );
  for (const name of ['default-src', 'base-uri', 'frame-ancestors', 'object-src']) expect(policy[name]).toBe("'none'");
  for (const [name, sources] of Object.entries(expected)) expect(policy[name]).toBe(sources);
  expect(headers.get('strict-transport-security')).toMatch(/max-age=63072000; includeSubDomains; preload/);
  expect(headers.get('x-content-type-options')).toBe('nosniff');
  expect(headers.get('referrer-policy')).toBe('no-referrer');
  expect(headers.get('cross-origin-opener-policy')).toBe('same-origin');
  expect(headers.get('cross-origin-embedder-policy')).toBe('require-corp');
  expect(headers.get('cross-origin-resource-policy')).toBe('same-origin');
  expect(headers.get('permissions-policy')).toMatch(/camera=\(self\),.* microphone=\(self\),.* geolocation=\(\),/);
  expect(headers.get('x-request-id')).toMatch(/^[0-9a-f-]{36}$/);
});

test.each([
  ['another site', 'https://evil.example'],
  ['the null origin', 'null'],
  ['our name as a prefix', 'https://edge.test.evil.example'],
  ['our name as a suffix', 'https://notedge.test'],
  ['a subdomain of ours', 'https://blog.edge.test'],
  ['another port', 'https://edge.test:8443'],
  ['our default port written out', 'https://edge.test:443'],
  ['another scheme', 'http://edge.test'],
  ['a path behind it', 'https://edge.test/'],
  ['our name as user name', 'https://edge.test@evil.example'],
  ['two at once', 'https://edge.test, https://evil.example'],
  ['two at once, loopback', 'http://localhost:8081 https://evil.example'],
  ['loopback as a prefix', 'http://localhost.evil.example'],
  ['loopback with a path', 'http://localhost:8081/x'],
  ['a star', '*'],
])('CORS: %s is refused, and never reflected', async (_, from) => {
  for (const method of ['GET', 'POST', 'OPTIONS']) {
    const headers = { origin: from, 'access-control-request-method': 'GET' };
    const answer = await call(method, '/gifts', { headers });
    expect([answer.status, answer.body.code]).toEqual([403, 'origin_not_allowed']);
    expect(answer.headers.get('access-control-allow-origin')).toBeNull();
    expect(JSON.stringify([...answer.headers])).not.toContain('evil.example');
  }
});

test.each(['https://edge.test', 'http://localhost:8081'])('origin %s may call', async (from) => {
  const answer = await call('GET', '/gifts', { headers: { origin: from } });
  expect(answer.status).toBe(200);
  expect(answer.headers.get('access-control-allow-origin')).toBe(from);
  expect(answer.headers.get('access-control-allow-credentials')).toBeNull();
  expect(answer.headers.get('vary')).toContain('Origin');
});

test('a preflight is answered, a foreign one refused', async () => {
  const ask = { 'access-control-request-method': 'POST', 'access-control-request-headers': 'authorization' };
  const own = await send('/api/v1/streams', { method: 'OPTIONS', headers: { ...ask, origin: 'https://edge.test' } });
  expect(own.status).toBe(204);
  const headersOf = (answer: { readonly headers: Headers }) => answer.headers.get('access-control-allow-headers');
  expect(headersOf(own)).toBe('authorization, content-type, dpop, idempotency-key, x-halobuzz-country');
  const init = { method: 'OPTIONS', headers: { ...ask, origin: 'https://edge.test' } };
  expect(headersOf(await production()('/api/v1/streams', init))).toBe(
    'authorization, content-type, dpop, idempotency-key',
  );
  const foreign = await send('/api/v1/streams', {
    method: 'OPTIONS',
    headers: { ...ask, origin: 'https://evil.example' },
  });
  expect(foreign.status).toBe(403);
  expect(own.headers.get('access-control-allow-methods')).toBe('GET, HEAD, POST, PUT, PATCH, DELETE');
});

test('wrong methods, OPTIONS and HEAD', async () => {
  const put = await call('PUT', '/gifts');
  expect([put.status, put.body.code, put.headers.get('allow')]).toEqual([
    405,
    'method_not_allowed',
    'GET, HEAD, OPTIONS',
  ]);
  const get = await call('GET', '/auth/login');
  expect([get.status, get.headers.get('allow')]).toEqual([405, 'POST, OPTIONS']);
  const options = await send('/api/v1/gifts', { method: 'OPTIONS' });
  expect([options.status, options.headers.get('allow')]).toEqual([204, 'GET, HEAD, OPTIONS']);
  const head = await send('/api/v1/gifts', { method: 'HEAD' });
  expect([head.status, await head.text()]).toEqual([200, '']);
});

test.each([
  '/api/v1/nothing',
  '/api/v2/gifts',
  '/metrics',
  '/.well-known/nothing',
  '/dev/nothing',
  '/internal/v1/gifts',
])('%s is not found, as a problem document', async (path) => {
  const response = await send(path, { headers: { accept: 'text/html' } });
  expect([response.status, response.headers.get('content-type')]).toEqual([404, 'application/problem+json']);
  expect(await response.json()).toMatchObject({ success: false, code: 'not_found' });
});

test('health is always told; readiness tells why not', async () => {
  expect((await send('/healthz')).status).toBe(200);
  expect(await (await send('/readyz')).json()).toEqual({ status: 'ready', reasons: [] });
  vi.spyOn(console, 'error').mockImplementation(() => undefined);
  origin.failure = 'network';
  const down = await send('/readyz');
  expect([down.status, await down.json()]).toEqual([
    503,
    { status: 'not ready', reasons: ['the origin does not answer signed requests'] },
  ]);
});

test('the key set shows public halves only', async () => {
  const response = await send('/.well-known/jwks.json');
  expect(response.headers.get('content-type')).toContain('jwk-set+json');
  const text = await response.text();
  expect(JSON.parse(text)).toMatchObject({ keys: [{ kid: expect.any(String), alg: 'EdDSA', kty: 'OKP' }] });
  expect(text).not.toContain('"d"');
});

test('regions explain themselves for the caller’s country', async () => {
  const nepal = await call('GET', '/regions', { headers: { 'x-halobuzz-country': 'NP' } });
  expect(nepal.body.data).toMatchObject({ country: 'NP', homeRegion: 'ap-southeast-1', agoraArea: 'ASIA' });
  const nowhere = await call('GET', '/regions', { headers: { 'x-halobuzz-country': 'nowhere' } });
  expect(nowhere.body.data).toMatchObject({ country: 'XX', reason: expect.stringContaining('not known') });
});

test('the development mailbox is a page that escapes what it shows', async () => {
  const email = `${freshName()}@example.com`;
  await call('POST', '/auth/register', { body: { username: freshName(), email, password: 'nine monsoon lanterns' } });
  const html = await (await send('/dev/mailbox')).text();
  expect(html).toContain(email);
  expect(html).not.toContain('<script');
});

test('production has no /dev, no grants, no country override', async () => {
  const fetch = production();
  for (const path of ['/dev/mailbox', '/dev/mailbox.json', '/api/v1/dev/grants']) {
    expect(await fetch(path, path.includes('grants') ? registration() : {})).toMatchObject({
      status: 404,
      body: { code: 'not_found' },
    });
  }
  expect(await fetch('/api/v1/regions', { headers: { 'x-halobuzz-country': 'NP' } })).toMatchObject({
    body: { data: { country: 'XX' } },
  });
  expect(await fetch('/api/v1/gifts', { headers: { origin: 'http://localhost:8081' } })).toMatchObject({ status: 403 });
});

test('production takes no sign-ups without a mail provider, and no breached passwords', async () => {
  vi.spyOn(console, 'error').mockImplementation(() => undefined);
  expect(await production()('/api/v1/auth/register', registration())).toMatchObject({ body: { code: 'unavailable' } });
  expect(await production()('/readyz')).toMatchObject({
    status: 503,
    body: { reasons: ['no mail provider is set up'] },
  });
  const mailer = { ready: true, send: () => Promise.resolve() };
  const breached = { check: () => Promise.resolve('breached' as const) };
  expect(await production({ mailer, breached })('/api/v1/auth/register', registration())).toMatchObject({
    status: 400,
    body: { code: 'validation_failed', errors: [{ field: 'password' }] },
  });
  vi.spyOn(console, 'warn').mockImplementation(() => undefined);
  const unreachable = { check: () => Promise.resolve('unreachable' as const) };
  const open = production({ mailer, breached: unreachable });
  expect(await open('/api/v1/auth/register', registration())).toMatchObject({ status: 201 });
});

test('an incomplete configuration serves nothing and names what is missing, not its values', async () => {
  const log = vi.spyOn(console, 'error').mockImplementation(() => undefined);
  const env = { ...bindings, NAME_HMAC_KEY: 'tiny-secret', RATE_PROFILE: 'load', ENVIRONMENT: 'production' };
  Reflect.deleteProperty(env, 'TICKET_KEYS');
  for (const path of ['/healthz', '/api/v1/gifts']) {
    const response = await worker.fetch(new Request(`https://edge.test${path}`), env, createExecutionContext());
    expect(response.status).toBe(503);
    expect(response.headers.get('content-security-policy')).toMatch(/^default-src 'none'; .*sandbox$/);
    expect(response.headers.get('strict-transport-security')).toContain('max-age=');
    expect(response.headers.get('x-content-type-options')).toBe('nosniff');
    expect(await response.json()).toMatchObject({ code: 'unavailable' });
  }
  const ready = await worker.fetch(new Request('https://edge.test/readyz'), env, createExecutionContext());
  expect(ready.status).toBe(503);
  const shown = JSON.stringify(await ready.json());
  expect(shown).toContain('TICKET_KEYS is not set');
  expect(shown).not.toContain('tiny-secret');
  const lines = log.mock.calls.flat().join('\n');
  expect(lines).toContain('TICKET_KEYS is not set');
  expect(lines).toContain('NAME_HMAC_KEY must be 32 bytes');
  expect(lines).not.toContain('tiny-secret');
});

test('a bug is `internal`, logged with its stack, and tells the caller nothing', async () => {
  const log = vi.spyOn(console, 'error').mockImplementation(() => undefined);
  const breached = { check: () => Promise.reject(new Error('secret detail')) };
  const mailer = { ready: true, send: () => Promise.resolve() };
  const answer = await production({ breached, mailer })('/api/v1/auth/register', registration());
  expect(answer).toMatchObject({ status: 500, body: { code: 'internal' } });
  expect(JSON.stringify(answer.body)).not.toContain('secret detail');
  expect(log.mock.calls.flat().join()).toContain('secret detail');
});
