import { runDurableObjectAlarm, runInDurableObject } from 'cloudflare:test';
import { type AuditRecord, auditRecordSchema } from '@halobuzz/core/api/admin';
import { newAccountId } from '@halobuzz/core/ids';
import { limits } from '@halobuzz/core/limits';
import { ticketClaimsSchema } from '@halobuzz/core/tokens';
import { decodeJwt } from 'jose';
import { afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import {
  type Answer,
  bindings,
  call,
  installFakeOrigin,
  type Member,
  registerMember,
  signInMember,
  verifiedMember,
} from '../../testing/edge-client.ts';
import { inAccount, staleToken } from '../../testing/factor-client.ts';
import type { FakeOrigin } from '../../testing/fake-origin.ts';
import {
  accountObject,
  giveRoles,
  type StaffMember,
  staffMember,
  tokenWithoutFactor,
} from '../../testing/staff-client.ts';
import { randomBytes } from '../bytes.ts';

let origin: FakeOrigin;
let admin: StaffMember;
let moderator: StaffMember;
let support: StaffMember;
/** Somebody on whom every act of the tests is refused: signing up costs more than anything else here. */
let bystander: Member;
beforeAll(async () => {
  installFakeOrigin();
  await runInDurableObject(staff(), (_instance, state) => {
    state.storage.sql.exec('DELETE FROM admins');
  });
  admin = await staffMember('admin');
  moderator = await staffMember('moderator');
  support = await staffMember('support');
  bystander = (await verifiedMember()).member;
  vi.restoreAllMocks();
});
beforeEach(() => {
  origin = installFakeOrigin();
});
afterEach(() => {
  vi.restoreAllMocks();
});

function staff() {
  return bindings.STAFF.get(bindings.STAFF.idFromName('staff'));
}
const reason = 'threats in chat, third time';
const about = (member: Member) => `/admin/accounts/${member.accountId}`;
const act = (path: string, token: string, body: object = { reason }): Promise<Answer> =>
  call('POST', path, { token, body });
const rolesOf = async (member: Member) => (await accountObject(member).staffView())?.roles;

/** The audit records that reached the origin, about an account or of a doer. */
async function recorded(filter: Partial<AuditRecord>): Promise<AuditRecord[]> {
  const found = () =>
    origin.audits.filter((one) => Object.entries(filter).every(([k, v]) => Reflect.get(one, k) === v));
  await vi.waitFor(() => expect(found()).not.toEqual([]), 10_000);
  return found();
}

/** Makes waiting outbox rows due, then fires the alarm. */
async function runAlarm(member: Member): Promise<void> {
  await inAccount(member, (sql) => sql.exec('UPDATE outbox SET next_at = 0'));
  await runDurableObjectAlarm(accountObject(member));
}

const routes = [
  ['find', (id: string) => ['/admin/accounts/find', { id }], ['support', 'moderator', 'admin']],
  ['ban for a time', (id: string) => [`/admin/accounts/${id}/ban`, { reason, seconds: 60 }], ['moderator', 'admin']],
  ['ban for good', (id: string) => [`/admin/accounts/${id}/ban`, { reason }], ['admin']],
  ['unban', (id: string) => [`/admin/accounts/${id}/unban`, { reason }], ['moderator', 'admin']],
  ['sign out', (id: string) => [`/admin/accounts/${id}/sign-out`, { reason }], ['support', 'moderator', 'admin']],
  ['grant', (id: string) => [`/admin/accounts/${id}/roles/support/grant`, { reason }], ['admin']],
  ['revoke', (id: string) => [`/admin/accounts/${id}/roles/support/revoke`, { reason }], ['admin']],
] as const satisfies readonly (readonly [string, (id: string) => readonly [string, object], readonly string[]])[];

describe('least privilege', () => {
  test.each(routes)('%s is for the roles of the table alone', async (_, request, allowed) => {
    const { member } = await verifiedMember();
    const [path, body] = request(member.accountId);
    const plain = await signInMember(member);
    expect((await act(path, plain.accessToken, body)).body.code).toBe('forbidden');
    for (const [role, who] of Object.entries({ support, moderator, admin })) {
      const answer = await act(path, who.token, body);
      if (allowed.some((one) => one === role)) expect([role, answer.status]).toEqual([role, 200]);
      else expect([role, answer.body.code]).toEqual([role, 'forbidden']);
    }
    expect((await call('POST', path, { body })).body.code).toBe('unauthenticated');
  });

  test.each(routes)('%s needs a second factor, whatever the role', async (_, request) => {
    weakToken ??= await tokenWithoutFactor(await staffMember('admin'));
    const [path, body] = request(bystander.accountId);
    expect((await act(path, weakToken, body)).body.code).toBe('mfa_required');
  });
  let weakToken: string | undefined;

  test('staff without any second factor are told to add one', async () => {
    const { member, tokens } = await verifiedMember();
    await giveRoles(member, 'moderator');
    const none = await act('/admin/accounts/find', tokens.accessToken, { id: member.accountId });
    expect(none.body.code).toBe('mfa_enrolment_required');
  });

  test.each(routes.slice(1))('%s needs a proof from a moment ago', async (_, request) => {
    if (staleStaffToken === undefined) {
      const tired = await staffMember('admin');
      staleStaffToken = (await staleToken(tired.member, tired.tokens)).token;
    }
    const [path, body] = request(bystander.accountId);
    expect((await act(path, staleStaffToken, body)).body.code).toBe('step_up_required');
  });
  let staleStaffToken: string | undefined;

  test('a role that was taken is gone within the life of a cached state, whatever the token says', async () => {
    const other = await staffMember('moderator');
    await act(`${about(other.member)}/roles/moderator/revoke`, admin.token);
    await vi.waitFor(async () => {
      const answer = await act('/admin/accounts/find', other.token, { id: other.member.accountId });
      expect(['forbidden', 'session_revoked', 'unauthenticated']).toContain(answer.body.code);
    }, 10_000);
    await recorded({ action: 'role.revoked', subject: other.member.accountId });
    await vi.waitFor(() => {
      const id = other.member.accountId;
      expect(origin.revocations).toContainEqual({ kind: 'account', id, code: 'session_revoked' });
    }, 10_000);
  });
});

describe('a ticket', () => {
  async function ticketRole(token: string, roomId: string): Promise<string> {
    const joined = await call('POST', `/rooms/${roomId}/join`, { token });
    if (joined.status !== 200) return String(joined.body.code);
    return ticketClaimsSchema.parse(decodeJwt(String(joined.body.data?.ticket))).role;
  }

  test('makes staff moderators of a room only in a session confirmed by a second factor', async () => {
    const { tokens } = await verifiedMember();
    const show = { title: 'Songs', category: 'music' };
    await call('POST', '/streams', { token: tokens.accessToken, body: show });
    const roomId = [...origin.streams.keys()].at(-1) ?? '';
    const weak = await staffMember('moderator');
    expect(await ticketRole(weak.token, roomId)).toBe('admin');
    expect(await ticketRole(await tokenWithoutFactor(weak), roomId)).toBe('mfa_required');
    expect(await ticketRole(support.token, roomId)).toBe('viewer');
    expect(await ticketRole(tokens.accessToken, roomId)).toBe('host');
  });
});

describe('finding an account', () => {
  test('by handle, id or e-mail, the last only for those who may see addresses; none is shown', async () => {
    const { member } = await verifiedMember();
    const find = async (who: StaffMember, body: object) => (await act('/admin/accounts/find', who.token, body)).body;
    for (const body of [{ handle: member.username.toUpperCase() }, { id: member.accountId }, { email: member.email }]) {
      const { data } = await find(support, body);
      expect(data).toMatchObject({ accountId: member.accountId });
      expect(data).not.toHaveProperty('email');
    }
    expect((await find(moderator, { handle: member.username })).data).not.toHaveProperty('email');
    expect((await find(moderator, { email: member.email })).code).toBe('forbidden');
  });

  test('is audited before it answers, also when nobody is found; no address enters the log', async () => {
    const { member } = await verifiedMember();
    const email = `nobody-${member.email}`;
    expect((await act('/admin/accounts/find', support.token, { email })).body.code).toBe('not_found');
    await act('/admin/accounts/find', support.token, { email: member.email });
    const actor = support.member.accountId;
    const [missed, found] = await recorded({ actor, action: 'account.looked_up' });
    expect(missed).toMatchObject({ details: { by: 'email', found: false } });
    await vi.waitFor(() => expect(origin.audits).toHaveLength(2), 10_000);
    expect(found ?? origin.audits[1]).toMatchObject({
      subject: member.accountId,
      details: { by: 'email', found: true },
    });
    expect(JSON.stringify(origin.audits)).not.toContain('@');
  });

  test.each([
    ['(body)', {}],
    ['(body)', { handle: 'sita', email: 'a@example.com' }],
    ['handle', { handle: { $ne: '' } }],
    ['email', { email: { $gt: '' } }],
    ['id', { id: '$where' }],
    ['role', { handle: 'sita', role: 'admin' }],
  ])('NoSQL operators and unknown fields are refused: a wrong %s', async (field, body) => {
    const answer = await act('/admin/accounts/find', admin.token, body);
    expect(answer.status).toBe(400);
    expect(answer.body.errors?.[0]?.field).toBe(field);
  });
});

describe('a ban', () => {
  test('ends everything at once, says why to staff, and is audited with doer, subject, reason and request', async () => {
    const { member, tokens } = await verifiedMember();
    const answer = await act(`${about(member)}/ban`, moderator.token, { reason, seconds: 3_600 });
    expect(answer.body.data).toMatchObject({
      sessions: 0,
      ban: { reason, by: moderator.member.accountId, endsAt: expect.any(String) },
    });
    await vi.waitFor(async () => {
      expect((await call('GET', '/auth/me', { token: tokens.accessToken })).body.code).toBe('account_banned');
    }, 10_000);
    const [record] = await recorded({ action: 'account.banned', subject: member.accountId });
    expect(auditRecordSchema.parse(record)).toMatchObject({
      actor: moderator.member.accountId,
      reason,
      requestId: answer.headers.get('x-request-id'),
      details: { seconds: 3_600 },
    });
    await vi.waitFor(() => {
      expect(origin.projections.findLast((p) => p.accountId === member.accountId)).toMatchObject({ isBanned: true });
      const id = member.accountId;
      expect(origin.revocations).toContainEqual({ kind: 'account', id, code: 'account_banned' });
    }, 10_000);
  });

  test('for a time ends by itself, and that is audited too', async () => {
    const { member } = await verifiedMember();
    await act(`${about(member)}/ban`, moderator.token, { reason, seconds: 3_600 });
    await runAlarm(member);
    expect((await accountObject(member).staffView())?.ban).not.toBeNull();
    expect(await inAccountAlarm(member)).toBeGreaterThan(Date.now() + 3_000_000);
    await inAccount(member, (sql) => sql.exec('UPDATE ban SET ends_at = ends_at - 3600000'));
    await runAlarm(member);
    expect((await accountObject(member).staffView())?.ban).toBeNull();
    expect((await signInMember(member)).accessToken).not.toBe('');
    expect(await recorded({ action: 'account.ban_ended', subject: member.accountId })).toMatchObject([
      { actor: 'system' },
    ]);
    await vi.waitFor(() => {
      expect(origin.projections.findLast((p) => p.accountId === member.accountId)).toMatchObject({ isBanned: false });
    }, 10_000);
  });

  test('without an end is an admin’s: a moderator neither sets, shortens nor lifts it', async () => {
    const { member } = await verifiedMember();
    await act(`${about(member)}/ban`, admin.token);
    const shortened = await act(`${about(member)}/ban`, moderator.token, { reason, seconds: 60 });
    expect(shortened.body.code).toBe('forbidden');
    expect((await act(`${about(member)}/unban`, moderator.token)).body.code).toBe('forbidden');
    const tooLong = { reason, seconds: limits.moderatorBanSecondsMax + 1 };
    const other = (await verifiedMember()).member;
    expect((await act(`${about(other)}/ban`, moderator.token, tooLong)).body.code).toBe('forbidden');
    expect((await act(`${about(member)}/unban`, admin.token)).body.data).not.toHaveProperty('ban');
    expect(await recorded({ action: 'account.unbanned', subject: member.accountId })).toHaveLength(1);
    expect((await act(`${about(member)}/unban`, admin.token)).status).toBe(200);
    expect(origin.audits.filter(({ action }) => action === 'account.unbanned')).toHaveLength(1);
  });

  test('is not for staff nor oneself: their roles have to go first', async () => {
    const answer = await act(`${about(support.member)}/ban`, moderator.token, { reason, seconds: 60 });
    expect(answer.body.code).toBe('staff_account');
    expect((await act(`${about(support.member)}/ban`, admin.token)).body.code).toBe('staff_account');
    expect((await act(`${about(admin.member)}/ban`, admin.token)).body.code).toBe('not_yourself');
    expect((await act(`${about(admin.member)}/sign-out`, moderator.token)).body.code).toBe('staff_account');
  });

  test.each([
    ['reason', {}],
    ['reason', { reason: '  ' }],
    ['reason', { reason: { $ne: '' } }],
    ['reason', { reason: 'x'.repeat(limits.staffReasonCharsMax + 1) }],
    ['seconds', { reason, seconds: 1.5 }],
    ['seconds', { reason, seconds: -60 }],
    ['by', { reason, by: 'somebody else' }],
  ])('refuses a wrong %s', async (field, body) => {
    const answer = await act(`${about(bystander)}/ban`, admin.token, body);
    expect(answer.body.errors?.[0]?.field).toBe(field);
    expect((await accountObject(bystander).staffView())?.ban).toBeNull();
  });
});

describe('an act and its record', () => {
  test('never part: what the origin missed arrives once it is back, and only once', async () => {
    const { member } = await verifiedMember();
    origin.failure = 'network';
    vi.spyOn(console, 'warn').mockImplementation(() => undefined);
    await act(`${about(member)}/sign-out`, support.token);
    await runAlarm(member);
    expect(origin.audits).toEqual([]);
    origin.failure = undefined;
    await runAlarm(member);
    await runAlarm(member);
    expect(await recorded({ action: 'account.signed_out', subject: member.accountId })).toHaveLength(1);
  });

  test('are refused together: a failed act leaves no record', async () => {
    const nobody = { accountId: newAccountId('a', randomBytes) };
    for (const path of ['ban', 'unban', 'sign-out', 'roles/support/grant', 'roles/admin/revoke']) {
      expect((await act(`/admin/accounts/${nobody.accountId}/${path}`, admin.token)).body.code).toBe('not_found');
    }
    expect(origin.audits.filter(({ subject }) => subject === nobody.accountId)).toEqual([]);
    expect(await accountObject(nobody).staffView()).toBeUndefined();
  });
});

describe('roles', () => {
  test('are given and taken by admins, and reach token, projection and log', async () => {
    const { member } = await verifiedMember();
    const given = await act(`${about(member)}/roles/moderator/grant`, admin.token);
    expect(given.body.data).toMatchObject({ roles: ['viewer', 'host', 'moderator'] });
    await act(`${about(member)}/roles/moderator/grant`, admin.token);
    const records = await recorded({ action: 'role.granted', subject: member.accountId });
    expect(records).toMatchObject([{ actor: admin.member.accountId, reason, details: { role: 'moderator' } }]);
    await vi.waitFor(() => {
      const roles = ['viewer', 'host', 'moderator'];
      expect(origin.projections.findLast((p) => p.accountId === member.accountId)).toMatchObject({ roles });
    }, 10_000);
    expect((await act(`${about(member)}/roles/moderator/revoke`, admin.token)).body.data).toMatchObject({
      roles: ['viewer', 'host'],
      sessions: 0,
    });
  });

  test('are never one’s own to change', async () => {
    for (const verb of ['grant', 'revoke']) {
      const answer = await act(`${about(admin.member)}/roles/admin/${verb}`, admin.token);
      expect(answer.body.code).toBe('not_yourself');
    }
  });

  test('go to nobody who is banned or has no proven address', async () => {
    const unproven = await registerMember();
    expect((await act(`${about(unproven)}/roles/support/grant`, admin.token)).body.code).toBe('forbidden');
    const { member } = await verifiedMember();
    await act(`${about(member)}/ban`, admin.token);
    expect((await act(`${about(member)}/roles/support/grant`, admin.token)).body.code).toBe('forbidden');
    expect(await rolesOf(member)).toEqual(['viewer', 'host']);
  });

  test('viewer and host are not for giving, nor are roles that do not exist', async () => {
    for (const role of ['viewer', 'host', 'root', '__proto__']) {
      expect((await act(`${about(bystander)}/roles/${role}/grant`, admin.token)).body.errors?.[0]?.field).toBe('role');
    }
  });

  test('the last admin stays admin, also when two take it from each other at once', async () => {
    const [a, b] = [await staffMember('admin'), await staffMember('admin')];
    await runInDurableObject(staff(), (_instance, state) => {
      state.storage.sql.exec('DELETE FROM admins WHERE account NOT IN (?, ?)', a.member.accountId, b.member.accountId);
    });
    const answers = await Promise.all([
      act(`${about(b.member)}/roles/admin/revoke`, a.token),
      act(`${about(a.member)}/roles/admin/revoke`, b.token),
    ]);
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(1);
    const left = await Promise.all([a, b].map(async ({ member }) => (await rolesOf(member))?.includes('admin')));
    expect(left.filter(Boolean)).toHaveLength(1);
    const last = left[0] === true ? a : b;
    expect((await act(`${about(last.member)}/roles/admin/revoke`, admin.token)).body.code).toBe('last_admin');
    await staff().listAdmin(admin.member.accountId);
    expect((await act(`${about(last.member)}/roles/admin/revoke`, admin.token)).status).toBe(200);
  });
});

describe('the audit log', () => {
  test('is passed on for admins, with their filters', async () => {
    origin.answers = (_seen, path) =>
      path === '/internal/v1/audit' && _seen.method === 'GET' ? { data: { items: [] } } : undefined;
    const answer = await call('GET', '/admin/audit?action=role.granted&limit=5', { token: admin.token });
    expect(answer.body.data).toEqual({ items: [] });
    const seen = origin.requests.find(({ target }) => target.startsWith('/internal/v1/audit?'));
    expect(seen?.target).toContain('action=role.granted');
    expect(seen?.claims.actor).toMatchObject({ account: admin.member.accountId });
    for (const who of [moderator, support]) {
      expect((await call('GET', '/admin/audit', { token: who.token })).body.code).toBe('forbidden');
    }
  });

  test.each(['actor[$ne]=x', 'action=$where', 'from=now', 'roles=admin', '__proto__[x]=1'])(
    'NoSQL operators in filters are refused: %s',
    async (query) => {
      expect((await call('GET', `/admin/audit?${query}`, { token: admin.token })).status).toBe(400);
    },
  );
});

function inAccountAlarm(member: Member): Promise<number> {
  return runInDurableObject(accountObject(member), async (_instance, state) => (await state.storage.getAlarm()) ?? 0);
}
