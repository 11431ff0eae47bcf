import { runDurableObjectAlarm } from 'cloudflare:test';
import type { AuditRecord } from '@halobuzz/core/api/admin';
import { limits } from '@halobuzz/core/limits';
import { afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import {
  type Answer,
  call,
  installFakeOrigin,
  type Member,
  mailedCode,
  mailedTexts,
  registerMember,
  signInMember,
  verifiedMember,
} from '../../testing/edge-client.ts';
import { challengeOf, freshTotpCode, inAccount, staleToken, totpMember, verify } from '../../testing/factor-client.ts';
import type { FakeOrigin } from '../../testing/fake-origin.ts';
import { accountObject, type StaffMember, staffMember, tokenWithoutFactor } from '../../testing/staff-client.ts';

let origin: FakeOrigin;
let support: StaffMember;
let second: StaffMember;
let moderator: StaffMember;
let admin: StaffMember;
beforeAll(async () => {
  installFakeOrigin();
  support = await staffMember('support');
  second = await staffMember('support');
  moderator = await staffMember('moderator');
  admin = await staffMember('admin');
  vi.restoreAllMocks();
});
beforeEach(() => {
  origin = installFakeOrigin();
});
afterEach(() => {
  vi.restoreAllMocks();
});

const reason = 'asked for it by telephone, identity checked';
const act = (who: Pick<Member, 'accountId'>, path: string, body: object = {}, token = support.token): Promise<Answer> =>
  call('POST', `/admin/accounts/${who.accountId}${path}`, { token, body: { reason, ...body } });
const audits = (action: AuditRecord['action'], subject: string) =>
  origin.audits.filter((one) => one.action === action && one.subject === subject);
async function audited(action: AuditRecord['action'], { accountId }: Pick<Member, 'accountId'>) {
  await vi.waitFor(() => expect(audits(action, accountId)).not.toEqual([]), 10_000);
  return audits(action, accountId);
}
const alive = async (token: string): Promise<boolean> => (await call('GET', '/auth/me', { token })).status === 200;

const anything = {
  sessionId: `se_${'a'.repeat(26)}`,
  deviceId: `dv_${'a'.repeat(26)}`,
  resetId: `fr_${'a'.repeat(26)}`,
};
const acts = [
  ['/sessions/end', { sessionId: anything.sessionId }],
  ['/devices/remove', { deviceId: anything.deviceId }],
  ['/unlock', {}],
  ['/verification-mail', {}],
  ['/erasure/cancel', {}],
  ['/factor-reset', {}],
  ['/factor-reset/approve', { resetId: anything.resetId }],
  ['/factor-reset/stop', { resetId: anything.resetId }],
] as const;

describe('every act of support', () => {
  test.each(acts)('%s: for support and admins alone, with a second factor and a fresh proof', async (path, body) => {
    member ??= (await verifiedMember()).member;
    for (const token of [moderator.token, (await signInMember(member)).accessToken]) {
      expect((await act(member, path, body, token)).body.code).toBe('forbidden');
    }
    weak ??= await tokenWithoutFactor(await staffMember('support'));
    expect((await act(member, path, body, weak)).body.code).toBe('mfa_required');
    if (stale === undefined) {
      const tired = await staffMember('support');
      stale = (await staleToken(tired.member, tired.tokens)).token;
    }
    expect((await act(member, path, body, stale)).body.code).toBe('step_up_required');
  });
  let member: Member | undefined;
  let weak: string | undefined;
  let stale: string | undefined;

  test.each(acts)('%s: never to oneself, nor to staff but by an admin, nor to nobody', async (path, body) => {
    expect((await act(support.member, path, body)).body.code).toBe('not_yourself');
    expect((await act(moderator.member, path, body)).body.code).toBe('staff_account');
    expect((await act(moderator.member, path, body, admin.token)).body.code).not.toBe('staff_account');
    expect((await act({ accountId: 'aaaaaaaaaaaaaaaaaaaaaaaaaaa' }, path, body)).status).toBe(404);
  });

  test.each(acts)('%s: names what is wrong: no reason, an oversized one, a field too many', async (path, body) => {
    for (const wrong of [{ reason: '' }, { reason: 'x'.repeat(limits.staffReasonCharsMax + 1) }]) {
      const answer = await act(moderator.member, path, { ...body, ...wrong });
      expect([answer.body.code, answer.body.errors?.[0]?.field]).toEqual(['validation_failed', 'reason']);
    }
    const more = await act(moderator.member, path, { ...body, roles: ['admin'] });
    expect(more.body.code).toBe('validation_failed');
    expect(JSON.stringify(more.body.errors)).toContain('roles');
  });
});

describe('sessions and devices', () => {
  test('one session ends, the others stay, a second click finds none; the owner is told', async () => {
    const { member, tokens } = await verifiedMember();
    const other = await signInMember(member);
    const clicks = await Promise.all([1, 2].map(() => act(member, '/sessions/end', { sessionId: tokens.sessionId })));
    expect(clicks.map(({ status }) => status).sort()).toEqual([200, 404]);
    expect(await audited('account.session_ended', member)).toMatchObject([{ actor: support.member.accountId, reason }]);
    await vi.waitFor(async () => expect(await alive(tokens.accessToken)).toBe(false), 10_000);
    expect(await alive(other.accessToken)).toBe(true);
    await vi.waitFor(async () => {
      expect((await mailedTexts(member.email)).join()).toContain('Our support ended a session');
    }, 10_000);
  });

  test('a session of somebody else is not found in this account', async () => {
    const { member } = await verifiedMember();
    const { tokens } = await verifiedMember();
    expect((await act(member, '/sessions/end', { sessionId: tokens.sessionId })).status).toBe(404);
    expect(await alive(tokens.accessToken)).toBe(true);
    expect(audits('account.session_ended', member.accountId)).toEqual([]);
  });

  test('a device goes with its sessions', async () => {
    const { member, tokens } = await verifiedMember();
    const [device] = await accountObject(member).devices();
    expect((await act(member, '/devices/remove', { deviceId: device?.deviceId })).status).toBe(200);
    await audited('account.device_removed', member);
    await vi.waitFor(async () => expect(await alive(tokens.accessToken)).toBe(false), 10_000);
    expect((await act(member, '/devices/remove', { deviceId: device?.deviceId })).status).toBe(404);
  });
});

test('unlocking lifts the pauses of sign-ins and of codes, and is recorded', async () => {
  const owner = await totpMember();
  const { member } = owner;
  await inAccount(member, (sql) =>
    sql.exec("INSERT OR REPLACE INTO guess_streaks VALUES ('sign_in', 9, ?)", Date.now() + 600_000),
  );
  const wrong = { identifier: member.username, password: 'not the password' };
  await vi.waitFor(async () => {
    expect((await call('POST', '/auth/login', { body: wrong })).body.code).toBe('rate_limited');
  }, 60_000);
  const paused = (await call('GET', `/admin/accounts/${member.accountId}`, { token: support.token })).body.data;
  expect(paused).toHaveProperty('guessesPausedUntil');
  const answer = await act(member, '/unlock');
  expect([answer.status, answer.body.data?.guessesPausedUntil]).toEqual([200, undefined]);
  const { id } = await challengeOf(member);
  expect((await verify(id, { method: 'totp', code: await freshTotpCode(owner) })).status).toBe(200);
  await audited('account.unlocked', member);
});

describe('the mail that proves an address', () => {
  test('is sent to the account’s own address; nobody of ours sees the code', async () => {
    const member = await registerMember();
    const before = (await mailedTexts(member.email)).length;
    const answer = await act(member, '/verification-mail');
    expect(answer.status).toBe(200);
    expect((await mailedTexts(member.email)).length).toBe(before + 1);
    expect(JSON.stringify(answer.body)).not.toContain(await mailedCode(member.email));
    await audited('account.verification_sent', member);
  });

  test('is not sent to who proved theirs', async () => {
    const { member } = await verifiedMember();
    expect((await act(member, '/verification-mail')).body.code).toBe('conflict');
    expect(audits('account.verification_sent', member.accountId)).toEqual([]);
  });
});

test('an erasure is taken back once, and not after its time', async () => {
  const { member } = await verifiedMember();
  const erase = async (until: number) =>
    inAccount(member, (sql) => {
      sql.exec("UPDATE account SET status = 'erasing'");
      sql.exec("INSERT OR REPLACE INTO erasure VALUES (1, 'er_1', ?, ?)", Date.now(), until);
    });
  await erase(Date.now() - 1);
  expect((await act(member, '/erasure/cancel')).body.code).toBe('conflict');
  await erase(Date.now() + 600_000);
  const clicks = await Promise.all([1, 2].map(() => act(member, '/erasure/cancel')));
  expect(clicks.map(({ status }) => status).sort()).toEqual([200, 409]);
  expect(await audited('account.erasure_cancelled', member)).toHaveLength(1);
  expect(await signInMember(member)).toHaveProperty('accessToken');
});

describe('a reset of all factors', () => {
  const resetOf = async (who: Pick<Member, 'accountId'>): Promise<string> =>
    (await accountObject(who).supportView())?.factorReset?.id ?? '';
  const asked = async () => {
    const owner = await totpMember();
    expect((await act(owner.member, '/factor-reset')).status).toBe(200);
    return { owner, member: owner.member, resetId: await resetOf(owner.member) };
  };
  const due = async (member: Member) => {
    await inAccount(member, (sql) => sql.exec('UPDATE factor_reset SET due_at = ?', Date.now() - 1));
    await inAccount(member, (sql) => sql.exec('UPDATE outbox SET next_at = 0'));
    await runDurableObjectAlarm(accountObject(member));
  };

  test('takes two people and three days; then factors, codes and sessions are gone', async () => {
    const { member, resetId, owner } = await asked();
    expect((await act(member, '/factor-reset/approve', { resetId })).body.code).toBe('approval_own');
    const clicks = await Promise.all([1, 2].map(() => act(member, '/factor-reset/approve', { resetId }, second.token)));
    expect(clicks.map(({ status }) => status).sort()).toEqual([200, 409]);
    const approved = clicks.find(({ status }) => status === 200)?.body.data?.factorReset;
    const dueAt = Date.parse(String(Reflect.get(Object(approved), 'dueAt')));
    expect(dueAt - Date.now()).toBeGreaterThan(limits.factorResetDelayMs - 60_000);
    await vi.waitFor(async () => {
      expect((await mailedTexts(member.email)).join()).toContain('lost every second factor');
    }, 10_000);
    // Not before its time.
    await runDurableObjectAlarm(accountObject(member));
    expect((await accountObject(member).supportView())?.factors).toEqual(['totp']);
    await due(member);
    expect(await accountObject(member).supportView()).toMatchObject({
      factors: [],
      backupCodesLeft: 0,
      factorReset: null,
    });
    await vi.waitFor(async () => expect(await alive(owner.tokens.accessToken)).toBe(false), 10_000);
    expect(await signInMember(member)).toHaveProperty('accessToken');
    expect(await audited('factors.reset', member)).toMatchObject([
      { actor: 'system', details: { asker: support.member.accountId, approver: second.member.accountId } },
    ]);
  });

  test('does not touch who became one of ours meanwhile', async () => {
    const { member, resetId } = await asked();
    await act(member, '/factor-reset/approve', { resetId }, second.token);
    await inAccount(member, (sql) => sql.exec(`UPDATE account SET roles = '["viewer","admin"]'`));
    await due(member);
    expect((await accountObject(member).supportView())?.factors).toEqual(['totp']);
  });

  test('is stopped by any factor that its owner uses', async () => {
    const { member, resetId, owner } = await asked();
    await act(member, '/factor-reset/approve', { resetId }, second.token);
    const { id } = await challengeOf(member);
    expect((await verify(id, { method: 'totp', code: await freshTotpCode(owner) })).status).toBe(200);
    expect(await resetOf(member)).toBe('');
    expect(await audited('factors.reset_stopped', member)).toMatchObject([{ details: { factorUsed: true } }]);
    await runDurableObjectAlarm(accountObject(member));
    expect((await accountObject(member).supportView())?.factors).toEqual(['totp']);
    expect((await act(member, '/factor-reset/approve', { resetId }, second.token)).body.code).toBe('conflict');
  });

  test('is stopped by staff, and an approval of one that was stopped and asked anew is stale', async () => {
    const { member, resetId } = await asked();
    expect((await act(member, '/factor-reset')).body.code).toBe('conflict');
    expect((await act(member, '/factor-reset/stop', { resetId }, second.token)).status).toBe(200);
    expect((await act(member, '/factor-reset/stop', { resetId }, second.token)).body.code).toBe('conflict');
    expect((await act(member, '/factor-reset')).status).toBe(200);
    expect((await act(member, '/factor-reset/approve', { resetId }, second.token)).body.code).toBe('conflict');
    expect((await act(member, '/factor-reset/approve', { resetId: await resetOf(member) }, second.token)).status).toBe(
      200,
    );
  });

  test('that nobody approved in a week is over', async () => {
    const { member, resetId } = await asked();
    const old = Date.now() - limits.factorResetAskedLifeMs - 1;
    await inAccount(member, (sql) => sql.exec('UPDATE factor_reset SET asked_at = ?', old));
    expect((await act(member, '/factor-reset/approve', { resetId }, second.token)).body.code).toBe('conflict');
    await runDurableObjectAlarm(accountObject(member));
    expect(await inAccount(member, (sql) => sql.exec('SELECT id FROM factor_reset').toArray())).toEqual([]);
    expect((await act(member, '/factor-reset')).status).toBe(200);
  });

  test('is for who has factors and a proven address', async () => {
    expect((await act((await verifiedMember()).member, '/factor-reset')).body.code).toBe('conflict');
    expect((await act(await registerMember(), '/factor-reset')).body.code).toBe('conflict');
  });

  test('an account that is banned meanwhile keeps its factors', async () => {
    const { member, resetId } = await asked();
    await act(member, '/factor-reset/approve', { resetId }, second.token);
    await inAccount(member, (sql) => sql.exec('UPDATE account SET banned = 1'));
    await due(member);
    expect(await accountObject(member).supportView()).toMatchObject({ factors: ['totp'], factorReset: null });
  });
});
