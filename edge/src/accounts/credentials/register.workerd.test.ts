import { runInDurableObject } from 'cloudflare:test';
import { AppError } from '@halobuzz/core/errors/app-error';
import { limits } from '@halobuzz/core/limits';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { bindings, freshName, installFakeOrigin, verifiedMember } from '../../../testing/edge-client.ts';
import { requireConfig } from '../../env.ts';
import { createServices, type Services } from '../../services.ts';
import { requestEmailChange } from '../email/email-change.ts';
import { registerAccount } from './register.ts';

beforeEach(() => {
  installFakeOrigin();
});
afterEach(() => {
  vi.restoreAllMocks();
});

const services = () => createServices(bindings, requireConfig(bindings));
const request = () => {
  const username = freshName();
  return { username, email: `someone-${username}@example.com`, password: 'nine monsoon lanterns' };
};

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

test('no number of sign-ups, nor changes of address, buries a stranger’s mailbox in our mail', async () => {
  const log = vi.spyOn(console, 'warn').mockImplementation(() => undefined);
  const stranger = `${freshName('stranger')}@example.com`;
  const sent: string[] = [];
  const mailer = { ready: true, send: async ({ to }: { to: string }) => void sent.push(to) };
  const counted = { ...services(), mailer };
  await registerAccount(counted, { ...request(), email: stranger }, 'NP');
  expect(sent).toEqual([stranger]);
  // As if many more had been made: hashing each takes too long for a test.
  await runInDurableObject(counted.name(await counted.digestOf('email', stranger)), (_instance, state) => {
    state.storage.sql.exec('UPDATE attempt_counts SET failures = failures + ?', 2 * limits.loginFailuresMax);
  });
  await registerAccount(counted, { ...request(), email: stranger.toUpperCase() }, 'NP');
  expect(log.mock.calls.flat().join()).toContain('rate_limited');
  const { member, tokens } = await verifiedMember();
  const asking = { accountId: member.accountId, sessionId: tokens.sessionId };
  await expect(requestEmailChange(counted, asking, stranger)).rejects.toMatchObject({ code: 'rate_limited' });
  expect(sent).toEqual([stranger]);
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
