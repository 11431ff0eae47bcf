import { runDurableObjectAlarm, runInDurableObject } from 'cloudflare:test';
import { limits } from '@halobuzz/core/limits';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import {
  bindings,
  call,
  freshName,
  installFakeOrigin,
  type Member,
  mailedCode,
  registerMember,
  signInMember,
  verifiedMember,
} from '../../../testing/edge-client.ts';
import { enrolTotp } from '../../../testing/factor-client.ts';
import type { FakeOrigin } from '../../../testing/fake-origin.ts';
import { putRevocation } from '../outbox/outbox-store.ts';
import { AccountObject } from './account-object.ts';

let origin: FakeOrigin;
beforeEach(() => {
  origin = installFakeOrigin();
});
afterEach(() => {
  vi.restoreAllMocks();
});

const accountOf = (accountId: string) => bindings.ACCOUNTS.get(bindings.ACCOUNTS.idFromName(accountId));

/** Makes the account older by that, then fires its alarm. */
async function age(accountId: string, byMs: number): Promise<void> {
  await runInDurableObject(accountOf(accountId), (_instance, state) => {
    state.storage.sql.exec('UPDATE account SET created_at = created_at - ?', byMs);
  });
  await runDurableObjectAlarm(accountOf(accountId));
}
const alarmOf = (accountId: string) =>
  runInDurableObject(accountOf(accountId), (_instance, state) => state.storage.getAlarm());
const signUp = (username: string) =>
  call('POST', '/auth/register', {
    body: { username, email: `${freshName()}@example.com`, password: 'nine monsoon lanterns' },
  });
const delivered = (member: Member) =>
  vi.waitFor(() => expect(origin.projections.map(({ accountId }) => accountId)).toContain(member.accountId), 10_000);

test('an account that nobody verified in time ends, and its username is free', async () => {
  const member = await registerMember();
  const tokens = await signInMember(member);
  await enrolTotp(tokens.accessToken);
  const token = tokens.accessToken;
  expect((await call('PUT', '/users/me/birth-date', { token, body: { birthDate: '1990-02-03' } })).status).toBe(200);
  const settings = { recommendations: false, profiling: true, restricted: false };
  expect(await accountOf(member.accountId).changePrivacySettings(settings)).toEqual(settings);
  await delivered(member);
  // Nothing is left to send: the alarm stands for the end.
  await vi.waitFor(async () => {
    expect(await alarmOf(member.accountId)).toBeGreaterThan(Date.now() + limits.unverifiedAccountLifeMs - 60_000);
  }, 10_000);
  // The password alone: its challenge stays open.
  await call('POST', '/auth/login', { body: { identifier: member.username, password: member.password } });
  expect((await signUp(member.username)).body.code).toBe('username_taken');
  await age(member.accountId, limits.unverifiedAccountLifeMs);
  await vi.waitFor(async () => {
    expect((await signUp(member.username)).status).toBe(201);
  }, 10_000);
  const old = await call('POST', '/auth/refresh', { body: { refreshToken: tokens.refreshToken } });
  expect(old.body.code).toBe('refresh_rejected');
  await vi.waitFor(() => {
    expect(origin.revocations).toContainEqual({ kind: 'account', id: member.accountId, code: 'session_revoked' });
    const last = origin.projections.findLast(({ accountId }) => accountId === member.accountId);
    expect(last).toMatchObject({ status: 'deleted', email: '' });
  }, 10_000);
  const kept = await runInDurableObject(accountOf(member.accountId), (_instance, state) =>
    [
      ...['sessions', 'devices', 'email_code', 'factors', 'backup_codes', 'challenges'],
      ...['birth_date', 'minor', 'privacy_settings'],
    ].filter((table) => Number(state.storage.sql.exec(`SELECT count(*) AS n FROM ${table}`).one().n) > 0),
  );
  expect(kept).toEqual([]);
  // The object sleeps from now on.
  await vi.waitFor(async () => expect(await alarmOf(member.accountId)).toBeNull(), 10_000);
});

test('a day before the end nothing happens', async () => {
  const member = await registerMember();
  await age(member.accountId, limits.unverifiedAccountLifeMs - 86_400_000);
  expect((await signInMember(member)).accessToken).not.toBe('');
  expect(await alarmOf(member.accountId)).toBeGreaterThan(Date.now());
});

test('an account that cannot be ended just now still sends what waits, and is tried again a while later', async () => {
  const member = await registerMember();
  await delivered(member);
  const keys = bindings.SUBJECT_KEYS.get(bindings.SUBJECT_KEYS.idFromName(member.accountId));
  await keys.destroy();
  const id = `se_${member.accountId}`;
  await runInDurableObject(accountOf(member.accountId), async (_instance, state) => {
    const { sql } = state.storage;
    sql.exec('UPDATE account SET created_at = created_at - ?', limits.unverifiedAccountLifeMs);
    putRevocation(sql, { kind: 'session', id, code: 'session_revoked' }, Date.now());
    // A life of the object of its own, in which the key was never read.
    await expect(new AccountObject(state, bindings).alarm()).rejects.toThrow('subject key');
    expect(await state.storage.getAlarm()).toBeGreaterThan(Date.now() + limits.outboxRetryMaxMs / 2);
  });
  await vi.waitFor(() => expect(origin.revocations.map((revocation) => revocation.id)).toContain(id), 10_000);
});

test('a verified account never ends by itself', async () => {
  const { member } = await verifiedMember();
  await age(member.accountId, 10 * limits.unverifiedAccountLifeMs);
  expect((await signInMember(member)).accessToken).not.toBe('');
});

test('verifying and the end at once: the account is either verified with its names, or gone without them', async () => {
  for (let round = 0; round < 4; round += 1) {
    const member = await registerMember();
    const { accessToken } = await signInMember(member);
    const code = await mailedCode(member.email);
    await runInDurableObject(accountOf(member.accountId), (_instance, state) => {
      state.storage.sql.exec('UPDATE account SET created_at = created_at - ?', limits.unverifiedAccountLifeMs);
    });
    const [verified] = await Promise.all([
      call('POST', '/auth/email/verify', { body: { code }, token: accessToken }),
      runDurableObjectAlarm(accountOf(member.accountId)),
    ]);
    const kept = verified.status === 200;
    const login = () =>
      call('POST', '/auth/login', { body: { identifier: member.username, password: member.password } });
    await vi.waitFor(async () => expect((await login()).status === 200).toBe(kept), 10_000);
    if (!kept) await vi.waitFor(async () => expect((await signUp(member.username)).status).toBe(201), 10_000);
    else expect((await signUp(member.username)).body.code).toBe('username_taken');
  }
});
