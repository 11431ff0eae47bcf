import { runDurableObjectAlarm, runInDurableObject } from 'cloudflare:test';
import { type SessionView, sessionSchema, type Tokens, tokensSchema } from '@halobuzz/core/api/auth';
import { type DeviceView, deviceViewSchema } from '@halobuzz/core/api/auth-devices';
import { pageOf } from '@halobuzz/core/api/conventions';
import { limits } from '@halobuzz/core/limits';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import {
  bindings,
  call,
  installFakeOrigin,
  type Member,
  mailedTexts,
  signInMember,
  verifiedMember,
} from '../../../testing/edge-client.ts';
import { challengeOf, inAccount, totpMember } from '../../../testing/factor-client.ts';
import { accountObject } from '../../../testing/staff-client.ts';
import { agentTimeColumn } from '../devices/device-store.ts';
import { AccountObject } from './account-object.ts';

beforeEach(() => {
  installFakeOrigin();
});
afterEach(() => {
  vi.restoreAllMocks();
});

const agent = 'Mozilla/5.0 (X11; Linux x86_64) Firefox/142.0';
const address = '203.0.113.77';
const phone = { id: 'phone-of-a-test', name: 'Asha phone' };

/** Somebody whose only session began on a phone, from a known address and with a known browser. */
async function onPhone(): Promise<{ member: Member; tokens: Tokens }> {
  const { member, tokens } = await verifiedMember();
  const body = { identifier: member.username, password: member.password, device: phone };
  const options = { body, address, headers: { 'user-agent': agent } };
  const answer = await vi.waitFor(async () => {
    const login = await call('POST', '/auth/login', options);
    expect(login.status).toBe(200);
    return login;
  }, 10_000);
  await call('DELETE', `/auth/sessions/${tokens.sessionId}`, { token: tokens.accessToken });
  return { member, tokens: tokensSchema.parse(answer.body.data) };
}

async function sessionsOf(token: string): Promise<SessionView[]> {
  return pageOf(sessionSchema).parse((await call('GET', '/auth/sessions', { token })).body.data).items;
}
async function phoneOf(token: string): Promise<DeviceView | undefined> {
  const { items } = pageOf(deviceViewSchema).parse((await call('GET', '/auth/devices', { token })).body.data);
  return items.find(({ name }) => name === phone.name);
}

/** Makes every sign-in of the account that much older; the session stays in use. */
const age = (member: Member, byMs: number) =>
  inAccount(member, (sql) => {
    sql.exec('UPDATE sessions SET created_at = created_at - ?', byMs);
    sql.exec('UPDATE devices SET agent_at = agent_at - ?', byMs);
  });
const alarmOf = (member: Member) =>
  runInDurableObject(accountObject(member), (_object, { storage }) => storage.getAlarm());
const wake = (member: Member) => runDurableObjectAlarm(accountObject(member));
const rowsOf = (member: Member, table: string) =>
  inAccount(member, (sql) => sql.exec(`SELECT * FROM ${table}`).toArray());

test('ninety days after a sign-in its browser and address are forgotten; session and device stay as they are', async () => {
  const { member, tokens } = await onPhone();
  const before = (await sessionsOf(tokens.accessToken))[0];
  expect(before).toMatchObject({ userAgent: agent, ipAddress: address });
  expect(await phoneOf(tokens.accessToken)).toMatchObject({ userAgent: agent });
  const trusted = await phoneOf(tokens.accessToken);

  await age(member, limits.signInDetailsLifeMs);
  await wake(member);
  const [after, ...others] = await sessionsOf(tokens.accessToken);
  expect(others).toEqual([]);
  expect(after).toEqual({
    ...before,
    ...{ userAgent: '', ipAddress: '', createdAt: after?.createdAt, expiresAt: after?.expiresAt },
  });
  expect(await phoneOf(tokens.accessToken)).toEqual({ ...trusted, userAgent: '' });
  expect(await rowsOf(member, 'sessions')).toMatchObject([{ ip_sealed: '', user_agent_sealed: '' }]);
  const refreshed = await call('POST', '/auth/refresh', { body: { refreshToken: tokens.refreshToken } });
  expect(refreshed.status).toBe(200);

  // Once: the alarm stands for something else from now on, and firing it anyway changes nothing.
  await vi.waitFor(async () => expect(await alarmOf(member)).toBeGreaterThan(Date.now() + 86_400_000), 10_000);
  const rows = await rowsOf(member, 'devices');
  await wake(member);
  expect(await rowsOf(member, 'devices')).toEqual(rows);
});

