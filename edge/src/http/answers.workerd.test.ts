import { createExecutionContext } from 'cloudflare:test';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { bindings, call, installFakeOrigin, send } from '../../testing/edge-client.ts';
import { createApp } from '../app.ts';
import { requireConfig } from '../env.ts';
import { createServices } from '../services.ts';

beforeEach(() => {
  installFakeOrigin();
});
afterEach(() => {
  vi.restoreAllMocks();
});

describe('the type of an answer', () => {
  // JSON is UTF-8 and has no charset parameter (RFC 8259 §11); whatever is text says its own.
  test.each([
    ['GET', '/api/v1/gifts', 'application/json'],
    ['POST', '/api/v1/auth/login', 'application/problem+json'],
    ['GET', '/api/v1/nothing', 'application/problem+json'],
    ['DELETE', '/api/v1/gifts', 'application/problem+json'],
    ['GET', '/api/v1/openapi.json', 'application/json'],
    ['GET', '/healthz', 'application/json'],
    ['GET', '/readyz', 'application/json'],
    ['GET', '/.well-known/jwks.json', 'application/jwk-set+json'],
    ['GET', '/api/v1/docs', 'text/html; charset=utf-8'],
    ['GET', '/dev/mailbox', 'text/html; charset=utf-8'],
  ])('%s %s is %s', async (method, path, type) => {
    const answer = await send(path, { method });
    expect(answer.headers.get('content-type')?.toLowerCase()).toBe(type);
    expect(answer.headers.get('x-content-type-options')).toBe('nosniff');
    const text = await answer.text();
    if (type.includes('json')) expect(JSON.parse(text)).toBeTypeOf('object');
    else expect(text).toMatch(/^<!doctype html>/);
  });
});

describe('a request by plain HTTP in production', () => {
  async function ask(url: string, init: RequestInit = {}) {
    const config = { ...requireConfig(bindings), environment: 'production' as const, publicUrl: 'https://edge.test' };
    const app = createApp(createServices(bindings, config));
    return app.fetch(new Request(url, { redirect: 'manual', ...init }), bindings, createExecutionContext());
  }

  test.each([
    ['GET', '/api/v1/gifts'],
    ['POST', '/api/v1/auth/login'],
    ['POST', '/'],
    ['GET', '/.well-known/jwks.json'],
  ])('%s %s is refused, not redirected', async (method, path) => {
    const answer = await ask(`http://edge.test${path}`, { method });
    expect(answer.status).toBe(403);
    expect(answer.headers.get('location')).toBeNull();
    expect(await answer.json()).toMatchObject({ code: 'https_required' });
    expect((await ask(`https://edge.test${path}`, { method })).status).not.toBe(403);
  });

  test.each(['/', '/room/1?from=mail', '//evil.example/x'])(
    '%s leads a person to the same page of ours',
    async (path) => {
      const answer = await ask(`http://edge.test${path}`);
      expect([answer.status, answer.headers.get('location')]).toEqual([308, `https://edge.test${path}`]);
    },
  );

  test('a browser at the API page is led there, unless it already sends a token', async () => {
    const headers = { accept: 'text/html,application/xhtml+xml' };
    const answer = await ask('http://edge.test/api/v1/docs', { headers });
    expect([answer.status, answer.headers.get('location')]).toEqual([308, 'https://edge.test/api/v1/docs']);
    const withToken = { ...headers, authorization: 'Bearer x' };
    expect((await ask('http://edge.test/api/v1/docs', { headers: withToken })).status).toBe(403);
    expect((await ask('http://edge.test/api/v1/docs', { headers, method: 'POST' })).status).toBe(403);
  });

  test('the header of a caller does not make it secure', async () => {
    const headers = { 'x-forwarded-proto': 'https', forwarded: 'proto=https' };
    expect((await ask('http://edge.test/api/v1/gifts', { headers })).status).toBe(403);
  });
});

describe('a name that stands twice', () => {
  test.each(['limit=1&limit=2', 'limit=1&limit=100000', 'category=music&category=talk'])(
    'in the query %s is refused: nobody chooses between the two',
    async (query) => {
      const answer = await call('GET', `/streams?${query}`);
      expect(answer.status).toBe(400);
      expect(answer.body).toMatchObject({ code: 'validation_failed', errors: [{ field: query.split('=')[0] }] });
    },
  );

  test('in query and body is two things: the body alone fills a route that takes one', async () => {
    const answer = await call('POST', '/auth/login?password=password123', { body: { identifier: 'somebody' } });
    expect(answer.body).toMatchObject({ code: 'validation_failed', errors: [{ field: 'password' }] });
  });
});

describe('a page of another site', () => {
  // What a form, an image or a script element can send without a preflight.
  test.each([
    ['text/plain', '{"identifier":"somebody","password":"password123"}'],
    ['application/x-www-form-urlencoded', 'identifier=somebody&password=password123'],
    ['multipart/form-data; boundary=x', '--x--'],
    ['', '{"identifier":"somebody","password":"password123"}'],
  ])('sends nothing of type "%s" that is read', async (type, body) => {
    const simple = await call('POST', '/auth/login', { body, headers: { 'content-type': type } });
    expect([simple.status, simple.body.code]).toEqual([415, 'unsupported_media_type']);
    const headers = { 'content-type': type, origin: 'https://evil.example' };
    expect((await call('POST', '/auth/login', { body, headers })).body.code).toBe('origin_not_allowed');
  });

  test('no answer sets a cookie', async () => {
    for (const path of ['/api/v1/gifts', '/api/v1/docs', '/dev/mailbox', '/api/v1/auth/login', '/healthz']) {
      expect((await send(path)).headers.getSetCookie()).toEqual([]);
    }
  });
});
