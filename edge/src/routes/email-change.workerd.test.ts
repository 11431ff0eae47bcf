import { runDurableObjectAlarm, runInDurableObject } from 'cloudflare:test';
import { limits } from '@halobuzz/core/limits';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import {
  type Answer,
  bindings,
  call,
  freshName,
  installFakeOrigin,
  mailedCode,
  mailedTexts,
  registerMember,
  signInMember,
  verifiedMember,
} from '../../testing/edge-client.ts';
import type { FakeOrigin } from '../../testing/fake-origin.ts';
import { confirmEmailChange } from '../accounts/email/email-change.ts';
import { requireConfig } from '../env.ts';
import { createServices, type Services } from '../services.ts';

let origin: FakeOrigin;
beforeEach(() => {
  origin = installFakeOrigin();
});
afterEach(() => {
  vi.restoreAllMocks();
});

const services = () => createServices(bindings, requireConfig(bindings));
const freshEmail = () => `${freshName('moved')}@example.com`;
const ask = (token: string, newEmail: string): Promise<Answer> =>
  call('POST', '/auth/email/change', { token, body: { newEmail } });
const confirm = (token: string, code: string | undefined): Promise<Answer> =>
  call('POST', '/auth/email/change/confirm', { token, body: { code } });

async function holderOf(email: string): Promise<string | null> {
  const { name, digestOf } = services();
  return name(await digestOf('email', email)).holder();
}

/** Changes the address, as far as the code. */
async function asked() {
  const { member, tokens } = await verifiedMember();
  const newEmail = freshEmail();
  expect((await ask(tokens.accessToken, newEmail)).status).toBe(200);
  return {
    member,
    token: tokens.accessToken,
    sessionId: tokens.sessionId,
    newEmail,
    code: String(await mailedCode(newEmail)),
  };
}

test('an e-mail change: the code goes to the new address, the old one hears of it and is free afterwards', async () => {
  const { member, token, newEmail, code } = await asked();
  await vi.waitFor(async () => expect((await mailedTexts(member.email)).join()).toContain('asked for'), 10_000);
  expect((await mailedTexts(member.email)).join()).toContain('change your password now');
  expect(await holderOf(member.email)).toBe(member.accountId);
  const answer = await confirm(token, code);
  expect(answer.body.data).toMatchObject({ email: newEmail, emailVerified: true });
  expect(await holderOf(newEmail)).toBe(member.accountId);
  await vi.waitFor(async () => expect(await holderOf(member.email)).toBeNull(), 10_000);
  await vi.waitFor(
    async () => expect((await mailedTexts(member.email)).join()).toContain('another e-mail address'),
    10_000,
  );
  await vi.waitFor(
    async () => expect((await mailedTexts(newEmail)).join()).toContain('now the e-mail address'),
    10_000,
  );
  await vi.waitFor(() => {
    const last = origin.projections.findLast(({ accountId }) => accountId === member.accountId);
    expect(last).toMatchObject({ email: newEmail, emailVerified: true, version: 3 });
  }, 10_000);
  const login = (identifier: string) =>
    call('POST', '/auth/login', { body: { identifier, password: member.password } });
  expect((await login(newEmail)).status).toBe(200);
  expect((await login(member.email)).body.code).toBe('invalid_credentials');
});

test('the address that was left can be proven by another account', async () => {
  const { member, token, code } = await asked();
  await confirm(token, code);
  await vi.waitFor(async () => expect(await holderOf(member.email)).toBeNull(), 10_000);
  const heir = { username: freshName(), email: member.email, password: 'nine monsoon lanterns' };
  expect((await call('POST', '/auth/register', { body: heir })).status).toBe(201);
  const { accessToken } = await signInMember(heir);
  const verify = { body: { code: await mailedCode(member.email) }, token: accessToken };
  expect((await call('POST', '/auth/email/verify', verify)).status).toBe(200);
});

