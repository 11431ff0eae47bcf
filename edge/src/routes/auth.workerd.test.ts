import { runInDurableObject } from 'cloudflare:test';
import { sessionSchema } from '@halobuzz/core/api/auth';
import { pageOf } from '@halobuzz/core/api/conventions';
import { limits } from '@halobuzz/core/limits';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import {
  bindings,
  call,
  freshAddress,
  freshName,
  installFakeOrigin,
  mailedCode,
  mailedCodes,
  mailedTexts,
  registerMember,
  signInMember,
  verifiedMember,
} from '../../testing/edge-client.ts';
import type { FakeOrigin } from '../../testing/fake-origin.ts';
import { deviceIdOf, deviceSecretMac } from '../accounts/devices/device-proof.ts';
import { writeTrust } from '../accounts/devices/device-store.ts';
import { nameDigest } from '../accounts/names/names.ts';
import { randomBytes } from '../bytes.ts';
import { requireConfig } from '../env.ts';

let origin: FakeOrigin;
beforeEach(() => {
  origin = installFakeOrigin();
});
afterEach(() => {
  vi.restoreAllMocks();
});

test("the customer's sample registers", async () => {
  const body = { username: 'testuser', email: 'test@example.com', password: 'password123' };
  const answer = await call('POST', '/auth/register', { body });
  expect(answer.status).toBe(201);
  expect(answer.body).toEqual({
    success: true,
    data: { accountId: expect.stringMatching(/^[aeu][a-z2-7]{26}$/), username: 'testuser', emailVerification: 'sent' },
  });
});

test('register, sign in, verify: the account grows and the origin hears of it', async () => {
  const member = await registerMember('NP');
  expect(member.accountId[0]).toBe('a');
  const tokens = await signInMember(member);
  const me = await call('GET', '/auth/me', { token: tokens.accessToken });
  expect(me.body.data).toMatchObject({ email: member.email, emailVerified: false, roles: ['viewer'] });
  const code = await mailedCode(member.email);
  const verified = await call('POST', '/auth/email/verify', { body: { code }, token: tokens.accessToken });
  expect(verified.body.data).toMatchObject({ emailVerified: true, roles: ['viewer', 'host'] });
  await vi.waitFor(() => {
    const last = origin.projections.findLast((projection) => projection.accountId === member.accountId);
    expect(last).toMatchObject({ version: 2, emailVerified: true, country: 'NP', email: member.email });
  }, 10_000);
});

test.each([
  ['IN', 'a'],
  ['DE', 'e'],
  ['CA', 'u'],
])('an account from %s is made in region %s', async (country, region) => {
  expect((await registerMember(country)).accountId[0]).toBe(region);
});

test('strangers who keep a name paused do not lock its owner out of a trusted device', async () => {
  const member = await registerMember();
  const device = { id: crypto.randomUUID(), name: 'phone', secret: 'given when trusted' };
  const signIn = (password: string, from?: { id: string; name: string; secret?: string }) =>
    call('POST', '/auth/login', { body: { identifier: member.username, password, ...(from && { device: from }) } });
  expect((await signIn(member.password, device)).status).toBe(200);
  const services = { config: requireConfig(bindings), random: randomBytes };
  const deviceId = await deviceIdOf(services, member.accountId, device.id);
  const secretMac = await deviceSecretMac(services, member.accountId, deviceId, device.secret);
  await runInDurableObject(bindings.ACCOUNTS.get(bindings.ACCOUNTS.idFromName(member.accountId)), (_object, state) => {
    const trustedUntilMs = Date.now() + limits.deviceTrustMs;
    writeTrust(state.storage.sql, deviceId, { trustedUntilMs, secretMac, jkt: '' });
  });
  const name = bindings.NAMES.get(
    bindings.NAMES.idFromName(await nameDigest(requireConfig(bindings).nameHmacKey, 'username', member.username)),
  );
  for (let n = 0; n < limits.loginFailuresMax; n += 1) await name.admit(false);
  expect((await signIn(member.password)).body.code).toBe('rate_limited');
  // Neither its id alone nor its secret with another id is enough.
  const others = [
    { ...device, id: crypto.randomUUID() },
    { ...device, secret: 'guessed' },
    { id: device.id, name: 'x' },
  ];
  for (const other of others) expect((await signIn(member.password, other)).body.code).toBe('rate_limited');
  // The device's own guesses are counted too.
  for (let n = 1; n < limits.loginFailuresMax; n += 1) {
    expect((await signIn('wrong password', device)).body.code).toBe('invalid_credentials');
  }
  expect((await signIn(member.password, device)).status).toBe(200);
});

