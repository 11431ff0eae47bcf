import { tokensSchema } from '@halobuzz/core/api/auth';
import {
  backupCodesDataSchema,
  factorAddedDataSchema,
  factorListDataSchema,
  factorSchema,
  sentCodeEnrolmentDataSchema,
  totpEnrolmentDataSchema,
} from '@halobuzz/core/api/auth-factors';
import { limits } from '@halobuzz/core/limits';
import { decodeJwt } from 'jose';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import {
  bindings,
  call,
  installFakeOrigin,
  mailedCode,
  mailedTexts,
  registerMember,
  signInMember,
  verifiedMember,
} from '../../testing/edge-client.ts';
import {
  challengeOf,
  confirmFactor,
  enrolSms,
  enrolTotp,
  freshPhone,
  freshTotpCode,
  inAccount,
  staleToken,
  totpMember,
  verify,
  wrongTotpCode,
} from '../../testing/factor-client.ts';
import { totpCode } from '../accounts/factors/totp.ts';

beforeEach(() => {
  installFakeOrigin();
});
afterEach(() => {
  vi.restoreAllMocks();
});

const listOf = async (token: string) =>
  factorListDataSchema.parse((await call('GET', '/auth/mfa', { token })).body.data);

test('an authenticator app: the secret as address, key and drawing; its first code adds it and brings backup codes', async () => {
  const { member, tokens } = await verifiedMember();
  const token = tokens.accessToken;
  const answer = await call('POST', '/auth/mfa/totp', { token, body: { label: ' My phone ' } });
  const begun = totpEnrolmentDataSchema.parse(answer.body.data);
  const secret = begun.manualKey.replaceAll(' ', '');
  const uri = new URL(begun.otpauthUri);
  expect(uri.searchParams.get('secret')).toBe(secret);
  expect(decodeURIComponent(uri.pathname)).toContain(`HaloBuzz:${member.username}`);
  expect(begun.qrSvg).toContain('<title>');
  expect((await listOf(token)).factors).toEqual([]);
  expect((await confirmFactor(token, begun.factorId, wrongTotpCode(secret))).body.code).toBe('code_invalid');

  const confirmed = await confirmFactor(token, begun.factorId, totpCode(secret, Date.now()));
  expect(confirmed.status).toBe(201);
  const added = factorAddedDataSchema.parse(confirmed.body.data);
  expect(added.factor).toMatchObject({ id: begun.factorId, kind: 'totp', label: 'My phone' });
  expect(new Set(added.backupCodes).size).toBe(limits.backupCodesMax);
  for (const code of added.backupCodes ?? []) expect(code).toMatch(/^([a-z2-7]{4}-){2}[a-z2-7]{4}$/);
  expect(decodeJwt(added.access.accessToken)).toMatchObject({ amr: ['pwd', 'otp', 'mfa'], acr: 'aal2' });
  expect(await listOf(token)).toMatchObject({
    factors: [{ id: begun.factorId, kind: 'totp', label: 'My phone' }],
    backupCodes: { left: 10, lastUsedAt: null },
    required: false,
  });
  await vi.waitFor(async () => {
    expect((await mailedTexts(member.email)).join()).toContain('authenticator app');
  }, 10_000);
});

test('an enrolment ends after its tries and after its time', async () => {
  const { member, tokens } = await verifiedMember();
  const token = tokens.accessToken;
  const begin = async () => totpEnrolmentDataSchema.parse((await call('POST', '/auth/mfa/totp', { token })).body.data);
  const first = await begin();
  const secret = first.manualKey.replaceAll(' ', '');
  for (let n = 0; n < limits.challengeTriesMax; n += 1)
    await confirmFactor(token, first.factorId, wrongTotpCode(secret));
  const late = await confirmFactor(token, first.factorId, totpCode(secret, Date.now()));
  expect(late.body.code).toBe('code_invalid');
  const second = await begin();
  await inAccount(member, (sql) =>
    sql.exec('UPDATE challenges SET expires_at = expires_at - ?', limits.factorEnrolmentLifeMs),
  );
  const expired = await confirmFactor(
    token,
    second.factorId,
    totpCode(second.manualKey.replaceAll(' ', ''), Date.now()),
  );
  expect(expired.body.code).toBe('code_invalid');
  expect((await listOf(token)).factors).toEqual([]);
});

