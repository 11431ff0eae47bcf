import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import {
  call,
  freshName,
  installFakeOrigin,
  registerMember,
  signInMember,
  verifiedMember,
} from '../../testing/edge-client.ts';
import type { FakeOrigin } from '../../testing/fake-origin.ts';

let origin: FakeOrigin;
beforeEach(() => {
  origin = installFakeOrigin();
});
afterEach(() => {
  vi.restoreAllMocks();
});

test('an unverified account has neither money nor streaming: the origin is not even asked', async () => {
  const { accessToken: token } = await signInMember(await registerMember());
  const attempts: [string, unknown, Record<string, string>][] = [
    ['/streams', { title: 'Songs', category: 'music' }, {}],
    ['/dev/grants', { coins: '5' }, { 'idempotency-key': 'unverified' }],
  ];
  for (const [path, body, headers] of attempts) {
    const answer = await call('POST', path, { token, body, headers });
    expect([path, answer.status, answer.body.code]).toEqual([path, 403, 'email_unverified']);
  }
  const asked = origin.requests.map(({ target }) => target);
  expect(asked).not.toContain('/internal/v1/streams');
  expect(asked).not.toContain('/internal/v1/dev/grants');
});

/** The same letters as their full-width forms, which NFKC folds. */
const fullWidth = (text: string) =>
  text.replaceAll(/[a-z0-9]/g, (letter) => String.fromCharCode(letter.charCodeAt(0) + 0xfee0));

test('one signs in by username or verified e-mail, in any case and width', async () => {
  const { member } = await verifiedMember();
  const spellings = [
    member.username,
    member.username.toUpperCase(),
    fullWidth(member.username),
    member.email,
    member.email.toUpperCase(),
    fullWidth(member.email),
  ];
  for (const identifier of spellings) {
    const answer = await call('POST', '/auth/login', { body: { identifier, password: member.password } });
    expect([identifier, answer.status]).toEqual([identifier, 200]);
  }
});

test('one name, whatever its case, is registered once; an e-mail is proven once', async () => {
  const { member } = await verifiedMember();
  const again = {
    username: member.username.toUpperCase(),
    email: `${freshName()}@example.com`,
    password: 'nine monsoon lanterns',
  };
  expect((await call('POST', '/auth/register', { body: again })).body.code).toBe('username_taken');
  const other = await registerMember();
  const { accessToken } = await signInMember(other);
  await call('POST', '/auth/email/change', { token: accessToken, body: { newEmail: member.email.toUpperCase() } });
  expect((await call('GET', '/auth/me', { token: accessToken })).body.data).toMatchObject({ email: other.email });
});

test('a password of 1 MiB is refused by the body’s bound, one a character too long by its field; nothing is hashed', async () => {
  const { tokens } = await verifiedMember();
  const huge = 'x'.repeat(1024 * 1024);
  const routes: [string, (password: string) => unknown][] = [
    ['/auth/register', (password) => ({ username: freshName(), email: 'someone@example.com', password })],
    ['/auth/login', (password) => ({ identifier: 'someone', password })],
    ['/auth/password/reset', (newPassword) => ({ token: 'x', newPassword })],
    ['/auth/password/change', (newPassword) => ({ currentPassword: 'correct horse', newPassword })],
    ['/auth/password/change', (currentPassword) => ({ currentPassword, newPassword: 'correct horse' })],
  ];
  for (const [path, bodyOf] of routes) {
    const options = { token: tokens.accessToken };
    expect((await call('POST', path, { ...options, body: bodyOf(huge) })).body.code).toBe('payload_too_large');
    const long = await call('POST', path, { ...options, body: bodyOf('x'.repeat(129)) });
    expect([long.body.code, long.body.errors?.[0]?.message]).toEqual([
      'validation_failed',
      'has too many characters (max 128)',
    ]);
  }
});
