import { limits } from '@halobuzz/core/limits';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { call, freshName, installFakeOrigin, registerMember } from '../../testing/edge-client.ts';

beforeEach(() => {
  installFakeOrigin();
});
afterEach(() => {
  vi.restoreAllMocks();
});

const good = () => ({ username: freshName(), email: `${freshName()}@example.com`, password: 'nine monsoon lanterns' });

test.each(['role', 'roles', 'balance', 'emailVerified', 'constructor', '$where'])(
  'unknown field %s is named',
  async (field) => {
    const answer = await call('POST', '/auth/register', { body: { ...good(), [field]: 'admin' } });
    expect(answer.status).toBe(400);
    expect(answer.body).toMatchObject({ code: 'validation_failed', errors: [{ field, message: 'unknown field' }] });
  },
);

test('a prototype in the JSON is an unknown field, and changes nothing', async () => {
  const body = JSON.stringify(good()).replace('{', '{"__proto__":{"isAdmin":true},');
  const answer = await call('POST', '/auth/register', { body });
  expect(answer.body.errors).toEqual([{ field: '__proto__', message: 'unknown field' }]);
  expect(Object.hasOwn(Object.prototype, 'isAdmin')).toBe(false);
});

test.each([
  [{ username: 'a b' }, 'username'],
  [{ username: 'аdmin' }, 'username'],
  [{ username: 'x'.repeat(limits.usernameCharsMax + 1) }, 'username'],
  [{ email: 'nobody' }, 'email'],
  [{ email: { $ne: null } }, 'email'],
  [{ password: 'short' }, 'password'],
  [{ password: ['nine monsoon lanterns'] }, 'password'],
])('%j is refused at field %s', async (wrong, field) => {
  const answer = await call('POST', '/auth/register', { body: { ...good(), ...wrong } });
  expect(answer.status).toBe(400);
  expect(answer.body.errors?.map((error) => error.field)).toContain(field);
});

test('a password over the bound is refused before it is hashed', async () => {
  const password = 'x'.repeat(limits.passwordCharsMax + 1);
  const register = await call('POST', '/auth/register', { body: { ...good(), password } });
  const login = await call('POST', '/auth/login', { body: { identifier: 'someone', password } });
  for (const answer of [register, login]) {
    expect(answer.body).toMatchObject({ code: 'validation_failed', errors: [{ field: 'password' }] });
  }
});

test('a body over the bound, of another type, or no JSON has its own code', async () => {
  const huge = await call('POST', '/auth/login', { body: { password: 'x'.repeat(limits.httpBodyBytesMax) } });
  expect([huge.status, huge.body.code]).toEqual([413, 'payload_too_large']);
  const form = { 'content-type': 'application/x-www-form-urlencoded' };
  const typed = await call('POST', '/auth/login', { body: 'identifier=a&password=b', headers: form });
  expect([typed.status, typed.body.code]).toEqual([415, 'unsupported_media_type']);
  const broken = await call('POST', '/auth/login', { body: '{"identifier":' });
  expect([broken.status, broken.body.code]).toEqual([400, 'malformed_json']);
  for (const body of ['[]', '"text"', 'null', '7']) {
    expect((await call('POST', '/auth/login', { body })).body.code).toBe('validation_failed');
  }
});

test('several problems are reported together, in plain words', async () => {
  const answer = await call('POST', '/auth/register', { body: { username: '?', email: '?', extra: 1 } });
  expect(answer.body.errors).toEqual(
    expect.arrayContaining([
      { field: 'username', message: 'has too few characters (min 3)' },
      { field: 'email', message: 'must be an e-mail address' },
      { field: 'password', message: 'is required' },
      { field: 'extra', message: 'unknown field' },
    ]),
  );
});

test('a bad query and a bad path parameter are named', async () => {
  const query = await call('GET', '/streams?limit=1000&nope=1');
  expect(query.body.errors).toEqual(
    expect.arrayContaining([
      { field: 'limit', message: `must be at most ${limits.pageItemsMax}` },
      { field: 'nope', message: 'unknown field' },
    ]),
  );
  const param = await call('GET', '/streams/not-a-room');
  expect(param.body).toMatchObject({ code: 'validation_failed', errors: [{ field: 'id' }] });
});

test('a duplicate name is refused with its own code', async () => {
  const member = await registerMember();
  const answer = await call('POST', '/auth/register', { body: { ...good(), username: member.username.toUpperCase() } });
  expect([answer.status, answer.body.code]).toEqual([409, 'username_taken']);
});