test('a telephone number: in any spelling, proven by a code, once on an account', async () => {
  const { tokens } = await verifiedMember();
  const token = tokens.accessToken;
  const phone = freshPhone();
  const spaced = `${phone.slice(0, 4)} ${phone.slice(4, 7)}-${phone.slice(7)}`;
  const begin = await call('POST', '/auth/mfa/sms', { token, body: { phone: spaced, label: 'Mobile' } });
  const { factorId, hint } = sentCodeEnrolmentDataSchema.parse(begin.body.data);
  expect(hint).toBe(`•••• ${phone.slice(-4)}`);
  const added = await confirmFactor(token, factorId, String(await mailedCode(phone)));
  const data = factorAddedDataSchema.parse(added.body.data);
  expect(data.factor).toMatchObject({ kind: 'sms', label: 'Mobile', hint });
  const again = await call('POST', '/auth/mfa/sms', { token: data.access.accessToken, body: { phone } });
  expect([again.status, again.body.code]).toEqual([409, 'conflict']);
});

test('what is no mobile number takes no codes, and a proven address comes first', async () => {
  const unverified = await signInMember(await registerMember());
  const begin = (token: string, phone: string) => call('POST', '/auth/mfa/sms', { token, body: { phone } });
  expect((await begin(unverified.accessToken, freshPhone())).body.code).toBe('email_unverified');
  const { tokens } = await verifiedMember();
  for (const phone of ['9801234567', '+44 20 7946 0958', '+999 123', 'not a number']) {
    const { body } = await begin(tokens.accessToken, phone);
    expect(body).toMatchObject({ code: 'validation_failed', errors: [{ field: 'phone' }] });
  }
});

test('codes by e-mail go to the verified address, and to no other', async () => {
  const unverified = await signInMember(await registerMember());
  const refused = await call('POST', '/auth/mfa/email', { token: unverified.accessToken });
  expect(refused.body.code).toBe('email_unverified');
  const { member, tokens } = await verifiedMember();
  const begin = await call('POST', '/auth/mfa/email', { token: tokens.accessToken });
  const { factorId, hint } = sentCodeEnrolmentDataSchema.parse(begin.body.data);
  expect(hint).toBe(`${member.email.slice(0, 1)}•••@example.com`);
  const added = await confirmFactor(tokens.accessToken, factorId, String(await mailedCode(member.email)));
  const { access } = factorAddedDataSchema.parse(added.body.data);
  expect((await call('POST', '/auth/mfa/email', { token: access.accessToken })).body.code).toBe('conflict');
  const { id, methods } = await challengeOf(member);
  expect(methods).toContainEqual({ method: 'email', factorId, hint });
  await call('POST', '/auth/mfa/challenge/send', { body: { challengeId: id, factorId } });
  const finished = await verify(id, { method: 'email', code: await mailedCode(member.email) });
  expect(decodeJwt(tokensSchema.parse(finished.body.data).accessToken).amr).toEqual(['pwd', 'email', 'mfa']);
});

test('several factors stand side by side; only the first brings backup codes', async () => {
  const owner = await totpMember();
  const second = await enrolTotp(owner.tokens.accessToken);
  expect(second.backupCodes).toEqual([]);
  const { access } = await enrolSms(owner.tokens.accessToken);
  expect((await listOf(access.accessToken)).factors.map(({ kind }) => kind)).toEqual(['totp', 'totp', 'sms']);
  // Either app answers a challenge.
  const { id } = await challengeOf(owner.member);
  const code = await freshTotpCode({ member: owner.member, secret: second.secret });
  expect((await verify(id, { method: 'totp', code })).status).toBe(200);
});

test('of one kind an account holds only so many', async () => {
  const owner = await totpMember();
  for (let count = 1; count < limits.factorsPerKindMax; count += 1) await enrolTotp(owner.tokens.accessToken);
  const answer = await call('POST', '/auth/mfa/totp', { token: owner.tokens.accessToken });
  expect(answer.body.code).toBe('conflict');
});

test('MFA change without step-up is refused, each of them', async () => {
  const owner = await totpMember();
  const [factor] = (await listOf(owner.tokens.accessToken)).factors;
  const { token } = await staleToken(owner.member, owner.tokens);
  const changes: [string, string, unknown][] = [
    ['POST', '/auth/mfa/totp', {}],
    ['POST', '/auth/mfa/sms', { phone: freshPhone() }],
    ['POST', '/auth/mfa/email', {}],
    ['POST', `/auth/mfa/factors/${factor?.id}/confirm`, { code: '123456' }],
    ['POST', `/auth/mfa/factors/${factor?.id}/rename`, { label: 'Mine' }],
    ['DELETE', `/auth/mfa/factors/${factor?.id}`, undefined],
    ['POST', '/auth/mfa/backup-codes', {}],
  ];
  for (const [method, path, body] of changes) {
    const answer = await call(method, path, { token, ...(body === undefined ? {} : { body }) });
    expect([path, answer.status, answer.body.code]).toEqual([path, 403, 'step_up_required']);
  }
  expect((await listOf(token)).factors).toEqual([factor]);
});

