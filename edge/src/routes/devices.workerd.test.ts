import { runInDurableObject } from 'cloudflare:test';
import { type Tokens, tokensSchema } from '@halobuzz/core/api/auth';
import { type DeviceView, deviceViewSchema } from '@halobuzz/core/api/auth-devices';
import { pageOf } from '@halobuzz/core/api/conventions';
import { limits } from '@halobuzz/core/limits';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { dpopClient } from '../../testing/dpop-client.ts';
import {
  type Answer,
  bindings,
  call,
  installFakeOrigin,
  type Member,
  mailedTexts,
  registerMember,
  verifiedMember,
} from '../../testing/edge-client.ts';
import { challengeOf, enrolSms, freshTotpCode, totpMember, verify } from '../../testing/factor-client.ts';
import type { FakeOrigin } from '../../testing/fake-origin.ts';
import { noteDevice } from '../accounts/devices/device-store.ts';
import { nameDigest } from '../accounts/names/names.ts';
import { requireConfig } from '../env.ts';

let origin: FakeOrigin;
let member: Member;
beforeEach(async () => {
  origin = installFakeOrigin();
  member = await registerMember();
});
afterEach(() => {
  vi.restoreAllMocks();
});

interface Phone {
  readonly id: string;
  readonly name: string;
  readonly secret?: string;
  readonly fingerprint?: string;
}
const phone = (): Phone => ({ id: crypto.randomUUID(), name: 'Phone' });
const tokensIn = (answer: Answer): Tokens => tokensSchema.parse(answer.body.data);
const signIn = (device: Phone, by: Pick<Member, 'username' | 'password'> = member): Promise<Answer> =>
  call('POST', '/auth/login', { body: { identifier: by.username, password: by.password, device } });
const accountOf = (accountId = member.accountId) => bindings.ACCOUNTS.get(bindings.ACCOUNTS.idFromName(accountId));

async function devicesOf(token: string): Promise<DeviceView[]> {
  const answer = await call('GET', '/auth/devices', { token });
  return pageOf(deviceViewSchema).parse(answer.body.data).items;
}
async function currentOf(token: string): Promise<DeviceView> {
  const current = (await devicesOf(token)).find((device) => device.current);
  if (current === undefined) throw new Error('the device in use is not in the list');
  return current;
}

/** Signs in from a device and has it trusted. */
async function trusted(device: Phone): Promise<{ tokens: Tokens; device: Phone; deviceId: string }> {
  const tokens = tokensIn(await signIn(device));
  const { deviceId } = await currentOf(tokens.accessToken);
  const answer = await call('POST', `/auth/devices/${deviceId}/trust`, { token: tokens.accessToken });
  expect(answer.status).toBe(200);
  return { tokens, deviceId, device: { ...device, secret: String(answer.body.data?.deviceSecret) } };
}

/** Makes somebody else's guesses pause the member's name. */
async function pauseName(): Promise<void> {
  const digest = await nameDigest(requireConfig(bindings).nameHmacKey, 'username', member.username);
  const name = bindings.NAMES.get(bindings.NAMES.idFromName(digest));
  for (let n = 0; n < limits.loginFailuresMax; n += 1) await name.admit(false);
}

test('a device is listed with where and when it was seen, and keeps the name its owner gives it', async () => {
  const device = phone();
  const { accessToken } = tokensIn(await signIn(device));
  const seen = await currentOf(accessToken);
  expect(seen).toMatchObject({ name: 'Phone', trusted: false, trustedUntil: null, keyBound: false, current: true });
  const path = `/auth/devices/${seen.deviceId}/rename`;
  const renamed = await call('POST', path, { token: accessToken, body: { name: 'Grandma’s tablet' } });
  expect(renamed.body.data).toMatchObject({ deviceId: seen.deviceId, name: 'Grandma’s tablet' });
  const again = tokensIn(await signIn(device)).accessToken;
  expect(await devicesOf(again)).toMatchObject([{ deviceId: seen.deviceId, name: 'Grandma’s tablet' }]);
  const sessions = await call('GET', '/auth/sessions', { token: again });
  expect(sessions.body.data).toMatchObject({
    items: [{ deviceName: 'Grandma’s tablet' }, { deviceName: 'Grandma’s tablet' }],
  });
  for (const name of ['', 'x'.repeat(limits.deviceNameCharsMax + 1)]) {
    const refused = await call('POST', path, { token: again, body: { name } });
    expect([refused.body.code, refused.body.errors?.[0]?.field]).toEqual(['validation_failed', 'name']);
  }
});

