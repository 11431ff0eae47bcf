import { type Tokens, tokensSchema } from '@halobuzz/core/api/auth';
import { accessTokenDataSchema } from '@halobuzz/core/api/auth-factors';
import { limits } from '@halobuzz/core/limits';
import type { Role } from '@halobuzz/core/tokens';
import { decodeJwt } from 'jose';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import {
  type Answer,
  call,
  installFakeOrigin,
  type Member,
  mailedCode,
  signInMember,
  verifiedMember,
} from '../../testing/edge-client.ts';
import {
  enrolSms,
  enrolTotp,
  freshTotpCode,
  inAccount,
  staleToken,
  totpMember,
  wrongTotpCode,
} from '../../testing/factor-client.ts';
import { assertMfaForPurchase } from '../middleware/mfa.ts';

beforeEach(() => {
  installFakeOrigin();
});
afterEach(() => {
  vi.restoreAllMocks();
});

async function stepUp(token: string, body: Record<string, unknown>): Promise<Answer> {
  for (;;) {
    const answer = await call('POST', '/auth/step-up', { body, token });
    if (answer.body.code !== 'hashing_busy') return answer;
  }
}
const renewed = (answer: Answer) => accessTokenDataSchema.parse(answer.body.data).accessToken;
const sensitive = (token: string) => call('POST', '/auth/mfa/totp', { token });

test('the password raises a session of an account that has nothing more', async () => {
  const { member, tokens } = await verifiedMember();
  const { token } = await staleToken(member, tokens);
  expect((await sensitive(token)).body.code).toBe('step_up_required');
  const wrong = await stepUp(token, { method: 'password', password: 'not the password' });
  expect([wrong.status, wrong.body.code]).toEqual([401, 'invalid_credentials']);
  const raised = renewed(await stepUp(token, { method: 'password', password: member.password }));
  const [before, after] = [decodeJwt(token), decodeJwt(raised)];
  expect(after).toMatchObject({ sid: before.sid, amr: ['pwd'], acr: 'aal1' });
  expect(Number(after.auth_time)).toBeGreaterThan(Number(before.auth_time));
  expect((await sensitive(raised)).status).toBe(200);
});

test('what was raised stays raised across refreshes, and the refresh token is the old one', async () => {
  const owner = await totpMember();
  const stale = await staleToken(owner.member, owner.tokens);
  const raised = renewed(await stepUp(stale.token, { method: 'totp', code: await freshTotpCode(owner) }));
  const refreshed = await call('POST', '/auth/refresh', { body: { refreshToken: stale.tokens.refreshToken } });
  const next = tokensSchema.parse(refreshed.body.data).accessToken;
  expect(decodeJwt(next).auth_time).toBe(decodeJwt(raised).auth_time);
  expect((await sensitive(next)).status).toBe(200);
});

test('with a second factor the password is not enough; any factor is', async () => {
  const owner = await totpMember();
  const { token } = await staleToken(owner.member, owner.tokens);
  const password = await stepUp(token, { method: 'password', password: owner.member.password });
  expect([password.status, password.body.code]).toEqual([403, 'mfa_required']);
  const raised = renewed(await stepUp(token, { method: 'totp', code: await freshTotpCode(owner) }));
  expect((await sensitive(raised)).status).toBe(200);
  const byBackup = renewed(await stepUp(token, { method: 'backup_code', code: owner.backupCodes[0] }));
  expect(decodeJwt(byBackup).amr).toEqual(['pwd', 'otp', 'mfa', 'rec']);
});

test('a code by SMS raises the session it was sent for, and no other', async () => {
  const { member, tokens } = await verifiedMember();
  const other = await signInMember(member);
  const { phone, factorId, access } = await enrolSms(tokens.accessToken);
  const sent = await call('POST', '/auth/step-up/send', { body: { factorId }, token: access.accessToken });
  expect(sent.body.data).toMatchObject({ sent: true, hint: `•••• ${phone.slice(-4)}` });
  const code = await mailedCode(phone);
  expect((await stepUp(other.accessToken, { method: 'sms', code })).body.code).toBe('code_invalid');
  expect((await stepUp(access.accessToken, { method: 'sms', code })).status).toBe(200);
  expect((await stepUp(access.accessToken, { method: 'sms', code })).body.code).toBe('code_invalid');
});

