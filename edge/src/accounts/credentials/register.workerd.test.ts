import { AppError } from '@halobuzz/core/errors/app-error';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { bindings, freshName, installFakeOrigin } from '../../../testing/edge-client.ts';
import { requireConfig } from '../../env.ts';
import { createServices, type Services } from '../../services.ts';
import { registerAccount } from './register.ts';

beforeEach(() => {
  installFakeOrigin();
});
afterEach(() => {
  vi.restoreAllMocks();
});

const services = () => createServices(bindings, requireConfig(bindings));
const request = () => ({ username: freshName(), email: 'someone@example.com', password: 'nine monsoon lanterns' });

test('a sign-up that finds the hasher busy leaves the name free', async () => {
  const wanted = request();
  const { hasher } = services();
  const busy = { ...hasher, hash: () => Promise.reject(new AppError('hashing_busy', { retryAfterMs: 500 })) };
  await expect(registerAccount({ ...services(), hasher: busy }, wanted, 'NP')).rejects.toMatchObject({
    code: 'hashing_busy',
  });
  expect(await registerAccount(services(), wanted, 'NP')).toMatchObject({ username: wanted.username });
});

test('a bug half-way keeps the name reserved until the alarm has asked the account', async () => {
  const wanted = request();
  const { hasher } = services();
  const broken = { ...hasher, hash: () => Promise.reject(new Error('bug')) };
  await expect(registerAccount({ ...services(), hasher: broken }, wanted, 'NP')).rejects.toThrow('bug');
  await expect(registerAccount(services(), wanted, 'NP')).rejects.toMatchObject({ code: 'username_taken' });
});

test('a name that speaks for us is taken, however it is spelt', async () => {
  for (const username of ['support', 'Ha1obuzz', 'admin_']) {
    const wanted = { ...request(), username };
    await expect(registerAccount(services(), wanted, 'NP')).rejects.toMatchObject({ code: 'username_taken' });
  }
});

test('an account whose name was lost in between is taken back', async () => {
  const wanted = request();
  const made: string[] = [];
  const real = services();
  const rival = await registerAccount(real, request(), 'NP');
  const racing: Services = {
    ...real,
    account: (accountId) => {
      made.push(accountId);
      return real.account(accountId);
    },
    hasher: {
      ...real.hasher,
      hash: async (password, challenge) => {
        // While the password is hashed, the reservation runs out and another account takes the name.
        const digest = await real.digestOf('username', wanted.username);
        await real.name(digest).release(made[0] ?? '');
        await real.name(digest).commit(rival.accountId, digest);
        return real.hasher.hash(password, challenge);
      },
    },
  };
  await expect(registerAccount(racing, wanted, 'NP')).rejects.toMatchObject({ code: 'username_taken' });
  expect(await real.account(made[0] ?? '').state('se_x')).toBeUndefined();
});

test.each(['unavailable', 'recipient_refused'] as const)(
  'a first mail that is %s does not undo the sign-up: another can be asked for',
  async (code) => {
    const log = vi.spyOn(console, 'warn').mockImplementation(() => undefined);
    const wanted = request();
    const mailer = { ready: true, send: () => Promise.reject(new AppError(code)) };
    expect(await registerAccount({ ...services(), mailer }, wanted, 'NP')).toMatchObject({ username: wanted.username });
    expect(log.mock.calls.flat().join()).toContain(code);
    expect(log.mock.calls.flat().join()).not.toContain('someone');
  },
);
