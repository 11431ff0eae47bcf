import { runInDurableObject } from 'cloudflare:test';
import { tokensSchema } from '@halobuzz/core/api/auth';
import { limits } from '@halobuzz/core/limits';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import {
  type Answer,
  bindings,
  call,
  freshName,
  installFakeOrigin,
  type Member,
  mailedCode,
  mailedCodes,
  mailedTexts,
  registerMember,
  signInMember,
  verifiedMember,
} from '../../testing/edge-client.ts';
import { challengeOf, freshTotpCode, inAccount, totpMember, verify } from '../../testing/factor-client.ts';
import type { FakeOrigin } from '../../testing/fake-origin.ts';
import { testAct } from '../../testing/staff-client.ts';
import { requireConfig } from '../env.ts';
import { createServices } from '../services.ts';

let origin: FakeOrigin;
beforeEach(() => {
  origin = installFakeOrigin();
});
afterEach(() => {
  vi.restoreAllMocks();
});

const NEXT = 'nine monsoon lanterns';
const accountOf = (accountId: string) => bindings.ACCOUNTS.get(bindings.ACCOUNTS.idFromName(accountId));

function change(token: string, currentPassword: string, newPassword = NEXT): Promise<Answer> {
  return call('POST', '/auth/password/change', { token, body: { currentPassword, newPassword } });
}
function forgot(identifier: string): Promise<Answer> {
  return call('POST', '/auth/password/forgot', { body: { identifier } });
}
function reset(token: string, newPassword = NEXT): Promise<Answer> {
  return call('POST', '/auth/password/reset', { body: { token, newPassword } });
}
async function login(member: Pick<Member, 'username'>, password: string): Promise<string | number> {
  const answer = await call('POST', '/auth/login', { body: { identifier: member.username, password } });
  return answer.body.code ?? answer.status;
}
/** Asks for a code and waits for its mail, which goes out after the answer. */
async function resetCode(member: Member): Promise<string> {
  const before = (await mailedCodes(member.email)).length;
  expect((await forgot(member.username)).status).toBe(202);
  await vi.waitFor(async () => expect(await mailedCodes(member.email)).toHaveLength(before + 1), 10_000);
  return String(await mailedCode(member.email));
}

test('password change ends other sessions, raises the epoch, and leaves this one with new tokens', async () => {
  const { member, tokens } = await verifiedMember();
  const other = await signInMember(member);
  const answer = await change(tokens.accessToken, member.password);
  expect(answer.status).toBe(200);
  const renewed = tokensSchema.parse(answer.body.data);
  expect(renewed.sessionId).toBe(tokens.sessionId);
  expect((await call('GET', '/auth/me', { token: renewed.accessToken })).status).toBe(200);
  expect((await call('GET', '/auth/me', { token: tokens.accessToken })).body.code).toBe('unauthenticated');
  expect((await call('POST', '/auth/refresh', { body: { refreshToken: renewed.refreshToken } })).status).toBe(200);
  expect((await call('POST', '/auth/refresh', { body: { refreshToken: other.refreshToken } })).body.code).toBe(
    'refresh_rejected',
  );
  await vi.waitFor(() => {
    expect(origin.revocations).toContainEqual({ kind: 'session', id: other.sessionId, code: 'session_revoked' });
  }, 10_000);
  expect(origin.revocations.map(({ id }) => id)).not.toContain(tokens.sessionId);
  await vi.waitFor(
    async () => expect((await mailedTexts(member.email)).join()).toContain('password of your account was changed'),
    10_000,
  );
  expect([await login(member, member.password), await login(member, NEXT)]).toEqual(['invalid_credentials', 200]);
});

test('a lost answer to a password change costs nobody the session: its refresh token of before still works', async () => {
  const { member, tokens } = await verifiedMember();
  expect((await change(tokens.accessToken, member.password)).status).toBe(200);
  const refreshed = await call('POST', '/auth/refresh', { body: { refreshToken: tokens.refreshToken } });
  expect(refreshed.status).toBe(200);
});

