import { tokensSchema } from '@halobuzz/core/api/auth';
import { mfaChallengeDataSchema } from '@halobuzz/core/api/auth-factors';
import { limits } from '@halobuzz/core/limits';
import { decodeJwt } from 'jose';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { dpopClient } from '../../testing/dpop-client.ts';
import { type Answer, bindings, call, installFakeOrigin, type Member } from '../../testing/edge-client.ts';
import { challengeOf, freshTotpCode, inAccount, totpMember, verify } from '../../testing/factor-client.ts';
import { deviceIdOf, deviceSecretMac } from '../accounts/devices/device-proof.ts';
import { writeTrust } from '../accounts/devices/device-store.ts';
import { randomBytes } from '../bytes.ts';
import { requireConfig } from '../env.ts';

beforeEach(() => {
  installFakeOrigin();
});
afterEach(() => {
  vi.restoreAllMocks();
});

const secret = 'given when trusted';

/** A device that signed in once and is trusted since then. */
async function trustedDevice(owner: Awaited<ReturnType<typeof totpMember>>) {
  const device = { id: crypto.randomUUID(), name: 'Phone' };
  const { id } = await challengeOf(owner.member, device);
  await verify(id, { method: 'totp', code: await freshTotpCode(owner), device: { id: device.id } });
  const services = { config: requireConfig(bindings), random: randomBytes };
  const deviceId = await deviceIdOf(services, owner.member.accountId, device.id);
  const secretMac = await deviceSecretMac(services, owner.member.accountId, deviceId, secret);
  const trustedUntilMs = Date.now() + limits.deviceTrustMs;
  await inAccount(owner.member, (sql) => writeTrust(sql, deviceId, { trustedUntilMs, secretMac, jkt: '' }));
  return { ...device, secret };
}

async function login(member: Member, device: { id: string; name: string; secret?: string }): Promise<Answer> {
  for (;;) {
    const body = { identifier: member.username, password: member.password, device };
    const answer = await call('POST', '/auth/login', { body });
    if (answer.body.code !== 'hashing_busy') return answer;
  }
}

test('a trusted device is not asked for a second factor, and proves none where it matters', async () => {
  const owner = await totpMember();
  const device = await trustedDevice(owner);
  const tokens = tokensSchema.parse((await login(owner.member, device)).body.data);
  expect(decodeJwt(tokens.accessToken)).toMatchObject({ amr: ['pwd'], acr: 'aal1' });
  const change = await call('POST', '/auth/mfa/backup-codes', { token: tokens.accessToken });
  expect(change.body.code).toBe('step_up_required');
  // Its id alone, without what it was given, is no trusted device.
  const { secret: _given, ...named } = device;
  expect(mfaChallengeDataSchema.parse((await login(owner.member, named)).body.data).mfaRequired).toBe(true);
});

test('codes paused by strangers do not keep a trusted device out', async () => {
  const owner = await totpMember();
  const device = await trustedDevice(owner);
  const pausedUntilMs = Date.now() + limits.factorPauseMaxMs;
  await inAccount(owner.member, (sql) =>
    sql.exec("INSERT OR REPLACE INTO guess_streaks VALUES ('sign_in', 50, ?)", pausedUntilMs),
  );
  expect(tokensSchema.parse((await login(owner.member, device)).body.data).sessionId).toMatch(/^se_/);
});

test('staff are asked on a trusted device too', async () => {
  const owner = await totpMember();
  const device = await trustedDevice(owner);
  await inAccount(owner.member, (sql) => sql.exec('UPDATE account SET roles = ?', '["viewer","support"]'));
  const answer = await login(owner.member, device);
  expect(mfaChallengeDataSchema.parse(answer.body.data).mfaRequired).toBe(true);
});

test('a challenge asked for with a key is answered with that key only, and its session is bound to it', async () => {
  const owner = await totpMember();
  const [client, thief] = [await dpopClient(), await dpopClient()];
  const { username, password } = owner.member;
  const asked = await client.call('POST', '/auth/login', { body: { identifier: username, password } });
  const { id } = mfaChallengeDataSchema.parse(asked.body.data).challenge;
  const body = { challengeId: id, method: 'totp', code: await freshTotpCode(owner) };
  expect((await call('POST', '/auth/mfa/verify', { body })).body.code).toBe('challenge_invalid');
  expect((await thief.call('POST', '/auth/mfa/verify', { body })).body.code).toBe('challenge_invalid');
  const tokens = tokensSchema.parse((await client.call('POST', '/auth/mfa/verify', { body })).body.data);
  expect(tokens.tokenType).toBe('DPoP');
  expect((await call('GET', '/auth/me', { token: tokens.accessToken })).status).toBe(401);
  expect((await client.call('GET', '/auth/me', { token: tokens.accessToken })).status).toBe(200);
  // The token of a step-up is bound as the session is.
  const stepUp = { method: 'backup_code', code: owner.backupCodes[0] };
  const raised = await client.call('POST', '/auth/step-up', { body: stepUp, token: tokens.accessToken });
  expect(raised.body.data).toMatchObject({ tokenType: 'DPoP' });
});