test('an address of another account answers like a free one, and only its owner is told', async () => {
  const [{ tokens }, other] = [await verifiedMember(), await verifiedMember()];
  const taken = await ask(tokens.accessToken, other.member.email.toUpperCase());
  const free = await ask(tokens.accessToken, freshEmail());
  expect([taken.status, taken.body]).toEqual([free.status, free.body]);
  const note = (await mailedTexts(other.member.email)).find((text) => text.includes('stays with the account'));
  expect(note).toBeDefined();
  expect(note).not.toMatch(/[0-9]{6}/);
});

test('a code good for one address proves no other, and a newer request voids it', async () => {
  const { token, code } = await asked();
  const other = freshEmail();
  await ask(token, other);
  expect((await confirm(token, code)).body.code).toBe('code_invalid');
  expect((await confirm(token, await mailedCode(other))).body.data).toMatchObject({ email: other });
});

test('a wrong code is refused, and after five tries the right one too; mails are bounded', async () => {
  const { token, code } = await asked();
  const wrong = code === '000000' ? '000001' : '000000';
  const tries = Array.from({ length: limits.emailCodeTriesMax }, () => confirm(token, wrong));
  expect(new Set((await Promise.all(tries)).map(({ body }) => body.code))).toEqual(new Set(['code_invalid']));
  expect((await confirm(token, code)).body.code).toBe('code_invalid');
  const codes: (string | undefined)[] = [];
  for (let sends = 1; sends <= limits.emailSendsMax; sends += 1) codes.push((await ask(token, freshEmail())).body.code);
  expect(codes).toEqual([...Array.from({ length: limits.emailSendsMax - 1 }, () => undefined), 'rate_limited']);
});

test('a code that is too old is refused', async () => {
  const { member, token, code } = await asked();
  const account = bindings.ACCOUNTS.get(bindings.ACCOUNTS.idFromName(member.accountId));
  await runInDurableObject(account, (_instance, state) => {
    state.storage.sql.exec('UPDATE email_changes SET expires_at = expires_at - ?', limits.emailCodeLifeMs);
  });
  expect((await confirm(token, code)).body.code).toBe('code_invalid');
});

test("one's own address is refused by its field", async () => {
  const { member, tokens } = await verifiedMember();
  const answer = await ask(tokens.accessToken, member.email);
  expect(answer.body).toMatchObject({ code: 'validation_failed', errors: [{ field: 'newEmail' }] });
});

test('confirming twice is harmless', async () => {
  const { token, newEmail, code } = await asked();
  const answers = await Promise.all([confirm(token, code), confirm(token, code)]);
  answers.push(await confirm(token, code));
  for (const answer of answers) expect(answer.body.data).toMatchObject({ email: newEmail });
});

test('two accounts prove one address at once: one has it, the other hears of the conflict', async () => {
  const [one, two] = [await verifiedMember(), await verifiedMember()];
  const email = freshEmail();
  const codes: (string | undefined)[] = [];
  for (const { tokens } of [one, two]) {
    await ask(tokens.accessToken, email);
    codes.push(await mailedCode(email));
  }
  const answers = await Promise.all([
    confirm(one.tokens.accessToken, codes[0]),
    confirm(two.tokens.accessToken, codes[1]),
  ]);
  expect(answers.map(({ body }) => body.code ?? 'ok').sort()).toEqual(['conflict', 'ok']);
  const winner = answers[0]?.status === 200 ? one : two;
  expect(await holderOf(email)).toBe(winner.member.accountId);
});