test('password change: a wrong current password changes nothing, and guesses are bounded by account', async () => {
  const { member, tokens } = await verifiedMember();
  const codes: (string | undefined)[] = [];
  // Pauses double from a second on: on a slow machine the first ones may be over before the next guess.
  for (let guess = 0; guess < limits.loginFailuresMax + 8 && codes.at(-1) !== 'rate_limited'; guess += 1) {
    codes.push((await change(tokens.accessToken, `wrong guess ${guess}`)).body.code);
  }
  const admitted = Array.from(
    { length: Math.max(codes.length - 1, limits.loginFailuresMax) },
    () => 'invalid_credentials',
  );
  expect(codes).toEqual([...admitted, 'rate_limited']);
  expect(await login(member, member.password)).toBe(200);
});

test('password change needs a fresh proof of oneself', async () => {
  const { member, tokens } = await verifiedMember();
  const services = createServices(bindings, requireConfig(bindings));
  const claims = await services.accessTokens.verify(tokens.accessToken);
  const stale = await services.accessTokens.issue({
    accountId: member.accountId,
    sessionId: claims.sid,
    deviceId: claims.did,
    roles: [...claims.roles],
    epoch: claims.epoch,
    amr: [...claims.amr],
    jkt: '',
    authTimeMs: Date.now() - limits.stepUpAgeMs - 60_000,
  });
  for (const [path, body] of [
    ['/auth/password/change', { currentPassword: member.password, newPassword: NEXT }],
    ['/auth/email/change', { newEmail: 'elsewhere@example.com' }],
  ] as const) {
    expect((await call('POST', path, { token: stale, body })).body.code).toBe('step_up_required');
  }
});

test.each([
  ['a short one', 'short', 'has too few characters (min 8)'],
  ['one over the bound', 'x'.repeat(limits.passwordCharsMax + 1), 'has too many characters (max 128)'],
  ['our own name', 'HaloBuzz2026', 'leans on'],
  ['the same again', 'correct horse battery', 'must differ'],
])('password change refuses %s', async (_what, newPassword, message) => {
  const { member, tokens } = await sharedMember();
  const answer = await change(tokens.accessToken, member.password, newPassword);
  expect(answer.body).toMatchObject({
    code: 'validation_failed',
    errors: [{ field: 'newPassword', message: expect.stringContaining(message) }],
  });
});
let shared: ReturnType<typeof verifiedMember> | undefined;
function sharedMember() {
  shared ??= verifiedMember();
  return shared;
}

test('forgot and reset: the code sets the password, once, ends every session and signs nobody in', async () => {
  const { member, tokens } = await verifiedMember();
  const token = await resetCode(member);
  expect(token).toMatch(/^[aeu][a-z2-7]{26}\.[A-Za-z0-9_-]{43}$/);
  const answer = await reset(`  ${token}\n`);
  expect([answer.status, answer.body.data]).toEqual([200, { passwordReset: 'done' }]);
  expect((await call('POST', '/auth/refresh', { body: { refreshToken: tokens.refreshToken } })).body.code).toBe(
    'refresh_rejected',
  );
  expect((await reset(token)).body.code).toBe('code_invalid');
  expect([await login(member, member.password), await login(member, NEXT)]).toEqual(['invalid_credentials', 200]);
  await vi.waitFor(async () => expect((await mailedTexts(member.email)).join()).toContain('was reset'), 10_000);
});

test('a reset with MFA on never passes MFA by: the second factor is asked for as before, and no device is trusted', async () => {
  const owner = await totpMember();
  const { member } = owner;
  const under = await challengeOf(member);
  await inAccount(member, (sql) => sql.exec('UPDATE devices SET trusted_until = ?', Date.now() + 3_600_000));
  const answer = await reset(await resetCode(member));
  expect(answer.body.data).toEqual({ passwordReset: 'done' });
  // A sign-in that was under way with the old password ends there.
  const finished = await verify(under.id, { method: 'totp', code: await freshTotpCode(owner) });
  expect(finished.status).toBeGreaterThanOrEqual(400);
  const login = await call('POST', '/auth/login', { body: { identifier: member.username, password: NEXT } });
  expect(login.body.data).toMatchObject({ mfaRequired: true });
  expect(login.body.data).not.toHaveProperty('accessToken');
  const left = await inAccount(member, (sql) => ({
    sessions: sql.exec<{ n: number }>('SELECT count(*) AS n FROM sessions').one().n,
    trusted: sql.exec<{ n: number }>('SELECT count(*) AS n FROM devices WHERE trusted_until > 0').one().n,
    factors: sql.exec<{ n: number }>('SELECT count(*) AS n FROM factors WHERE confirmed = 1').one().n,
  }));
  expect(left).toEqual({ sessions: 0, trusted: 0, factors: 1 });
});