test('a day before, everything is still there, and the alarm comes when it is due', async () => {
  const { member, tokens } = await onPhone();
  await age(member, limits.signInDetailsLifeMs - 86_400_000);
  await wake(member);
  expect((await sessionsOf(tokens.accessToken))[0]).toMatchObject({ userAgent: agent, ipAddress: address });
  await vi.waitFor(async () => {
    const leftMs = ((await alarmOf(member)) ?? 0) - Date.now();
    expect(leftMs).toBeGreaterThan(86_400_000 - 600_000);
    expect(leftMs).toBeLessThanOrEqual(86_400_000);
  }, 10_000);
});

test('a new sign-in says anew from where and with what, for that session and its device alone', async () => {
  const { member, tokens } = await onPhone();
  await age(member, limits.signInDetailsLifeMs);
  await wake(member);
  const body = { identifier: member.username, password: member.password, device: phone };
  await vi.waitFor(async () => {
    const again = await call('POST', '/auth/login', { body, address, headers: { 'user-agent': agent } });
    expect(again.status).toBe(200);
  }, 10_000);
  await wake(member);
  const sessions = await sessionsOf(tokens.accessToken);
  expect(sessions.map(({ ipAddress, userAgent }) => [ipAddress, userAgent]).toSorted()).toEqual([
    ['', ''],
    [address, agent],
  ]);
  expect(await phoneOf(tokens.accessToken)).toMatchObject({ userAgent: agent });
});

test('a mail about a session whose details were forgotten names the device and no place', async () => {
  const { member, tokens } = await onPhone();
  await age(member, limits.signInDetailsLifeMs);
  await wake(member);
  const refresh = (refreshToken: string) => call('POST', '/auth/refresh', { body: { refreshToken } });
  const child = tokensSchema.parse((await refresh(tokens.refreshToken)).body.data);
  await refresh(child.refreshToken);
  expect((await refresh(tokens.refreshToken)).body.code).toBe('refresh_rejected');
  await vi.waitFor(async () => {
    const [text = ''] = await mailedTexts(member.email);
    expect(text).toContain('used from two places');
    expect(text).toMatch(/^From: Asha phone$/m);
  }, 10_000);
});

test('the arrival of a sign-in that nobody finished goes when its challenge is over, with the codes sent for it', async () => {
  const { member } = await totpMember();
  await challengeOf(member);
  const [open] = await rowsOf(member, 'challenges');
  expect(String(open?.arrival)).toContain('ipSealed');
  await vi.waitFor(async () => {
    expect(await alarmOf(member)).toBeLessThanOrEqual(Date.now() + limits.challengeLifeMs);
  }, 10_000);
  await wake(member);
  expect(await rowsOf(member, 'challenges'), 'still open').toHaveLength(1);
  await inAccount(member, (sql) => {
    sql.exec("INSERT INTO factor_codes VALUES (?, 'f', 'm')", String(open?.key));
    sql.exec('UPDATE challenges SET expires_at = ?', Date.now() - 1);
  });
  await wake(member);
  expect([await rowsOf(member, 'challenges'), await rowsOf(member, 'factor_codes')]).toEqual([[], []]);
});

test('a new address that nobody proved goes when its code is over', async () => {
  const { member, tokens } = await verifiedMember();
  const body = { newEmail: `other.${member.username}@example.com` };
  const asked = await call('POST', '/auth/email/change', { token: tokens.accessToken, body });
  expect([asked.status, asked.body.code]).toEqual([200, undefined]);
  expect(await rowsOf(member, 'email_changes')).toHaveLength(1);
  await inAccount(member, (sql) => sql.exec('UPDATE email_changes SET expires_at = ?', Date.now() - 1));
  await wake(member);
  expect(await rowsOf(member, 'email_changes')).toEqual([]);
});

test('they are forgotten also where the key of the account is gone', async () => {
  const { member } = await onPhone();
  await age(member, limits.signInDetailsLifeMs);
  const keys = bindings.SUBJECT_KEYS.get(bindings.SUBJECT_KEYS.idFromName(member.accountId));
  await keys.destroy();
  await runInDurableObject(accountObject(member), async (_instance, state) => {
    // A life of the object of its own, in which the key was never read.
    await new AccountObject(state, bindings).alarm();
  });
  expect(await rowsOf(member, 'sessions')).toMatchObject([{ ip_sealed: '', user_agent_sealed: '' }]);
});

test('devices of before keep their browser for as long after they were seen last', async () => {
  const { member } = await onPhone();
  await signInMember(member);
  await inAccount(member, (sql) => {
    sql.exec('ALTER TABLE devices DROP COLUMN agent_at');
    sql.exec(agentTimeColumn);
  });
  const rows = await rowsOf(member, 'devices');
  expect(rows.length).toBeGreaterThan(1);
  expect(rows.map(({ agent_at }) => agent_at)).toEqual(rows.map(({ last_seen_at }) => last_seen_at));
});