test('names and user agents of devices stand encrypted in the object', async () => {
  const headers = { 'user-agent': 'VerySpecialAgent/1' };
  const device = { ...phone(), name: 'VerySpecialName', fingerprint: 'VerySpecialLook', secret: 'VerySpecialSecret' };
  const body = { identifier: member.username, password: member.password, device };
  await call('POST', '/auth/login', { body, headers });
  const stored = await runInDurableObject(accountOf(), (_instance, state) =>
    JSON.stringify(state.storage.sql.exec('SELECT * FROM devices').toArray()),
  );
  expect(stored).toContain('dv_');
  expect(stored).not.toContain('VerySpecial');
  expect(stored).not.toContain(device.id);
});

test('IDOR on devices: nobody names, trusts, untrusts, removes or sees another account’s', async () => {
  const { deviceId } = await trusted(phone());
  const stranger = await registerMember();
  const { accessToken: token } = tokensIn(await signIn(phone(), stranger));
  const answers = [
    await call('POST', `/auth/devices/${deviceId}/rename`, { token, body: { name: 'mine' } }),
    await call('DELETE', `/auth/devices/${deviceId}/trust`, { token }),
    await call('DELETE', `/auth/devices/${deviceId}`, { token }),
  ];
  expect(answers.map(({ body }) => body.code)).toEqual(['not_found', 'not_found', 'not_found']);
  expect((await call('POST', `/auth/devices/${deviceId}/trust`, { token })).body.code).toBe('forbidden');
  expect((await devicesOf(token)).map((device) => device.deviceId)).not.toContain(deviceId);
  const { accessToken: own } = tokensIn(await signIn(phone()));
  const kept = (await devicesOf(own)).find((device) => device.deviceId === deviceId);
  expect(kept).toMatchObject({ name: 'Phone', trusted: true });
});

test('two accounts that call their device alike have two devices', async () => {
  const device = phone();
  const stranger = await registerMember();
  const [mine, theirs] = [tokensIn(await signIn(device)), tokensIn(await signIn(device, stranger))];
  const [own, other] = [await currentOf(mine.accessToken), await currentOf(theirs.accessToken)];
  expect(own.deviceId).not.toBe(other.deviceId);
});

test('trust asks for a fresh proof of who one is, and only the device in use can be trusted', async () => {
  const tokens = tokensIn(await signIn(phone()));
  const other = await currentOf(tokensIn(await signIn(phone())).accessToken);
  const elsewhere = await call('POST', `/auth/devices/${other.deviceId}/trust`, { token: tokens.accessToken });
  expect([elsewhere.status, elsewhere.body.code]).toEqual([403, 'forbidden']);
  await runInDurableObject(accountOf(), (_instance, state) => {
    state.storage.sql.exec('UPDATE sessions SET auth_at = auth_at - ?', limits.stepUpAgeMs + 1_000);
  });
  const refreshed = await call('POST', '/auth/refresh', { body: { refreshToken: tokens.refreshToken } });
  const { accessToken } = tokensIn(refreshed);
  const { deviceId } = await currentOf(accessToken);
  for (const [method, path] of [
    ['POST', `/auth/devices/${deviceId}/trust`],
    ['DELETE', `/auth/devices/${deviceId}`],
  ] as const) {
    expect((await call(method, path, { token: accessToken })).body.code).toBe('step_up_required');
  }
});