test('guesses at a step-up run out: then the right code has to wait too', async () => {
  const owner = await totpMember();
  const token = owner.tokens.accessToken;
  const wrong = { method: 'totp', code: wrongTotpCode(owner.secret) };
  const answers = await Promise.all(Array.from({ length: 6 }, () => stepUp(token, wrong)));
  const codes = answers.map((answer) => answer.body.code).sort();
  expect(codes).toEqual([...Array.from({ length: limits.challengeTriesMax }, () => 'code_invalid'), 'rate_limited']);
  const late = await stepUp(token, { method: 'totp', code: await freshTotpCode(owner) });
  expect(late.body.code).toBe('rate_limited');
  expect(late.body.retryAfterMs).toBeGreaterThan(0);
  expect(late.body.retryAfterMs).toBeLessThanOrEqual(limits.challengeLifeMs);
});

test('guesses at the password run out before anything is hashed', async () => {
  const { member, tokens } = await verifiedMember();
  const token = tokens.accessToken;
  for (let n = 0; n < limits.challengeTriesMax; n += 1) {
    const answer = await stepUp(token, { method: 'password', password: `guess ${n}` });
    expect(answer.body.code).toBe('invalid_credentials');
  }
  const late = await stepUp(token, { method: 'password', password: member.password });
  expect(late.body.code).toBe('rate_limited');
});

async function makeStaff(member: Member, role: Role): Promise<Tokens> {
  await inAccount(member, (sql) => sql.exec('UPDATE account SET roles = ?', JSON.stringify(['viewer', 'host', role])));
  return signInMember(member);
}

test.each(['moderator', 'support', 'finance', 'admin'] as const)(
  'a %s without a second factor gets to the enrolment and nowhere else',
  async (role) => {
    const { member } = await verifiedMember();
    const { accessToken: token } = await makeStaff(member, role);
    for (const path of ['/auth/sessions', '/wallet']) {
      const answer = await call('GET', path, { token });
      expect([path, answer.status, answer.body.code]).toEqual([path, 403, 'mfa_enrolment_required']);
    }
    expect((await call('GET', '/auth/me', { token })).status).toBe(200);
    expect((await call('GET', '/auth/mfa', { token })).body.data).toMatchObject({ required: true });
    const { access } = await enrolTotp(token);
    expect((await call('GET', '/auth/sessions', { token: access.accessToken })).status).toBe(200);
    // The token from before says nothing of a second factor.
    expect((await call('GET', '/auth/sessions', { token })).body.code).toBe('mfa_required');
  },
);

test('purchases above the limit need a second factor, smaller ones do not', () => {
  const claims = (amr: string[]) => ({ amr }) as Parameters<typeof assertMfaForPurchase>[0]['claims']; // Only `amr` is read.
  const state = (secondFactor: boolean) => ({ secondFactor }) as Parameters<typeof assertMfaForPurchase>[0]['state']; // Only `secondFactor` is read.
  const above = limits.purchaseWithoutMfaMinorMax + 1n;
  const buy = (amr: string[], enrolled: boolean, amount: bigint) => () =>
    assertMfaForPurchase({ claims: claims(amr), state: state(enrolled) }, amount);
  expect(buy(['pwd'], false, limits.purchaseWithoutMfaMinorMax)).not.toThrow();
  expect(buy(['pwd', 'otp', 'mfa'], true, above)).not.toThrow();
  expect(buy(['pwd'], true, above)).toThrow(expect.objectContaining({ code: 'mfa_required' }));
  expect(buy(['pwd'], false, above)).toThrow(expect.objectContaining({ code: 'mfa_enrolment_required' }));
});