test('50 sign-ups for one name at once: one winner', async () => {
  const username = freshName('wanted');
  const attempts = Array.from({ length: 50 }, (_, at) => {
    const name = at % 2 === 0 ? username : username.toUpperCase();
    return call('POST', '/auth/register', {
      body: { username: name, email: `${username}${at}@example.com`, password: 'nine monsoon lanterns' },
    });
  });
  const answers = await Promise.all(attempts);
  expect(answers.filter((answer) => answer.status === 201)).toHaveLength(1);
  const refused = answers.filter((answer) => answer.status !== 201).map((answer) => answer.body.code);
  expect(new Set(refused)).toEqual(new Set(['username_taken']));
});

test('an e-mail that is taken answers like a free one, and only its owner is told', async () => {
  const { member } = await verifiedMember();
  const body = { username: freshName(), email: member.email.toUpperCase(), password: 'nine monsoon lanterns' };
  const answer = await call('POST', '/auth/register', { body });
  const free = await call('POST', '/auth/register', {
    body: { ...body, username: freshName(), email: `${freshName()}@example.com` },
  });
  expect(answer.status).toBe(201);
  expect(Object.keys(answer.body.data ?? {})).toEqual(Object.keys(free.body.data ?? {}));
  expect(answer.body.data).toMatchObject({ emailVerification: 'sent' });
  const [newest] = await mailedTexts(member.email);
  expect(newest).toContain('already have an account');
  expect(newest).not.toMatch(/[0-9]{6}/);
});

test('an unverified e-mail holds nothing: whoever proves it first has it', async () => {
  const [first, second] = [await registerMember(), freshName()];
  await call('POST', '/auth/register', {
    body: { username: second, email: first.email, password: 'nine monsoon lanterns' },
  });
  const code = await mailedCode(first.email);
  const secondTokens = await signInMember({ username: second, password: 'nine monsoon lanterns' });
  const proven = await call('POST', '/auth/email/verify', { body: { code }, token: secondTokens.accessToken });
  expect(proven.body.data).toMatchObject({ emailVerified: true, username: second });
  const firstTokens = await signInMember(first);
  await call('POST', '/auth/email/resend', { body: {}, token: firstTokens.accessToken });
  expect((await mailedTexts(first.email))[0]).toContain('already have an account');
});

test('a wrong code is refused, and after five tries the right one too', async () => {
  const member = await registerMember();
  const { accessToken } = await signInMember(member);
  const code = String(await mailedCode(member.email));
  const wrong = code === '000000' ? '000001' : '000000';
  const guesses = await Promise.all(
    Array.from({ length: limits.emailCodeTriesMax }, () =>
      call('POST', '/auth/email/verify', { body: { code: wrong }, token: accessToken }),
    ),
  );
  expect(new Set(guesses.map((guess) => guess.body.code))).toEqual(new Set(['code_invalid']));
  const late = await call('POST', '/auth/email/verify', { body: { code }, token: accessToken });
  expect(late.body.code).toBe('code_invalid');
});

test('codes are mailed at most so often', async () => {
  const { accessToken } = await signInMember(await registerMember());
  const codes: (string | undefined)[] = [];
  for (let sends = 1; sends <= limits.emailSendsMax; sends += 1) {
    const answer = await call('POST', '/auth/email/resend', { token: accessToken });
    codes.push(answer.body.code);
  }
  // The code of the registration was the first mail.
  expect(codes).toEqual([...Array.from({ length: limits.emailSendsMax - 1 }, () => undefined), 'rate_limited']);
});

test('unknown people and wrong passwords get one and the same answer', async () => {
  const { member } = await verifiedMember();
  const unverified = await registerMember();
  const answers = await Promise.all(
    [member.username, member.email, freshName('nobody'), 'nobody@example.com', unverified.email].map((identifier) =>
      call('POST', '/auth/login', { body: { identifier, password: 'not the password' } }),
    ),
  );
  const shapes = answers
    .filter((answer) => answer.body.code !== 'hashing_busy')
    .map(({ status, body: { requestId: _own, ...body }, headers }) => ({
      status,
      body,
      headers: [...headers.keys()].sort(),
    }));
  expect(shapes.length).toBeGreaterThan(2);
  for (const shape of shapes) expect(shape).toEqual(shapes[0]);
  expect(shapes[0]).toMatchObject({ status: 401, body: { code: 'invalid_credentials' } });
});