test('a code to reset a password is spent once, also in parallel', async () => {
  const { member } = await verifiedMember();
  const token = await resetCode(member);
  const passwords = Array.from({ length: 4 }, (_, at) => `nine monsoon lanterns ${at}`);
  const answers = await Promise.all(passwords.map((password) => reset(token, password)));
  const outcomes = answers.map((answer) => answer.body.code ?? answer.status);
  expect(outcomes.filter((outcome) => outcome === 200)).toHaveLength(1);
  expect(new Set(outcomes)).toEqual(new Set([200, 'code_invalid']));
  const winner = passwords[outcomes.indexOf(200)] ?? '';
  expect(await login(member, winner)).toBe(200);
});

test('one used code voids the others, and so does a password change', async () => {
  const { member, tokens } = await verifiedMember();
  const [first, second] = [await resetCode(member), await resetCode(member)];
  expect((await change(tokens.accessToken, member.password)).status).toBe(200);
  for (const token of [first, second]) expect((await reset(token)).body.code).toBe('code_invalid');
  const [third, fourth] = [await resetCode(member), await resetCode(member)];
  expect((await reset(third, 'ten monsoon lanterns')).status).toBe(200);
  expect((await reset(fourth)).body.code).toBe('code_invalid');
});

test('a code that is too old, altered or made up is refused, and nothing is hashed for it', async () => {
  const { member } = await verifiedMember();
  const token = await resetCode(member);
  await runInDurableObject(accountOf(member.accountId), (_instance, state) => {
    state.storage.sql.exec('UPDATE password_resets SET expires_at = expires_at - ?', limits.passwordResetLifeMs);
  });
  const stranger = `a${'b'.repeat(26)}.${'A'.repeat(43)}`;
  for (const wrong of [token, `${token.slice(0, -1)}${token.endsWith('A') ? 'B' : 'A'}`, stranger, 'nonsense']) {
    expect((await reset(wrong)).body.code).toBe('code_invalid');
  }
  expect((await reset('x'.repeat(limits.passwordResetCodeCharsMax + 1))).body.code).toBe('validation_failed');
  // An account that was never made stays empty.
  const tables = await runInDurableObject(accountOf(stranger.slice(0, 27)), (_instance, state) =>
    state.storage.sql.exec('SELECT count(*) AS n FROM sqlite_master').one(),
  );
  expect(tables).toEqual({ n: 0 });
});

test('a refused new password leaves the code good', async () => {
  const { member } = await verifiedMember();
  const token = await resetCode(member);
  const leaning = await reset(token, `${member.username}1`);
  expect(leaning.body).toMatchObject({ code: 'validation_failed', errors: [{ field: 'newPassword' }] });
  expect((await reset(token)).status).toBe(200);
});

test('asking for a code answers the same for known, unknown, unverified and banned people', async () => {
  const { member } = await verifiedMember();
  const [unverified, { member: banned }] = [await registerMember(), await verifiedMember()];
  await accountOf(banned.accountId).ban(testAct, null);
  const answers = await Promise.all(
    [
      member.username,
      member.email,
      freshName('nobody'),
      'nobody@example.com',
      unverified.username,
      unverified.email,
      banned.username,
    ].map(forgot),
  );
  const shapes = answers.map(({ status, body, headers }) => ({ status, body, headers: [...headers.keys()].sort() }));
  for (const shape of shapes) expect(shape).toEqual(shapes[0]);
  expect(shapes[0]).toMatchObject({ status: 202, body: { success: true, data: { passwordReset: 'requested' } } });
  await vi.waitFor(async () => expect((await mailedTexts(member.email)).join()).toContain('new password'), 10_000);
  expect((await mailedTexts(unverified.email)).join()).not.toContain('new password');
});

