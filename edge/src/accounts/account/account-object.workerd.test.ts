import { runDurableObjectAlarm, runInDurableObject } from 'cloudflare:test';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import {
  bindings,
  call,
  installFakeOrigin,
  type Member,
  registerMember,
  signInMember,
  verifiedMember,
} from '../../../testing/edge-client.ts';
import type { FakeOrigin } from '../../../testing/fake-origin.ts';
import { testAct } from '../../../testing/staff-client.ts';
import { requireConfig } from '../../env.ts';
import { createPasswordHasher } from '../credentials/password-hasher.ts';
import { passwordRecordOf } from '../credentials/password-record.ts';
import { hasTable } from './sql.ts';

let origin: FakeOrigin;
beforeEach(() => {
  origin = installFakeOrigin();
  vi.spyOn(console, 'warn').mockImplementation(() => undefined);
  vi.spyOn(console, 'error').mockImplementation(() => undefined);
});
afterEach(() => {
  vi.restoreAllMocks();
});

const objectOf = (accountId: string) => bindings.ACCOUNTS.get(bindings.ACCOUNTS.idFromName(accountId));

/** Makes waiting outbox rows due, then fires the alarm. */
async function runAlarm(member: Member): Promise<void> {
  await runInDurableObject(objectOf(member.accountId), (_instance, state) => {
    state.storage.sql.exec('UPDATE outbox SET next_at = 0');
  });
  await runDurableObjectAlarm(objectOf(member.accountId));
}

function waitingRows(member: Member): Promise<number> {
  return runInDurableObject(objectOf(member.accountId), (_instance, state) => {
    return state.storage.sql.exec<{ n: number }>('SELECT count(*) AS n FROM outbox').one().n;
  });
}

test('a ban ends every session, everything issued before, and reaches the origin', async () => {
  const { member, tokens } = await verifiedMember();
  expect(await objectOf(member.accountId).ban(testAct, null)).toBe('done');
  await vi.waitFor(async () => {
    expect((await call('GET', '/auth/me', { token: tokens.accessToken })).body.code).toBe('account_banned');
  }, 10_000);
  const login = { identifier: member.username, password: member.password };
  expect((await call('POST', '/auth/login', { body: login })).body.code).toBe('account_banned');
  const wrong = await call('POST', '/auth/login', { body: { ...login, password: 'wrong' } });
  expect(wrong.body.code).toBe('invalid_credentials');
  const refreshed = await call('POST', '/auth/refresh', { body: { refreshToken: tokens.refreshToken } });
  expect(['account_banned', 'refresh_rejected']).toContain(refreshed.body.code);
  await vi.waitFor(() => {
    expect(origin.revocations).toContainEqual({ kind: 'account', id: member.accountId, code: 'account_banned' });
    expect(origin.projections.findLast((p) => p.accountId === member.accountId)).toMatchObject({ isBanned: true });
  }, 10_000);
});

test('tokens from before a ban stay dead after it is lifted', async () => {
  const { member, tokens } = await verifiedMember();
  await objectOf(member.accountId).ban(testAct, null);
  await objectOf(member.accountId).unban(testAct);
  await vi.waitFor(async () => {
    expect((await call('GET', '/auth/me', { token: tokens.accessToken })).body.code).toBe('session_revoked');
  }, 10_000);
  expect((await signInMember(member)).sessionId).not.toBe(tokens.sessionId);
});

test.each(['network', 'internal'] as const)(
  'what the origin missed (%s) waits and is sent when it is back',
  async (failure) => {
    origin.failure = failure;
    const member = await registerMember();
    const tokens = await signInMember(member);
    await call('POST', '/auth/logout', { token: tokens.accessToken });
    await runAlarm(member);
    // The revocation has gone to its relay; see revocation-relay.workerd.test.ts. Two signals wait beside the projection.
    expect(await waitingRows(member)).toBe(3);
    expect(origin.projections).toEqual([]);
    origin.failure = undefined;
    await runAlarm(member);
    expect(await waitingRows(member)).toBe(0);
    expect(origin.projections).toMatchObject([{ accountId: member.accountId, version: 1, username: member.username }]);
    await vi.waitFor(() => {
      expect(origin.revocations).toEqual([{ kind: 'session', id: tokens.sessionId, code: 'session_revoked' }]);
    }, 10_000);
  },
);