test('a session that never proved the second factor changes none, however young it is', async () => {
  const { member, tokens } = await verifiedMember();
  const other = await signInMember(member);
  await enrolTotp(tokens.accessToken);
  const answer = await call('POST', '/auth/mfa/backup-codes', { token: other.accessToken });
  expect(answer.body.code).toBe('step_up_required');
});

test('a factor is renamed and removed by its owner only; with the last one the backup codes go', async () => {
  const [owner, stranger] = [await totpMember(), await totpMember()];
  const token = owner.tokens.accessToken;
  const [factor] = (await listOf(token)).factors;
  const path = `/auth/mfa/factors/${factor?.id}`;
  const foreign = stranger.tokens.accessToken;
  expect((await call('DELETE', path, { token: foreign })).body.code).toBe('not_found');
  expect((await call('POST', `${path}/rename`, { token: foreign, body: { label: 'x' } })).body.code).toBe('not_found');
  const renamed = await call('POST', `${path}/rename`, { token, body: { label: 'Work\u202Ephone' } });
  expect(factorSchema.parse(renamed.body.data).label).toBe('Workphone');
  const open = await challengeOf(owner.member);
  expect((await call('DELETE', path, { token })).status).toBe(200);
  expect(await listOf(token)).toMatchObject({ factors: [], backupCodes: { left: 0 } });
  // What was half-way open is over, and the password is enough again.
  expect((await verify(open.id, { method: 'backup_code', code: owner.backupCodes[0] })).body.code).toBe(
    'challenge_invalid',
  );
  expect((await signInMember(owner.member)).sessionId).toMatch(/^se_/);
  await vi.waitFor(async () => {
    expect((await mailedTexts(owner.member.email)).join()).toContain('removed');
  }, 10_000);
});

test('new backup codes void the old ones; without a second factor there are none', async () => {
  const owner = await totpMember();
  const token = owner.tokens.accessToken;
  const made = await call('POST', '/auth/mfa/backup-codes', { token });
  expect(made.status).toBe(201);
  const { backupCodes } = backupCodesDataSchema.parse(made.body.data);
  const { id } = await challengeOf(owner.member);
  const old = await verify(id, { method: 'backup_code', code: owner.backupCodes[0] });
  expect(old.body.code).toBe('code_invalid');
  expect((await verify(id, { method: 'backup_code', code: backupCodes[0] })).status).toBe(200);
  const list = await listOf(token);
  expect(list.backupCodes.left).toBe(limits.backupCodesMax - 1);
  expect(Date.parse(list.backupCodes.lastUsedAt ?? '')).toBeGreaterThan(Date.now() - 60_000);
  const { tokens } = await verifiedMember();
  const none = await call('POST', '/auth/mfa/backup-codes', { token: tokens.accessToken });
  expect([none.status, none.body.code]).toEqual([403, 'mfa_enrolment_required']);
});

test('adding a factor ends the trust in devices', async () => {
  const { member, tokens } = await verifiedMember();
  await inAccount(member, (sql) => sql.exec('UPDATE devices SET trusted_until = ?', Date.now() + 60_000));
  await enrolTotp(tokens.accessToken);
  const trusted = await inAccount(member, (sql) =>
    sql.exec<{ n: number }>('SELECT count(*) AS n FROM devices WHERE trusted_until > 0').one(),
  );
  expect(trusted.n).toBe(0);
});

test('a session without the second factor changes none, also while the Worker has not heard of it yet', async () => {
  const { member, tokens } = await verifiedMember();
  const thief = await signInMember(member);
  const { factorId } = await enrolTotp(tokens.accessToken);
  // What the Worker lets through whose copy of the account's state is older than the factor.
  const account = bindings.ACCOUNTS.get(bindings.ACCOUNTS.idFromName(member.accountId));
  expect(await account.removeFactor(thief.sessionId, factorId)).toBe(false);
  const begun = await account.beginTotp('mine');
  if (begun.kind !== 'begun') throw new Error('it can be begun');
  const code = totpCode(begun.secret, Date.now());
  expect(await account.confirmFactor(thief.sessionId, begun.factorId, code)).toEqual({ kind: 'wrong' });
  expect((await account.factors()).factors.map(({ id }) => id)).toEqual([factorId]);
  expect(await account.removeFactor(tokens.sessionId, factorId)).toBe(true);
});