test('a trusted device still gets in while its owner’s name is paused; its id alone does not', async () => {
  const { device } = await trusted(phone());
  await pauseName();
  const { secret: _left, ...idAlone } = device;
  for (const other of [
    phone(),
    idAlone,
    { ...device, secret: 'guessed' },
    { ...phone(), secret: device.secret ?? '' },
  ]) {
    expect((await signIn(other)).body.code).toBe('rate_limited');
  }
  expect((await signIn(device)).status).toBe(200);
});

test('a changed fingerprint denies nothing, not even during a pause; its owner is told', async () => {
  const { member: known } = await verifiedMember();
  member = known;
  const { device } = await trusted({ ...phone(), fingerprint: 'as it was' });
  await pauseName();
  expect((await signIn({ ...device, fingerprint: 'another screen' })).status).toBe(200);
  await vi.waitFor(async () => {
    expect((await mailedTexts(known.email))[0]).toContain('a device we had not seen before');
  }, 10_000);
});

test('a sign-in from a new device is told to the owner; from a known one it is not', async () => {
  const { member: known } = await verifiedMember();
  const device = phone();
  await signIn(device, known);
  await vi.waitFor(async () => {
    expect((await mailedTexts(known.email))[0]).toContain('a device we had not seen before');
  }, 10_000);
  const before = (await mailedTexts(known.email)).length;
  await signIn(device, known);
  const waiting = await runInDurableObject(accountOf(known.accountId), (_instance, state) =>
    state.storage.sql.exec("SELECT 1 FROM outbox WHERE kind = 'notice'").toArray(),
  );
  expect(waiting).toEqual([]);
  expect(await mailedTexts(known.email)).toHaveLength(before);
});

test.each([
  ['runs out', 'UPDATE devices SET trusted_until = 1'],
  ['is for another device', "UPDATE devices SET id = id || 'x'"],
])('trust that %s is none', async (_what, statement) => {
  const { device } = await trusted(phone());
  await runInDurableObject(accountOf(), (_instance, state) => {
    state.storage.sql.exec(statement);
  });
  await pauseName();
  expect((await signIn(device)).body.code).toBe('rate_limited');
});

test('untrusting ends the trust and leaves the session', async () => {
  const { tokens, device, deviceId } = await trusted(phone());
  const answer = await call('DELETE', `/auth/devices/${deviceId}/trust`, { token: tokens.accessToken });
  expect(answer.body.data).toMatchObject({ trusted: false, trustedUntil: null });
  await pauseName();
  expect((await signIn(device)).body.code).toBe('rate_limited');
  expect((await call('GET', '/auth/me', { token: tokens.accessToken })).status).toBe(200);
});

test('trust is cleared by a password change', async () => {
  const { tokens, device } = await trusted(phone());
  const password = 'a quite different passphrase';
  const body = { currentPassword: member.password, newPassword: password };
  const changed = await call('POST', '/auth/password/change', { token: tokens.accessToken, body });
  expect(changed.status).toBe(200);
  await pauseName();
  expect((await signIn(device, { username: member.username, password })).body.code).toBe('rate_limited');
});

test('a trusted device is asked for no second factor, until its fingerprint or the factors change', async () => {
  const owner = await totpMember();
  member = owner.member;
  const device = { ...phone(), fingerprint: 'as it was' };
  const challenge = await challengeOf(member, device);
  const proof = { method: 'totp', code: await freshTotpCode(owner), device: { id: device.id } };
  const signedIn = tokensIn(await verify(challenge.id, proof));
  const { deviceId } = await currentOf(signedIn.accessToken);
  const trust = await call('POST', `/auth/devices/${deviceId}/trust`, { token: signedIn.accessToken });
  const own = { ...device, secret: String(trust.body.data?.deviceSecret) };
  const asked = async (by: Phone) => (await signIn(by)).body.data?.mfaRequired === true;
  expect(await asked(own)).toBe(false);
  expect(await asked({ ...own, secret: 'guessed' })).toBe(true);
  expect(await asked({ ...own, fingerprint: 'another screen' })).toBe(true);
  expect(await asked(own)).toBe(false);
  await enrolSms(signedIn.accessToken);
  expect(await asked(own)).toBe(true);
});

