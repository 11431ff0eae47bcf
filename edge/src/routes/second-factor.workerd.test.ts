import { tokensSchema } from '@halobuzz/core/api/auth';
import { factorListDataSchema, mfaChallengeDataSchema } from '@halobuzz/core/api/auth-factors';
import { limits } from '@halobuzz/core/limits';
import { decodeJwt } from 'jose';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import {
  type Answer,
  call,
  installFakeOrigin,
  mailedCode,
  mailedTexts,
  signInMember,
  verifiedMember,
} from '../../testing/edge-client.ts';
import {
  challengeOf,
  enrolSms,
  freshTotpCode,
  inAccount,
  type TotpOwner,
  totpMember,
  verify,
  wrongTotpCode,
} from '../../testing/factor-client.ts';
import { totpCode } from '../accounts/factors/totp.ts';

// Members cost four argon2 hashes each; most tests share one and open challenges of their own.
let owner: TotpOwner;
beforeEach(async () => {
  installFakeOrigin();
  owner ??= await totpMember();
  await inAccount(owner.member, (sql) => {
    for (const table of ['challenges', 'guess_streaks', 'factor_sends']) sql.exec(`DELETE FROM ${table}`);
  });
});
afterEach(() => {
  vi.restoreAllMocks();
});

const totp = (code: string) => ({ method: 'totp', code });
const codesOf = (answers: readonly Answer[]) => answers.map((answer) => answer.body.code ?? answer.status);
const sessionCount = () =>
  inAccount(owner.member, (sql) => sql.exec<{ n: number }>('SELECT count(*) AS n FROM sessions').one().n);

test('the password alone brings a challenge and no session', async () => {
  const before = await sessionCount();
  const body = { identifier: owner.member.username, password: owner.member.password };
  const answer = await call('POST', '/auth/login', { body });
  expect(answer.status).toBe(200);
  const { challenge } = mfaChallengeDataSchema.parse(answer.body.data);
  expect(challenge.methods).toEqual([{ method: 'totp' }, { method: 'backup_code' }]);
  expect(Date.parse(challenge.expiresAt) - Date.now()).toBeLessThanOrEqual(limits.challengeLifeMs);
  expect(await sessionCount()).toBe(before);
});

test('the right code finishes the sign-in: the token says how, and when', async () => {
  const { id } = await challengeOf(owner.member);
  const answer = await verify(id, totp(await freshTotpCode(owner)));
  expect(answer.status).toBe(200);
  const tokens = tokensSchema.parse(answer.body.data);
  const claims = decodeJwt(tokens.accessToken);
  expect(claims).toMatchObject({ amr: ['pwd', 'otp', 'mfa'], acr: 'aal2', sid: tokens.sessionId });
  expect((await call('GET', '/auth/me', { token: tokens.accessToken })).status).toBe(200);
  const listed = await call('GET', '/auth/mfa', { token: tokens.accessToken });
  const [factor] = factorListDataSchema.parse(listed.body.data).factors;
  expect(Date.parse(factor?.lastUsedAt ?? '')).toBeGreaterThan(Date.now() - 60_000);
});

test('a wrong password of an account with a second factor answers like any other', async () => {
  const body = { identifier: owner.member.username, password: 'not the password' };
  const { requestId: _own, ...problem } = (await call('POST', '/auth/login', { body })).body;
  const unknown = await call('POST', '/auth/login', { body: { ...body, identifier: 'nobody_at_all' } });
  const { requestId: _other, ...expected } = unknown.body;
  expect(problem).toEqual(expected);
});

test('TOTP replay in the window is refused', async () => {
  const code = await freshTotpCode(owner);
  const first = await challengeOf(owner.member);
  expect((await verify(first.id, totp(code))).status).toBe(200);
  const second = await challengeOf(owner.member);
  expect((await verify(second.id, totp(code))).body.code).toBe('code_invalid');
  // The step before the one that was spent is inside the window too.
  const older = totpCode(owner.secret, Date.now() - 30_000);
  expect((await verify(second.id, totp(older))).body.code).toBe('code_invalid');
});

test('TOTP replay across challenges and in parallel: one of many is let in', async () => {
  const code = await freshTotpCode(owner);
  const challenges = [];
  for (let n = 0; n < 4; n += 1) challenges.push(await challengeOf(owner.member));
  const answers = await Promise.all(challenges.map(({ id }) => verify(id, totp(code))));
  expect(codesOf(answers).sort()).toEqual([200, 'code_invalid', 'code_invalid', 'code_invalid']);
});