test('a change that died after the account recorded it ends itself: the new name is committed, the old one freed', async () => {
  const { member, sessionId, newEmail, code } = await asked();
  const real = services();
  const dying: Services = {
    ...real,
    name: (digest) => {
      const stub = real.name(digest);
      // The Worker dies before the commit: everything else reaches the object.
      return new Proxy(stub, {
        get: (target, key) =>
          key === 'commit' ? () => Promise.reject(new Error('the Worker died')) : Reflect.get(target, key),
      });
    },
  };
  await expect(confirmEmailChange(dying, { accountId: member.accountId, sessionId }, code)).rejects.toThrow('died');
  expect(await holderOf(newEmail)).toBeNull();
  const digest = await real.digestOf('email', newEmail);
  await runInDurableObject(real.name(digest), (_instance, state) => {
    state.storage.sql.exec("UPDATE holder SET until = 1 WHERE state = 'reserved'");
  });
  await runDurableObjectAlarm(real.name(digest));
  expect(await holderOf(newEmail)).toBe(member.accountId);
  await vi.waitFor(async () => expect(await holderOf(member.email)).toBeNull(), 10_000);
});

test('an account reached too late records nothing: the name may be somebody else’s by then', async () => {
  const { member, token, sessionId, newEmail, code } = await asked();
  const real = services();
  const slow: Services = { ...real, clock: () => Date.now() - limits.nameReservationMs };
  await expect(confirmEmailChange(slow, { accountId: member.accountId, sessionId }, code)).rejects.toMatchObject({
    code: 'unavailable',
  });
  expect((await call('GET', '/auth/me', { token })).body.data).toMatchObject({ email: member.email });
  expect((await confirm(token, code)).body.data).toMatchObject({ email: newEmail });
});

test('an address taken back before its release arrived stays with the account', async () => {
  const { member, token, newEmail, code } = await asked();
  const real = services();
  const old = real.name(await real.digestOf('email', member.email));
  await confirm(token, code);
  await vi.waitFor(async () => expect(await holderOf(member.email)).toBeNull(), 10_000);
  expect((await ask(token, member.email)).status).toBe(200);
  expect((await confirm(token, await mailedCode(member.email))).body.data).toMatchObject({ email: member.email });
  // The release of before, repeated: the account goes by the name again.
  const account = bindings.ACCOUNTS.get(bindings.ACCOUNTS.idFromName(member.accountId));
  await runInDurableObject(account, async (instance, state) => {
    const digest = await real.digestOf('email', member.email);
    state.storage.sql.exec(
      "INSERT INTO outbox (kind, body, created_at, attempts, next_at) VALUES ('name_release', ?, 0, 0, 0)",
      digest,
    );
    await instance.alarm();
  });
  expect(await old.holder()).toBe(member.accountId);
  await vi.waitFor(async () => expect(await holderOf(newEmail)).toBeNull(), 10_000);
});

test('codes to reset the password that went to the old mailbox are void', async () => {
  const { member, token, code } = await asked();
  await call('POST', '/auth/password/forgot', { body: { identifier: member.username } });
  await vi.waitFor(async () => expect((await mailedTexts(member.email)).join()).toContain('new password'), 10_000);
  const resetCode = await mailedCode(member.email);
  await confirm(token, code);
  const answer = await call('POST', '/auth/password/reset', {
    body: { token: resetCode, newPassword: 'nine monsoon lanterns' },
  });
  expect(answer.body.code).toBe('code_invalid');
});

test('a change of password stops a change of address', async () => {
  const { member, token, code } = await asked();
  const body = { currentPassword: member.password, newPassword: 'nine monsoon lanterns' };
  const changed = await call('POST', '/auth/password/change', { token, body });
  expect((await confirm(String(changed.body.data?.accessToken), code)).body.code).toBe('code_invalid');
});

test('an account that mistyped its address at sign-up proves another; nobody is told at the first', async () => {
  const member = await registerMember();
  const { accessToken } = await signInMember(member);
  const newEmail = freshEmail();
  expect((await ask(accessToken, newEmail)).status).toBe(200);
  const answer = await confirm(accessToken, await mailedCode(newEmail));
  expect(answer.body.data).toMatchObject({ email: newEmail, emailVerified: true, roles: ['viewer', 'host'] });
  await vi.waitFor(
    async () => expect((await mailedTexts(newEmail)).join()).toContain('now the e-mail address'),
    10_000,
  );
  expect(await mailedTexts(member.email)).toHaveLength(1);
});