test('removing a device ends its sessions, their sockets and its trust; it may sign in anew', async () => {
  const { tokens, device, deviceId } = await trusted(phone());
  const second = tokensIn(await signIn(device));
  const { accessToken: laptop } = tokensIn(await signIn(phone()));
  const answer = await call('DELETE', `/auth/devices/${deviceId}`, { token: laptop });
  expect(answer.body.data).toEqual({ removed: true, sessionsEnded: 2 });
  for (const { accessToken } of [tokens, second]) {
    expect((await call('GET', '/auth/me', { token: accessToken })).body.code).toBe('session_revoked');
  }
  await vi.waitFor(() => {
    expect(new Set(origin.revocations.map(({ id }) => id))).toEqual(new Set([tokens.sessionId, second.sessionId]));
  }, 10_000);
  expect((await devicesOf(laptop)).map((listed) => listed.deviceId)).not.toContain(deviceId);
  expect((await call('DELETE', `/auth/devices/${deviceId}`, { token: laptop })).body.code).toBe('not_found');
  expect((await currentOf(tokensIn(await signIn(device)).accessToken)).trusted).toBe(false);
});

test('a device with a key is trusted by the key: no secret is handed out, and no other key has it', async () => {
  const client = await dpopClient();
  const device = phone();
  const body = { identifier: member.username, password: member.password, device };
  const { accessToken } = tokensIn(await client.call('POST', '/auth/login', { body }));
  const list = await client.call('GET', '/auth/devices', { token: accessToken });
  const [own] = pageOf(deviceViewSchema).parse(list.body.data).items;
  expect(own).toMatchObject({ keyBound: true, current: true });
  const answer = await client.call('POST', `/auth/devices/${own?.deviceId}/trust`, { token: accessToken });
  expect(Object.keys(answer.body.data ?? {})).toEqual(['device']);
  // Whoever knows the id and the password cannot put a key of their own in the place of the trusted one.
  const thief = await dpopClient();
  expect((await thief.call('POST', '/auth/login', { body })).status).toBe(200);
  await pauseName();
  expect((await thief.call('POST', '/auth/login', { body })).body.code).toBe('rate_limited');
  expect((await signIn(device)).body.code).toBe('rate_limited');
  expect((await client.call('POST', '/auth/login', { body })).status).toBe(200);
});

test('devices are bounded: the one seen longest ago leaves that is neither trusted nor signed in', async () => {
  const { tokens, deviceId } = await trusted(phone());
  const listed = await runInDurableObject(accountOf(), (_instance, state) => {
    const { sql } = state.storage;
    const seen = { nameSealed: '', userAgentSealed: '', fingerprint: '', country: 'XX', jkt: '' };
    sql.exec('UPDATE devices SET last_seen_at = 0');
    for (let n = 1; n <= limits.devicesPerAccountMax + 1; n += 1)
      noteDevice(sql, { ...seen, id: `dv_${n}` }, Date.now() + n);
    return sql
      .exec<{ id: string }>('SELECT id FROM devices')
      .toArray()
      .map(({ id }) => id);
  });
  expect(listed).toHaveLength(limits.devicesPerAccountMax);
  expect(listed).toContain(deviceId);
  expect(listed).not.toContain('dv_1');
  expect(listed).toContain(`dv_${limits.devicesPerAccountMax + 1}`);
  expect((await call('GET', '/auth/me', { token: tokens.accessToken })).status).toBe(200);
});

test('so many devices are trusted at once: the oldest trust ends', async () => {
  const first = await trusted(phone());
  for (let n = 0; n < limits.trustedDevicesPerAccountMax; n += 1) await trusted(phone());
  const { accessToken } = tokensIn(await signIn(phone()));
  const devices = await devicesOf(accessToken);
  expect(devices.filter((device) => device.trusted)).toHaveLength(limits.trustedDevicesPerAccountMax);
  expect(devices.find((device) => device.deviceId === first.deviceId)).toMatchObject({ trusted: false });
});