test('many changes during an outage become one projection of the newest state', async () => {
  origin.failure = 'network';
  const { member } = await verifiedMember();
  await objectOf(member.accountId).ban(testAct, null);
  await objectOf(member.accountId).unban(testAct);
  origin.failure = undefined;
  await runAlarm(member);
  expect(origin.projections).toMatchObject([{ version: 4, isBanned: false, emailVerified: true }]);
  expect(await waitingRows(member)).toBe(0);
});

test('personal data stands encrypted in the object', async () => {
  const { member } = await verifiedMember();
  const stored = await runInDurableObject(objectOf(member.accountId), (_instance, state) => {
    const tables = ['account', 'sessions', 'outbox', 'email_code', 'security_events'];
    return JSON.stringify(tables.flatMap((table) => state.storage.sql.exec(`SELECT * FROM ${table}`).toArray()));
  });
  expect(stored).toContain(member.username);
  for (const secret of [member.email, member.email.split('@')[1], member.password, '10.']) {
    expect(stored).not.toContain(secret);
  }
});

test('once the subject key is destroyed, nothing personal can be read, and no new key is made', async () => {
  const { member } = await verifiedMember();
  const keys = bindings.SUBJECT_KEYS.get(bindings.SUBJECT_KEYS.idFromName(member.accountId));
  await keys.destroy();
  expect(await keys.key(member.accountId)).toBeUndefined();
});

const arrival = {
  deviceId: '',
  deviceName: '',
  deviceNamed: false,
  challengeKey: '',
  userAgent: '',
  ipAddress: '',
  country: 'XX',
};

test('an account object that was only asked stays empty', async () => {
  const stub = objectOf('unobody');
  expect(await stub.state('se_x')).toBeUndefined();
  expect((await stub.passwordChallenge()).memoryKib).toBe(19_456);
  expect(await stub.signIn(new Uint8Array(32), arrival)).toEqual({ kind: 'invalid' });
  expect(await stub.revokeSession('se_x', 'signed_out')).toBe(false);
  expect(await stub.refresh('se_x', 0, { jkt: '', proofId: '' })).toEqual({ kind: 'rejected' });
  expect(await stub.ban(testAct, null)).toBe('unknown');
  const empty = await runInDurableObject(stub, (_instance, state) => !hasTable(state.storage.sql, 'account'));
  expect(empty).toBe(true);
});

test('creating twice changes nothing', async () => {
  const member = await registerMember();
  const before = await objectOf(member.accountId).state('se_x');
  await objectOf(member.accountId).create({
    accountId: member.accountId,
    subject: 'sother',
    username: 'other',
    usernameDigest: 'x',
    email: 'other@example.com',
    emailDigest: 'y',
    country: 'XX',
    password: { phc: '', pepper: 1 },
    terms: { version: '2026-01-01', textHash: 'z' },
  });
  expect(await objectOf(member.accountId).state('se_x')).toEqual(before);
});

test('a password record with an old pepper is made anew at sign-in', async () => {
  const member = await registerMember();
  const pepper = () =>
    runInDurableObject(objectOf(member.accountId), (_instance, state) => {
      return state.storage.sql.exec<{ pepper: number }>('SELECT pepper FROM account').one().pepper;
    });
  expect(await pepper()).toBe(2);
  const hasher = createPasswordHasher(requireConfig(bindings).passwordPeppers);
  const old = { ...hasher.newChallenge(), pepper: 1 };
  const record = passwordRecordOf(old, await hasher.hash(member.password, old));
  await runInDurableObject(objectOf(member.accountId), (_instance, state) => {
    state.storage.sql.exec('UPDATE account SET password = ?, pepper = 1', record.phc);
  });
  // Without its pepper the old record is of no use: that is a fault of the installation, and no password is called wrong.
  const config = requireConfig(bindings);
  const [, newest] = config.passwordPeppers.keys;
  const alone = createPasswordHasher({ current: 2, keys: new Map(newest === undefined ? [] : [newest]) });
  await expect(alone.hash(member.password, old)).rejects.toThrow('no version 1');
  await signInMember(member);
  expect(await pepper()).toBe(2);
  await signInMember(member);
  // Everybody has signed in: the old pepper can go.
  const account = objectOf(member.accountId);
  const hash = await alone.hash(member.password, await account.passwordChallenge());
  expect(hash).toHaveLength(32);
  expect(await account.signIn(hash, arrival)).toMatchObject({ kind: 'signed_in' });
});