test('one challenge answered rightly many times at once begins one session', async () => {
  const before = await sessionCount();
  const { id } = await challengeOf(owner.member);
  const code = await freshTotpCode(owner);
  const answers = await Promise.all(Array.from({ length: 4 }, () => verify(id, totp(code))));
  expect(answers.filter((answer) => answer.status === 200)).toHaveLength(1);
  expect(await sessionCount()).toBe(before + 1);
});

test('6 parallel guesses: five are looked at, and then the right code is too late', async () => {
  const { id } = await challengeOf(owner.member);
  const wrong = totp(wrongTotpCode(owner.secret));
  const answers = await Promise.all(Array.from({ length: 6 }, () => verify(id, wrong)));
  expect(codesOf(answers).sort()).toEqual(['challenge_invalid', ...Array.from({ length: 5 }, () => 'code_invalid')]);
  expect((await verify(id, totp(await freshTotpCode(owner)))).body.code).toBe('challenge_invalid');
});

test('a challenge swapped between users leads nowhere', async () => {
  const stranger = await verifiedMember();
  const { id } = await challengeOf(owner.member);
  const moved = id.replace(owner.member.accountId, stranger.member.accountId);
  expect((await verify(moved, totp(await freshTotpCode(owner)))).body.code).toBe('challenge_invalid');
  // Nor does one user's factor answer another's challenge.
  const other = await totpMember();
  const theirs = await verify(id, totp(await freshTotpCode(other)));
  expect(theirs.body.code).toBe('code_invalid');
  expect((await verify(id, { method: 'backup_code', code: other.backupCodes[0] })).body.code).toBe('code_invalid');
});

test('a challenge expired, used twice, or made up is answered alike', async () => {
  const expired = await challengeOf(owner.member);
  await inAccount(owner.member, (sql) =>
    sql.exec('UPDATE challenges SET expires_at = expires_at - ?', limits.challengeLifeMs),
  );
  const used = await challengeOf(owner.member);
  const code = await freshTotpCode(owner);
  expect((await verify(used.id, totp(code))).status).toBe(200);
  const answers = [
    await verify(expired.id, totp(await freshTotpCode(owner))),
    await verify(used.id, totp(await freshTotpCode(owner))),
    await verify('hm1.made.up', totp('123456')),
  ];
  const shapes = answers.map(({ status, body: { requestId: _own, ...body } }) => ({ status, body }));
  for (const shape of shapes) expect(shape).toEqual(shapes[0]);
  expect(shapes[0]).toMatchObject({ status: 401, body: { code: 'challenge_invalid' } });
});

test('a challenge is bound to the device that signed in', async () => {
  const device = { id: crypto.randomUUID(), name: 'Phone' };
  const { id } = await challengeOf(owner.member, device);
  const code = await freshTotpCode(owner);
  for (const other of [undefined, { id: crypto.randomUUID() }]) {
    const answer = await verify(id, { ...totp(code), ...(other === undefined ? {} : { device: other }) });
    expect(answer.body.code).toBe('challenge_invalid');
  }
  expect((await verify(id, { ...totp(code), device: { id: device.id } })).status).toBe(200);
});

test('MFA token used as access: a challenge id opens nothing, by any scheme', async () => {
  const { id } = await challengeOf(owner.member);
  expect((await call('GET', '/auth/me', { token: id })).body.code).toBe('unauthenticated');
  const dpop = await call('GET', '/auth/me', { headers: { authorization: `DPoP ${id}` } });
  expect(dpop.status).toBe(401);
  const refresh = await call('POST', '/auth/refresh', { body: { refreshToken: id } });
  expect(refresh.body.code).toBe('refresh_rejected');
  // Nor is a token of a session a challenge.
  expect((await verify(owner.tokens.accessToken.slice(0, 256), totp('123456'))).body.code).toBe('challenge_invalid');
  expect((await verify(owner.tokens.refreshToken, totp('123456'))).body.code).toBe('challenge_invalid');
});

test('session fixation: nothing of a challenge becomes part of the session', async () => {
  const { id } = await challengeOf(owner.member);
  const [, , secret = ''] = id.split('.');
  const tokens = tokensSchema.parse((await verify(id, totp(await freshTotpCode(owner)))).body.data);
  expect(secret).toMatch(/^mc_/);
  for (const text of [tokens.sessionId, tokens.refreshToken, JSON.stringify(decodeJwt(tokens.accessToken))]) {
    expect(text).not.toContain(secret.slice(3));
  }
  // What the client says of a session is not taken up.
  const again = await challengeOf(owner.member);
  const chosen = await verify(again.id, { ...totp(await freshTotpCode(owner)), sessionId: tokens.sessionId });
  expect(chosen.body.code).toBe('validation_failed');
});

