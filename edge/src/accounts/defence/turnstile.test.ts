import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { type StrictTurnstile, startStrictTurnstile } from '../../../testing/strict-turnstile.ts';
import { createTurnstile } from './turnstile.ts';

let server: StrictTurnstile;
beforeEach(async () => {
  vi.spyOn(console, 'error').mockImplementation(() => undefined);
  server = await startStrictTurnstile('the-secret');
  server.issued.set('good', { hostname: 'halobuzz.example', action: 'sign_up' });
});
afterEach(async () => {
  await server.close();
  vi.restoreAllMocks();
});

const IP = '203.0.113.7';
function challenges(secret = 'the-secret', timeoutMs?: number) {
  return createTurnstile(
    { apiUrl: server.url, secret, hostname: 'halobuzz.example' },
    { fetcher: fetch, ...(timeoutMs === undefined ? {} : { timeoutMs }) },
  );
}
const failed = { code: 'challenge_failed' };
const unavailable = { code: 'unavailable' };

test('a solved challenge passes, and the caller’s address goes along', async () => {
  await challenges().verify('good', 'sign_up', IP);
  expect(JSON.parse(server.requests[0]?.body ?? '')).toMatchObject({ remoteip: IP, response: 'good' });
});

test('a token is good once', async () => {
  await challenges().verify('good', 'sign_up', IP);
  await expect(challenges().verify('good', 'sign_up', IP)).rejects.toMatchObject(failed);
});

test.each([
  ['made up', undefined, 'sign_up'],
  ['expired', { hostname: 'halobuzz.example', action: 'sign_up', expired: true }, 'sign_up'],
  ['of another site', { hostname: 'evil.example', action: 'sign_up' }, 'sign_up'],
  ['of a site that begins alike', { hostname: 'halobuzz.example.evil.example', action: 'sign_up' }, 'sign_up'],
  ['for another action', { hostname: 'halobuzz.example', action: 'sign_up' }, 'sign_in'],
] as const)('a token %s fails', async (_what, token, action) => {
  if (token !== undefined) server.issued.set('token', token);
  await expect(challenges().verify('token', action, IP)).rejects.toMatchObject(failed);
});

test('an answer that was lost is asked for again under its key: the token is not burnt', async () => {
  server.faults.push('answer_lost');
  await challenges().verify('good', 'sign_up', IP);
  expect(server.requests).toHaveLength(2);
  expect(server.requests[0]?.body).toBe(server.requests[1]?.body);
});

test('who cannot be asked has not said yes', async () => {
  server.faults.push('no_answer', 'no_answer');
  await expect(challenges('the-secret', 50).verify('good', 'sign_up', IP)).rejects.toMatchObject(unavailable);
  for (const fault of [
    { status: 500, body: '<html>' },
    { status: 200, body: { success: false, 'error-codes': ['internal-error'] } },
    { status: 200, body: { ok: true } },
  ]) {
    server.faults.push(fault);
    await expect(challenges().verify('good', 'sign_up', IP)).rejects.toMatchObject(unavailable);
  }
});

test('a wrong secret is our fault, not the token’s, and is not logged', async () => {
  await expect(challenges('wrong-secret').verify('good', 'sign_up', IP)).rejects.toMatchObject(unavailable);
  const lines = vi.mocked(console.error).mock.calls.flat().join();
  expect(lines).toContain('invalid-input-secret');
  expect(lines).not.toContain('wrong-secret');
});
