import { openScopes } from '@halobuzz/core/api/support';
import { limits } from '@halobuzz/core/limits';
import { afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { call, installFakeOrigin, type Member, signInMember, verifiedMember } from '../../testing/edge-client.ts';
import { inAccount, staleToken, totpMember } from '../../testing/factor-client.ts';
import type { FakeOrigin } from '../../testing/fake-origin.ts';
import {
  accountObject,
  openPerson,
  type StaffMember,
  staffMember,
  tokenWithoutFactor,
} from '../../testing/staff-client.ts';

let origin: FakeOrigin;
let support: StaffMember;
let moderator: StaffMember;
let finance: StaffMember;
let admin: StaffMember;
let member: Member;
beforeAll(async () => {
  installFakeOrigin();
  support = await staffMember('support');
  moderator = await staffMember('moderator');
  finance = await staffMember('finance');
  admin = await staffMember('admin');
  member = (await totpMember()).member;
  vi.restoreAllMocks();
});
beforeEach(async () => {
  origin = installFakeOrigin();
  await inAccount(support.member, (sql) => sql.exec('DELETE FROM staff_opens'));
});
afterEach(() => {
  vi.restoreAllMocks();
});

const about = (who: Pick<Member, 'accountId'>, path = ''): string => `/admin/accounts/${who.accountId}${path}`;
const get = (path: string, token = support.token) => call('GET', path, { token });
const parts = {
  contact: '/contact',
  sessions: '/sessions',
  security: '/security-events',
  consents: '/consents',
  requests: '/requests',
} as const;

describe('a person', () => {
  test('is shown with kinds of factors and numbers of sessions, and nothing private', async () => {
    await signInMember((await verifiedMember()).member);
    const { body, status } = await get(about(member));
    expect(status).toBe(200);
    expect(body.data).toMatchObject({ username: member.username, factors: ['totp'], backupCodesLeft: 10, opened: [] });
    expect(JSON.stringify(body)).not.toContain(member.email);
    await vi.waitFor(() => {
      const record = { action: 'account.looked_up', actor: support.member.accountId, subject: member.accountId };
      expect(origin.audits).toContainEqual(expect.objectContaining(record));
    }, 10_000);
  });

  test('who is nobody is not found, and the look-up is recorded all the same', async () => {
    const nobody = { accountId: 'aaaaaaaaaaaaaaaaaaaaaaaaaaa' };
    expect((await get(about(nobody))).status).toBe(404);
    await vi.waitFor(() => {
      expect(origin.audits).toContainEqual(expect.objectContaining({ details: { by: 'id', found: false } }));
    }, 10_000);
  });
});

describe('private data', () => {
  test.each(Object.entries(parts))('%s: nobody reads it before saying why', async (scope, path) => {
    expect((await get(about(member, path))).body.code).toBe('reason_required');
    const [other = 'contact'] = openScopes.filter((one) => one !== scope);
    await openPerson(support.token, member.accountId, other);
    expect((await get(about(member, path))).body.code).toBe('reason_required');
    const opened = await openPerson(support.token, member.accountId, ...openScopes.filter((one) => one === scope));
    expect(opened.status).toBe(200);
    expect((await get(about(member, path))).status).toBe(200);
  });

  test('the address is the one of the account; sessions hold no addresses and no secrets', async () => {
    await openPerson(support.token, member.accountId, 'contact', 'sessions', 'security');
    expect((await get(about(member, '/contact'))).body.data).toEqual({ email: member.email, emailVerified: true });
    const { data } = (await get(about(member, '/sessions'))).body;
    expect(data).toMatchObject({ sessions: [{ sessionId: expect.stringMatching(/^se_/) }], devices: [{}] });
    expect(JSON.stringify(data)).not.toMatch(/jkt|mac|token|sealed|ipAddress|10\.\d+\.\d+\.\d+/i);
    const events = (await get(about(member, '/security-events'))).body.data;
    expect(JSON.stringify(events)).toContain('factor_added');
  });

  test('the reason stands in the audit log, with what was opened', async () => {
    const { body } = await openPerson(support.token, member.accountId, 'sessions', 'contact');
    const within = limits.staffOpenLifeMs + 60_000;
    expect(body.data).toMatchObject({ opened: [{ scope: 'sessions' }, { scope: 'contact' }] });
    const until = Date.parse(String(Reflect.get(Object(Reflect.get(Object(body.data), 'opened'))[0], 'until')));
    expect(until - Date.now()).toBeLessThan(within);
    await vi.waitFor(() => {
      const record = { action: 'account.opened', subject: member.accountId, details: { scopes: 'sessions contact' } };
      expect(origin.audits).toContainEqual(
        expect.objectContaining({ ...record, actor: support.member.accountId, reason: 'asked for help, ticket 4711' }),
      );
    }, 10_000);
  });

  test('a right ends by time, and belongs to one session of one person about one account', async () => {
    await openPerson(support.token, member.accountId, 'contact');
    const colleague = await staffMember('support');
    expect((await get(about(member, '/contact'), colleague.token)).body.code).toBe('reason_required');
    const other = (await verifiedMember()).member;
    expect((await get(about(other, '/contact'))).body.code).toBe('reason_required');
    await inAccount(support.member, (sql) => sql.exec("UPDATE staff_opens SET session = 'se_other'"));
    expect((await get(about(member, '/contact'))).body.code).toBe('reason_required');
    await openPerson(support.token, member.accountId, 'contact');
    await inAccount(support.member, (sql) => sql.exec('UPDATE staff_opens SET until = ?', Date.now() - 1));
    expect((await get(about(member, '/contact'))).body.code).toBe('reason_required');
  });

  test('rights that one person holds are bounded', async () => {
    await inAccount(support.member, (sql) => {
      for (let n = 0; n < limits.staffOpensMax + 5; n += 1) {
        const row = [`account ${n}`, 'contact', 'se_other', Date.now() + 60_000] as const;
        sql.exec('INSERT INTO staff_opens (account, scope, session, until) VALUES (?, ?, ?, ?)', ...row);
      }
    });
    await openPerson(support.token, member.accountId, 'contact');
    const kept = await inAccount(
      support.member,
      (sql) => sql.exec<{ n: number }>('SELECT count(*) AS n FROM staff_opens').one().n,
    );
    expect(kept).toBe(limits.staffOpensMax);
    expect((await get(about(member, '/contact'))).status).toBe(200);
  });

  test('a role opens what it may see and no more, one kind that it may not refuses the whole', async () => {
    expect((await openPerson(moderator.token, member.accountId, 'sessions')).body.code).toBe('forbidden');
    expect((await openPerson(finance.token, member.accountId, 'contact')).body.code).toBe('forbidden');
    expect((await openPerson(finance.token, member.accountId, 'wallet', 'contact')).body.code).toBe('forbidden');
    expect((await openPerson(finance.token, member.accountId, 'wallet')).status).toBe(200);
    expect((await get(about(member, '/contact'), finance.token)).body.code).toBe('forbidden');
    expect((await get(about(member, '/sessions'), moderator.token)).body.code).toBe('forbidden');
  });

  test('the statement comes from the ledger, by the person’s name there, which is not shown', async () => {
    expect((await get(about(member, '/statement'))).body.code).toBe('reason_required');
    await openPerson(support.token, member.accountId, 'wallet');
    const answer = await get(about(member, '/statement'));
    const { subject = '' } = (await accountObject(member).state('')) ?? {};
    const [asked] = origin.requests.filter(({ target }) => target.includes('/finance/statement'));
    expect(asked?.target).toContain(`subject=${subject}`);
    expect(asked?.claims).toMatchObject({ actor: { account: support.member.accountId } });
    expect(JSON.stringify(answer.body)).not.toContain(subject);
  });

  test('nobody opens themselves, and support opens no staff; an admin does', async () => {
    expect((await openPerson(support.token, support.member.accountId, 'contact')).body.code).toBe('not_yourself');
    expect((await openPerson(support.token, moderator.member.accountId, 'contact')).body.code).toBe('staff_account');
    expect((await openPerson(admin.token, moderator.member.accountId, 'contact')).status).toBe(200);
    expect((await openPerson(support.token, 'aaaaaaaaaaaaaaaaaaaaaaaaaaa', 'contact')).status).toBe(404);
  });

  test('a second factor and a proof from a moment ago are asked for', async () => {
    const weak = await tokenWithoutFactor(await staffMember('support'));
    expect((await openPerson(weak, member.accountId, 'contact')).body.code).toBe('mfa_required');
    expect((await get(about(member, '/contact'), weak)).body.code).toBe('mfa_required');
    const tired = await staffMember('support');
    const { token } = await staleToken(tired.member, tired.tokens);
    expect((await openPerson(token, member.accountId, 'contact')).body.code).toBe('step_up_required');
    const plain = await signInMember((await verifiedMember()).member);
    expect((await openPerson(plain.accessToken, member.accountId, 'contact')).body.code).toBe('forbidden');
  });

  test.each([
    ['reason', { reason: '', scopes: ['contact'] }],
    ['reason', { reason: 'x'.repeat(limits.staffReasonCharsMax + 1), scopes: ['contact'] }],
    ['scopes', { reason: 'asked for help', scopes: [] }],
    ['scopes', { reason: 'asked for help', scopes: ['contact', 'contact'] }],
    ['scopes.0', { reason: 'asked for help', scopes: ['password'] }],
    ['(body)', { reason: 'asked for help', scopes: ['contact'], until: '2030-01-01T00:00:00.000Z' }],
  ])('what is wrong in the request is named: %s', async (field, body) => {
    const answer = await call('POST', about(member, '/open'), { token: support.token, body });
    expect(answer.body.code).toBe('validation_failed');
    expect(JSON.stringify(answer.body.errors)).toContain(field === '(body)' ? 'until' : field);
  });
});