test('nothing stored leads back to a challenge id', async () => {
  const { id } = await challengeOf(owner.member);
  const [, , secret = '', mac = ''] = id.split('.');
  const rows = await inAccount(owner.member, (sql) => JSON.stringify(sql.exec('SELECT * FROM challenges').toArray()));
  expect(rows).not.toContain(secret);
  expect(rows).not.toContain(mac);
});

test('ten wrong codes in a row pause codes for the account; the owner is told, and backup codes still work', async () => {
  const wrong = totp(wrongTotpCode(owner.secret));
  const challenges = [
    await challengeOf(owner.member),
    await challengeOf(owner.member),
    await challengeOf(owner.member),
  ];
  for (const { id } of challenges.slice(0, 2)) {
    for (let n = 0; n < limits.challengeTriesMax; n += 1)
      expect((await verify(id, wrong)).body.code).toBe('code_invalid');
  }
  const { id = '' } = challenges[2] ?? {};
  const paused = await verify(id, totp(await freshTotpCode(owner)));
  expect([paused.status, paused.body.code]).toEqual([429, 'rate_limited']);
  expect(paused.body.retryAfterMs).toBeGreaterThan(limits.factorPauseMs - 60_000);
  expect(paused.body.retryAfterMs).toBeLessThanOrEqual(limits.factorPauseMs);
  await vi.waitFor(async () => {
    expect((await mailedTexts(owner.member.email)).join()).toContain('wrong codes');
  }, 10_000);
  const recovered = await verify(id, { method: 'backup_code', code: owner.backupCodes[9] });
  expect(recovered.status).toBe(200);
  // The right answer ended the streak.
  const next = await challengeOf(owner.member);
  expect((await verify(next.id, totp(await freshTotpCode(owner)))).status).toBe(200);
});

test('a pause at the sign-in does not hold the owner’s own session', async () => {
  await inAccount(owner.member, (sql) =>
    sql.exec("INSERT INTO guess_streaks VALUES ('sign_in', 10, ?)", Date.now() + limits.factorPauseMs),
  );
  const { id } = await challengeOf(owner.member);
  expect((await verify(id, totp(await freshTotpCode(owner)))).body.code).toBe('rate_limited');
  const raised = await call('POST', '/auth/step-up', {
    body: totp(await freshTotpCode(owner)),
    token: owner.tokens.accessToken,
  });
  expect(raised.status).toBe(200);
});

test('a backup code spent twice in parallel lets one in; typed loosely it is still the same', async () => {
  const [code = '', next = ''] = owner.backupCodes;
  const challenges = [
    await challengeOf(owner.member),
    await challengeOf(owner.member),
    await challengeOf(owner.member),
  ];
  const answers = await Promise.all(challenges.map(({ id }) => verify(id, { method: 'backup_code', code })));
  expect(codesOf(answers).sort()).toEqual([200, 'code_invalid', 'code_invalid']);
  const { id } = await challengeOf(owner.member);
  const loose = ` ${next.toUpperCase().replaceAll('-', ' ')} `;
  const typed = await verify(id, { method: 'backup_code', code: loose });
  expect(typed.status).toBe(200);
  expect(decodeJwt(tokensSchema.parse(typed.body.data).accessToken).amr).toEqual(['pwd', 'rec', 'mfa']);
  await vi.waitFor(async () => {
    expect((await mailedTexts(owner.member.email)).join()).toContain('backup codes');
  }, 10_000);
});

test('a ban, or an epoch raised since, voids an open challenge', async () => {
  const { member } = owner;
  const { id } = await challengeOf(member);
  await inAccount(member, (sql) => sql.exec('UPDATE account SET epoch = epoch + 1'));
  expect((await verify(id, totp(await freshTotpCode(owner)))).body.code).toBe('challenge_invalid');
  await inAccount(member, (sql) => sql.exec('UPDATE account SET epoch = epoch - 1'));
  const other = await challengeOf(member);
  await inAccount(member, (sql) => sql.exec('UPDATE account SET banned = 1'));
  expect((await verify(other.id, totp(await freshTotpCode(owner)))).body.code).toBe('account_banned');
  await inAccount(member, (sql) => sql.exec('UPDATE account SET banned = 0'));
});

