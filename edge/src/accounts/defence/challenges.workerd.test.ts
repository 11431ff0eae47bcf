import { createExecutionContext, runInDurableObject, waitOnExecutionContext } from 'cloudflare:test';
import { AppError } from '@halobuzz/core/errors/app-error';
import { limits } from '@halobuzz/core/limits';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { z } from 'zod';
import {
  bindings,
  call,
  freshAddress,
  freshName,
  installFakeOrigin,
  registerMember,
} from '../../../testing/edge-client.ts';
import { createApp } from '../../app.ts';
import { randomBytes } from '../../bytes.ts';
import { requireConfig } from '../../env.ts';
import { createServices, type Services } from '../../services.ts';
import { deviceIdOf, deviceSecretMac } from '../devices/device-proof.ts';
import { writeTrust } from '../devices/device-store.ts';
import type { Challenges } from './turnstile.ts';

beforeEach(() => {
  installFakeOrigin();
});
afterEach(() => {
  vi.restoreAllMocks();
});

/** Knows one token for each action. */
const challenges: Challenges = {
  on: true,
  async verify(token, action) {
    if (token !== `solved-${action}`) throw new AppError('challenge_failed');
  },
};

/** The Worker with challenges, as one isolate. */
function guarded(parts: Partial<Services> = {}) {
  const services = { ...createServices(bindings, requireConfig(bindings)), challenges, ...parts };
  const app = createApp(services);
  const post = async (path: string, body: object, address = freshAddress()) => {
    const context = createExecutionContext();
    const headers = { 'content-type': 'application/json', 'cf-connecting-ip': address };
    const init = { method: 'POST', headers, body: JSON.stringify(body) };
    const response = await app.fetch(new Request(`https://edge.test/api/v1${path}`, init), bindings, context);
    await waitOnExecutionContext(context);
    const { code } = z.looseObject({ code: z.string().optional() }).parse(await response.json());
    return code ?? String(response.status);
  };
  return { services, post };
}

const newcomer = () => {
  const username = freshName('solver');
  return { username, email: `${username}@example.com`, password: 'correct horse battery' };
};

test('sign-up asks for a challenge, takes a solved one, and refuses one solved for something else', async () => {
  const { post } = guarded();
  const person = newcomer();
  expect(await post('/auth/register', person)).toBe('challenge_required');
  expect(await post('/auth/register', { ...person, turnstileToken: 'made-up' })).toBe('challenge_failed');
  expect(await post('/auth/register', { ...person, turnstileToken: 'solved-sign_in' })).toBe('challenge_failed');
  expect(await post('/auth/register', { ...person, turnstileToken: 'solved-sign_up' })).toBe('201');
});

test('without Turnstile a token is not looked at', async () => {
  const person = newcomer();
  expect((await call('POST', '/auth/register', { body: { ...person, turnstileToken: 'whatever' } })).status).toBe(201);
  const body = { identifier: person.username, password: person.password, turnstileToken: 'whatever' };
  expect((await call('POST', '/auth/login', { body })).status).toBe(200);
  const long = { ...body, turnstileToken: 'x'.repeat(limits.challengeTokenCharsMax + 1) };
  expect((await call('POST', '/auth/login', { body: long })).body).toMatchObject({
    code: 'validation_failed',
    errors: [{ field: 'turnstileToken' }],
  });
});

test('sign-in asks after failures on a name, known or unknown, and for nothing before', async () => {
  const { post } = guarded();
  const member = await registerMember();
  for (const identifier of [member.username, freshName('ghost')]) {
    const codes: string[] = [];
    for (let n = 0; n <= limits.challengeFailuresMin; n += 1) {
      codes.push(await post('/auth/login', { identifier, password: 'wrong password' }));
    }
    expect(codes.slice(0, -1)).toEqual(codes.slice(0, -1).map(() => 'invalid_credentials'));
    expect(codes.at(-1)).toBe('challenge_required');
    const solved = { identifier, password: 'wrong password', turnstileToken: 'solved-sign_in' };
    expect(await post('/auth/login', solved)).toBe('invalid_credentials');
    expect(await post('/auth/login', { ...solved, turnstileToken: 'made-up' })).toBe('challenge_failed');
  }
  const owner = { identifier: member.username, password: member.password };
  expect(await post('/auth/login', owner)).toBe('challenge_required');
  expect(await post('/auth/login', { ...owner, turnstileToken: 'solved-sign_in' })).toBe('200');
  expect(await post('/auth/login', owner)).toBe('200');
});

test('solved challenges do not buy endless guesses: the name’s pause holds all the same', async () => {
  const { services, post } = guarded();
  const identifier = freshName('ghost');
  const name = services.name(await services.digestOf('username', identifier));
  for (let n = 0; n < limits.loginFailuresMax; n += 1) await name.admit(false);
  const solved = { identifier, password: 'wrong password', turnstileToken: 'solved-sign_in' };
  expect(await post('/auth/login', solved)).toBe('rate_limited');
});

test('a crowded address has to solve one for every sign-in', async () => {
  const { services, post } = guarded();
  const [member, address] = [await registerMember(), freshAddress()];
  for (let n = 0; n < limits.addressSignInFailuresMax / 2; n += 1) await services.addresses.admit('sign_in', address);
  const login = { identifier: member.username, password: member.password };
  expect(await post('/auth/login', login, address)).toBe('challenge_required');
  expect(await post('/auth/login', { ...login, turnstileToken: 'solved-sign_in' }, address)).toBe('200');
});

test('a sprayed password asks for one, and a solved one goes past the slow lane', async () => {
  const refusal = { admitted: false, retryAfterMs: 1_000 } as const;
  const sprays = { admit: async () => refusal, note: async () => undefined };
  const { post } = guarded({ sprays });
  const member = await registerMember();
  const login = { identifier: member.username, password: member.password };
  expect(await post('/auth/login', login)).toBe('challenge_required');
  expect(await post('/auth/login', { ...login, turnstileToken: 'solved-sign_in' })).toBe('200');
});

test('a trusted device is let in past a held address, a challenge and a sprayed password', async () => {
  const refusal = { admitted: false, retryAfterMs: 1_000 } as const;
  const sprays = { admit: async () => refusal, note: async () => undefined };
  const member = await registerMember();
  const device = { id: crypto.randomUUID(), name: 'phone', secret: 'given when trusted' };
  const login = { identifier: member.username, password: member.password, device };
  expect((await call('POST', '/auth/login', { body: login })).status).toBe(200);
  const keyed = { config: requireConfig(bindings), random: randomBytes };
  const deviceId = await deviceIdOf(keyed, member.accountId, device.id);
  const secretMac = await deviceSecretMac(keyed, member.accountId, deviceId, device.secret);
  const account = bindings.ACCOUNTS.get(bindings.ACCOUNTS.idFromName(member.accountId));
  await runInDurableObject(account, (_instance, state) => {
    writeTrust(state.storage.sql, deviceId, { trustedUntilMs: Date.now() + limits.deviceTrustMs, secretMac, jkt: '' });
  });
  const { services, post } = guarded({ sprays });
  expect(await post('/auth/login', login)).toBe('200');
  const address = freshAddress();
  while ((await services.addresses.admit('sign_in', address)).admitted);
  expect(await post('/auth/login', login, address)).toBe('200');
  const guessed = { ...login, device: { ...device, secret: 'guessed' } };
  expect(await post('/auth/login', guessed, address)).toBe('rate_limited');
});
