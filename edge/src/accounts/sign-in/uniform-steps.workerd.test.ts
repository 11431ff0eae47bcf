import { runInDurableObject } from 'cloudflare:test';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import {
  bindings,
  call,
  freshAddress,
  freshName,
  installFakeOrigin,
  registerMember,
  verifiedMember,
} from '../../../testing/edge-client.ts';
import { notedSteps } from '../../../testing/noted-steps.ts';
import { testAct } from '../../../testing/staff-client.ts';
import { requireConfig } from '../../env.ts';
import { createServices, type Services } from '../../services.ts';
import { requestPasswordReset } from '../credentials/reset-password.ts';
import { signIn } from './sign-in.ts';

beforeEach(() => {
  installFakeOrigin();
});
afterEach(() => {
  vi.restoreAllMocks();
});

// Times on a shared machine prove nothing. What an answer costs is the calls it waits for and the writes they make; these
// are compared instead: between people who exist and people who do not, they must not differ by one.

/** Services whose objects, hasher and mailer note each call. */
function noted() {
  const real = createServices(bindings, requireConfig(bindings));
  const { steps, noting } = notedSteps();
  const services: Services = {
    ...real,
    account: (accountId) => noting('account', real.account(accountId)),
    name: (digest) => noting('name', real.name(digest)),
    hasher: noting('hasher', real.hasher),
    mailer: noting('mailer', real.mailer),
    addresses: noting('addresses', real.addresses),
    sprays: noting('sprays', real.sprays),
    challengeTokens: noting('challengeTokens', real.challengeTokens),
  };
  return { services, steps };
}

async function attempt(identifier: string, password: string) {
  const { services, steps } = noted();
  const later: string[] = [];
  const deferred: Promise<unknown>[] = [];
  const outcome = await signIn(services, {
    login: { identifier, password },
    userAgent: 'test',
    ipAddress: freshAddress(),
    country: 'NP',
    keyProof: { jkt: '', proofId: '' },
    defer: (work) => {
      later.push('deferred');
      deferred.push(work);
    },
  }).then(
    () => 'signed in',
    (error: Error) => error.message,
  );
  const before = steps.slice();
  await Promise.all(deferred);
  return { outcome, steps: before, later };
}

/** The objects' own writes, as SQLite counts them. */
async function changesOf(accountId: string): Promise<number> {
  const account = bindings.ACCOUNTS.get(bindings.ACCOUNTS.idFromName(accountId));
  return runInDurableObject(account, (_instance, state) =>
    Number(state.storage.sql.exec('SELECT total_changes() AS n').one().n),
  );
}

test('known, unknown, unverified, ended and banned people cost a wrong password the same steps', async () => {
  const [{ member }, unverified, ended, { member: banned }] = [
    await verifiedMember(),
    await registerMember(),
    await registerMember(),
    await verifiedMember(),
  ];
  const accountOf = (accountId: string) => bindings.ACCOUNTS.get(bindings.ACCOUNTS.idFromName(accountId));
  await runInDurableObject(accountOf(ended.accountId), (_instance, state) => {
    state.storage.sql.exec("UPDATE account SET status = 'deleted'");
  });
  await accountOf(banned.accountId).ban(testAct, null);
  const people = [
    member.username,
    member.email,
    freshName('nobody'),
    'nobody@example.com',
    unverified.username,
    unverified.email,
    ended.username,
    banned.username,
  ];
  const seen = [];
  for (const identifier of people) seen.push(await attempt(identifier, 'not the password'));
  expect(seen[0]?.steps).toEqual(
    expect.arrayContaining(['account.passwordChallenge', 'hasher.hash', 'account.signIn']),
  );
  for (const one of seen) expect(one).toEqual(seen[0]);
});

test('a wrong password writes nothing to an account before its answer, as it writes nothing where there is none', async () => {
  const { member } = await verifiedMember();
  const account = bindings.ACCOUNTS.get(bindings.ACCOUNTS.idFromName(member.accountId));
  const before = await changesOf(member.accountId);
  const hash = new Uint8Array(32);
  const arrival = {
    deviceId: 'dv_x',
    deviceName: '',
    deviceNamed: false,
    challengeKey: 'x',
    userAgent: '',
    ipAddress: '',
  };
  expect(await account.signIn(hash, { ...arrival, country: 'NP' })).toEqual({ kind: 'invalid' });
  await account.passwordChallenge();
  expect(await changesOf(member.accountId)).toBe(before);
  await account.noteFailedSignIn();
  expect(await changesOf(member.accountId)).toBeGreaterThan(before);
});

test('an empty password is refused alike, known or unknown, before anything is asked', async () => {
  const { member } = await verifiedMember();
  const answers = await Promise.all(
    [member.username, freshName('nobody')].map((identifier) =>
      call('POST', '/auth/login', { body: { identifier, password: '' } }),
    ),
  );
  for (const { status, body } of answers) {
    expect([status, body.code, body.errors]).toEqual([
      400,
      'validation_failed',
      [{ field: 'password', message: 'must not be empty' }],
    ]);
  }
});

test('asking for a new password costs the same steps up to its answer, and the same writes to the name', async () => {
  const [{ member }, unverified] = [await verifiedMember(), await registerMember()];
  const people = [member.username, member.email, freshName('nobody'), 'no@example.com', unverified.username];
  const seen: string[][] = [];
  for (const identifier of people) {
    const { services, steps } = noted();
    const mailing = await requestPasswordReset(services, identifier);
    seen.push(steps.slice());
    await mailing();
  }
  expect(seen[0]).toEqual(['name.admitRecovery']);
  for (const steps of seen) expect(steps).toEqual(seen[0]);
});