test('an account keeps few challenges open: the oldest leaves', async () => {
  const first = await challengeOf(owner.member);
  const filler = 'INSERT INTO challenges VALUES (?, ?, ?, ?, 0, 1, ?)';
  await inAccount(owner.member, (sql) => {
    for (let n = 1; n < limits.challengesPerAccountMax; n += 1) {
      sql.exec(filler, `filler ${n}`, 'sign_in', Date.now() + n, Date.now() + 60_000, '');
    }
  });
  await challengeOf(owner.member);
  expect((await verify(first.id, totp(await freshTotpCode(owner)))).body.code).toBe('challenge_invalid');
});

test('a code by SMS is good for its challenge only, once, and the last one sent', async () => {
  const sms = await verifiedMember();
  const { phone, factorId } = await enrolSms(sms.tokens.accessToken);
  const [first, second] = [await challengeOf(sms.member), await challengeOf(sms.member)];
  expect(first.methods).toContainEqual({ method: 'sms', factorId, hint: `•••• ${phone.slice(-4)}` });
  const send = (challengeId: string, id = factorId) =>
    call('POST', '/auth/mfa/challenge/send', { body: { challengeId, factorId: id } });
  const sent = await send(first.id);
  expect(sent.body.data).toMatchObject({ sent: true, hint: `•••• ${phone.slice(-4)}` });
  const code = String(await mailedCode(phone));
  expect((await verify(second.id, { method: 'sms', code })).body.code).toBe('code_invalid');
  expect((await verify(first.id, { method: 'email', code })).body.code).toBe('code_invalid');
  await send(first.id);
  const latest = String(await mailedCode(phone));
  if (latest !== code) expect((await verify(first.id, { method: 'sms', code })).body.code).toBe('code_invalid');
  const tokens = tokensSchema.parse((await verify(first.id, { method: 'sms', code: latest })).body.data);
  expect(decodeJwt(tokens.accessToken).amr).toEqual(['pwd', 'sms', 'mfa']);
  expect((await verify(second.id, { method: 'sms', code: latest })).body.code).toBe('code_invalid');
  const foreign = await send(second.id, 'fa_aaaaaaaaaaaaaaaaaaaaaaaaaa');
  expect([foreign.status, foreign.body.code]).toEqual([404, 'not_found']);
  expect((await send('hm1.made.up')).body.code).toBe('challenge_invalid');
});

test('codes are sent at most so often, whatever the challenge', async () => {
  const sms = await verifiedMember();
  const { factorId } = await enrolSms(sms.tokens.accessToken);
  const codes: unknown[] = [];
  // The enrolment sent the first one.
  for (let sends = 1; sends <= limits.factorSmsSendsMax; sends += 1) {
    const { id } = await challengeOf(sms.member);
    const answer = await call('POST', '/auth/mfa/challenge/send', { body: { challengeId: id, factorId } });
    codes.push(answer.body.code);
    if (answer.body.code === 'rate_limited') expect(answer.body.retryAfterMs).toBeGreaterThan(0);
  }
  expect(codes).toEqual([...Array.from({ length: limits.factorSmsSendsMax - 1 }, () => undefined), 'rate_limited']);
});

test('sent codes and backup codes are nowhere to be read', async () => {
  const sms = await verifiedMember();
  const { phone, factorId, backupCodes } = await enrolSms(sms.tokens.accessToken);
  const { id } = await challengeOf(sms.member);
  await call('POST', '/auth/mfa/challenge/send', { body: { challengeId: id, factorId } });
  const code = String(await mailedCode(phone));
  const stored = await inAccount(sms.member, (sql) =>
    ['factors', 'factor_codes', 'backup_codes', 'challenges', 'security_events']
      .map((table) => JSON.stringify(sql.exec(`SELECT * FROM ${table}`).toArray()))
      .join(),
  );
  expect(stored).not.toContain(phone.slice(1));
  expect(stored).not.toMatch(new RegExp(`"${code}"`));
  for (const backup of backupCodes) expect(stored).not.toContain(backup.replaceAll('-', ''));
  expect(stored.length).toBeGreaterThan(500);
});

test('an account without a second factor signs in as ever', async () => {
  const { member } = await verifiedMember();
  expect(decodeJwt((await signInMember(member)).accessToken)).toMatchObject({ amr: ['pwd'], acr: 'aal1' });
});
