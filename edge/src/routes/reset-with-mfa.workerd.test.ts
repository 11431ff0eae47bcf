import { tokensSchema } from '@halobuzz/core/api/auth';
import { factorAddedDataSchema, sentCodeEnrolmentDataSchema } from '@halobuzz/core/api/auth-factors';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import {
  type Answer,
  call,
  installFakeOrigin,
  type Member,
  mailedCode,
  mailedCodes,
  verifiedMember,
} from '../../testing/edge-client.ts';
import {
  challengeOf,
  confirmFactor,
  enrolSms,
  freshTotpCode,
  totpMember,
  verify,
} from '../../testing/factor-client.ts';

beforeEach(() => {
  installFakeOrigin();
});
afterEach(() => {
  vi.restoreAllMocks();
});

/** Resets a password as somebody can who reads the mailbox. @returns the member with the new one */
async function resetPassword(member: Member): Promise<Member> {
  const before = (await mailedCodes(member.email)).length;
  await call('POST', '/auth/password/forgot', { body: { identifier: member.username } });
  const token = await vi.waitFor(async () => {
    const codes = await mailedCodes(member.email);
    expect(codes.length).toBeGreaterThan(before);
    return codes[0];
  }, 10_000);
  const password = 'another horse and battery';
  let answer: Answer;
  do answer = await call('POST', '/auth/password/reset', { body: { token, newPassword: password } });
  while (answer.body.code === 'hashing_busy');
  expect(answer.status).toBe(200);
  return { ...member, password };
}

async function withEmailFactor() {
  const { member, tokens } = await verifiedMember();
  const begin = await call('POST', '/auth/mfa/email', { token: tokens.accessToken });
  const { factorId } = sentCodeEnrolmentDataSchema.parse(begin.body.data);
  const added = await confirmFactor(tokens.accessToken, factorId, String(await mailedCode(member.email)));
  const { access, backupCodes = [] } = factorAddedDataSchema.parse(added.body.data);
  return { member, factorId, backupCodes, token: access.accessToken };
}

test('reset with MFA on: the new password still brings a challenge, and those from before are void', async () => {
  const owner = await totpMember();
  const before = await challengeOf(owner.member);
  const member = await resetPassword(owner.member);
  const late = await verify(before.id, { method: 'totp', code: await freshTotpCode(owner) });
  expect(late.body.code).toBe('challenge_invalid');
  expect((await call('GET', '/auth/me', { token: owner.tokens.accessToken })).status).toBe(401);
  const { id, methods } = await challengeOf(member);
  expect(methods).toContainEqual({ method: 'totp' });
  expect((await verify(id, { method: 'totp', code: await freshTotpCode(owner) })).status).toBe(200);
});

test('whoever reads the mailbox cannot reset the password and then confirm by mail', async () => {
  const owner = await withEmailFactor();
  const member = await resetPassword(owner.member);
  const { id, methods } = await challengeOf(member);
  expect(methods).toEqual([{ method: 'backup_code' }]);
  const send = await call('POST', '/auth/mfa/challenge/send', { body: { challengeId: id, factorId: owner.factorId } });
  expect(send.body.code).toBe('not_found');
  const guess = await verify(id, { method: 'email', code: '123456' });
  expect(guess.body.code).toBe('code_invalid');
  // The owner has backup codes; from then on the mailbox counts again.
  const back = await verify(id, { method: 'backup_code', code: owner.backupCodes[0] });
  expect(tokensSchema.parse(back.body.data).sessionId).toMatch(/^se_/);
  expect((await challengeOf(member)).methods).toContainEqual(expect.objectContaining({ method: 'email' }));
});

test('another factor lifts the bar on the mailbox too', async () => {
  const owner = await withEmailFactor();
  const { phone, factorId } = await enrolSms(owner.token);
  const member = await resetPassword(owner.member);
  const { id } = await challengeOf(member);
  await call('POST', '/auth/mfa/challenge/send', { body: { challengeId: id, factorId } });
  expect((await verify(id, { method: 'sms', code: await mailedCode(phone) })).status).toBe(200);
  expect((await challengeOf(member)).methods).toContainEqual(expect.objectContaining({ method: 'email' }));
});
