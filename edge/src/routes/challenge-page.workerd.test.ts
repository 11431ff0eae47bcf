import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { bindings, installFakeOrigin } from '../../testing/edge-client.ts';
import { createApp } from '../app.ts';
import { parseConfig } from '../env.ts';
import { createServices } from '../services.ts';

beforeEach(() => {
  installFakeOrigin();
});
afterEach(() => {
  vi.restoreAllMocks();
});

const widget = { TURNSTILE_SECRET: 'a-secret', TURNSTILE_SITE_KEY: '1x00000000000000000000AA' };

async function get(path: string, settings: object): Promise<Response> {
  const result = parseConfig({ ...bindings, ...settings });
  if (!result.ok) throw new Error(result.problems.join());
  return createApp(createServices(bindings, result.config)).request(path, {}, bindings);
}

test('the page of a challenge may run Turnstile’s script and stand in a frame of ours', async () => {
  const answer = await get('/challenge/sign_up', widget);
  expect(answer.status).toBe(200);
  const text = await answer.text();
  expect(text).toContain('data-site-key="1x00000000000000000000AA"');
  expect(text).toContain('data-action="sign_up"');
  expect(text).not.toContain('a-secret');
  const policy = answer.headers.get('content-security-policy') ?? '';
  expect(policy).toContain("script-src 'self' https://challenges.cloudflare.com;");
  expect(policy).toContain("frame-ancestors 'self'");
  expect(policy).not.toContain('unsafe');
  expect(answer.headers.get('x-frame-options')).toBe('SAMEORIGIN');
  expect(answer.headers.get('cache-control')).toBe('private, no-store');
});

test('any other page neither runs it nor stands in a frame', async () => {
  const answer = await get('/legal/terms', widget);
  const policy = answer.headers.get('content-security-policy') ?? '';
  expect(policy).not.toContain('cloudflare');
  expect(policy).toContain("frame-ancestors 'none'");
  expect(answer.headers.get('x-frame-options')).toBe('DENY');
});

test.each([
  ['/challenge/sign_out', widget],
  ['/challenge/constructor', widget],
  ['/challenge/', widget],
  ['/challenge/sign_up', {}],
])('%s is not there', async (path, settings) => {
  const answer = await get(path, settings);
  expect(answer.status).toBe(404);
  expect(await answer.json()).toMatchObject({ code: 'not_found' });
});