test('requests for a code are bounded by name, known or unknown, and mails by account', async () => {
  const { member } = await verifiedMember();
  for (const identifier of [member.username, freshName('ghost')]) {
    const codes: (string | undefined)[] = [];
    for (let ask = 0; ask <= limits.loginFailuresMax; ask += 1) codes.push((await forgot(identifier)).body.code);
    expect(codes).toEqual([...Array.from({ length: limits.loginFailuresMax }, () => undefined), 'rate_limited']);
  }
  const sends = () =>
    runInDurableObject(accountOf(member.accountId), (_instance, state) =>
      state.storage.sql.exec("SELECT count(*) AS n FROM email_sends WHERE purpose = 'reset'").one(),
    );
  await vi.waitFor(async () => expect(await sends()).toEqual({ n: limits.passwordResetSendsMax }), 10_000);
  // By the other name too.
  expect((await forgot(member.email)).status).toBe(202);
  const mails = (await mailedTexts(member.email)).filter((text) => text.includes('new password'));
  expect(mails).toHaveLength(limits.passwordResetSendsMax);
  // Sign-ins are counted apart.
  expect(await login(member, member.password)).toBe(200);
});

test('a reset lets its owner in at once, although strangers keep the name paused', async () => {
  const { member } = await verifiedMember();
  const services = createServices(bindings, requireConfig(bindings));
  const name = services.name(await services.digestOf('username', member.username));
  for (let n = 0; n <= limits.loginFailuresMax; n += 1) await name.admit(false);
  expect(await login(member, member.password)).toBe('rate_limited');
  expect((await reset(await resetCode(member))).status).toBe(200);
  expect(await login(member, NEXT)).toBe(200);
});

test('tokens of a new epoch work at once, also where an older state of the account is still cached', async () => {
  const { member, tokens } = await verifiedMember();
  expect((await call('GET', '/auth/me', { token: tokens.accessToken })).status).toBe(200);
  // As another isolate does it: this one's cache knows nothing of it.
  const { grant } = await accountOf(member.accountId).logoutEverywhere(tokens.sessionId, true);
  if (grant === undefined) throw new Error('the session was kept');
  const services = createServices(bindings, requireConfig(bindings));
  const renewed = await services.accessTokens.issue({ accountId: member.accountId, ...grant });
  expect((await call('GET', '/auth/me', { token: renewed })).status).toBe(200);
  expect((await call('GET', '/auth/me', { token: tokens.accessToken })).body.code).toBe('unauthenticated');
});

test('logout everywhere ends every session; with keepCurrent this one goes on', async () => {
  const { member, tokens } = await verifiedMember();
  await signInMember(member);
  const kept = await call('POST', '/auth/logout/all', { token: tokens.accessToken, body: { keepCurrent: true } });
  expect(kept.body.data).toMatchObject({ sessionsEnded: 1, tokens: { sessionId: tokens.sessionId } });
  const renewed = tokensSchema.parse(kept.body.data?.tokens);
  expect((await call('GET', '/auth/me', { token: tokens.accessToken })).body.code).toBe('unauthenticated');
  const second = await signInMember(member);
  const all = await call('POST', '/auth/logout/all', { token: renewed.accessToken });
  expect(all.body.data).toEqual({ sessionsEnded: 2 });
  for (const { refreshToken } of [renewed, second]) {
    expect((await call('POST', '/auth/refresh', { body: { refreshToken } })).body.code).toBe('refresh_rejected');
  }
  await vi.waitFor(() => {
    const ended = origin.revocations.map(({ id }) => id);
    expect(ended).toEqual(expect.arrayContaining([renewed.sessionId, second.sessionId]));
  }, 10_000);
  await vi.waitFor(
    async () => expect((await mailedTexts(member.email)).join()).toContain('All sessions of your account'),
    10_000,
  );
});