test('a verified e-mail signs in, in any case; an unverified one does not', async () => {
  const { member } = await verifiedMember();
  const body = { identifier: member.email.toUpperCase(), password: member.password };
  expect((await call('POST', '/auth/login', { body })).status).toBe(200);
  const unverified = await registerMember();
  const refused = await call('POST', '/auth/login', {
    body: { identifier: unverified.email, password: unverified.password },
  });
  expect(refused.body.code).toBe('invalid_credentials');
});

test('guesses on one name have to wait, known or unknown, from any address', async () => {
  const member = await registerMember();
  for (const identifier of [member.username, freshName('ghost')]) {
    const codes: (string | undefined)[] = [];
    // Pauses double from a second on: on a slow machine the first ones may be over before the next guess.
    for (let guess = 0; guess < limits.loginFailuresMax + 8 && codes.at(-1) !== 'rate_limited'; guess += 1) {
      const answer = await call('POST', '/auth/login', { body: { identifier, password: `guess ${guess}` } });
      codes.push(answer.body.code);
      if (answer.body.code === 'rate_limited') {
        expect(answer.status).toBe(429);
        expect(answer.body.retryAfterMs).toBeGreaterThan(0);
        expect(Number(answer.headers.get('retry-after'))).toBeGreaterThan(0);
      }
    }
    expect(codes.slice(0, limits.loginFailuresMax)).not.toContain('rate_limited');
    expect(codes.at(-1)).toBe('rate_limited');
  }
});

test('too many credential requests from one address are refused', async () => {
  const address = freshAddress();
  const codes: (string | undefined)[] = [];
  // The local counter begins anew with each minute of the clock, which may fall into this loop.
  while (codes.length <= 2 * limits.credentialRequestsPerMinuteMax && codes.at(-1) !== 'rate_limited') {
    codes.push((await call('POST', '/auth/login', { body: {}, address })).body.code);
  }
  expect(codes[0]).toBe('validation_failed');
  expect(codes.at(-1)).toBe('rate_limited');
  expect(codes.length).toBeGreaterThan(limits.credentialRequestsPerMinuteMax);
});

test('two sign-ins from one device name one device; another account sees another', async () => {
  const [one, two] = [await registerMember(), await registerMember()];
  const devices: unknown[] = [];
  for (const { username, password } of [one, one, two]) {
    const device = { id: 'shared-device', name: 'Phone' };
    const login = await call('POST', '/auth/login', { body: { identifier: username, password, device } });
    const token = String(login.body.data?.accessToken);
    const list = await call('GET', '/auth/sessions', { token });
    devices.push(pageOf(sessionSchema).parse(list.body.data).items[0]?.deviceId);
  }
  expect(devices[0]).toBe(devices[1]);
  expect(devices[2]).not.toBe(devices[0]);
});

test('of two who hold a code for one address, the second is told of the conflict', async () => {
  const [first, second] = [await registerMember(), { username: freshName(), password: 'nine monsoon lanterns' }];
  await call('POST', '/auth/register', { body: { ...second, email: first.email } });
  const codes = await mailedCodes(first.email);
  const proofs: (string | undefined)[] = [];
  for (const [member, code] of [
    [first, codes[1]],
    [second, codes[0]],
  ] as const) {
    const { accessToken } = await signInMember(member);
    proofs.push((await call('POST', '/auth/email/verify', { body: { code }, token: accessToken })).body.code);
  }
  expect(proofs).toEqual([undefined, 'conflict']);
});

test('verifying twice is harmless; asking for a code after that says so', async () => {
  const { tokens } = await verifiedMember();
  const again = await call('POST', '/auth/email/verify', { body: { code: '000000' }, token: tokens.accessToken });
  expect(again.body.data).toMatchObject({ emailVerified: true });
  const resend = await call('POST', '/auth/email/resend', { token: tokens.accessToken });
  expect(resend.body.data).toEqual({ emailVerification: 'verified_already' });
});
