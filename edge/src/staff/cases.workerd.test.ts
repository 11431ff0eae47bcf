import type { SanctionOrder } from '@halobuzz/core/api/cases';
import { afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { call, installFakeOrigin, type Member, verifiedMember } from '../../testing/edge-client.ts';
import { staleToken } from '../../testing/factor-client.ts';
import type { FakeOrigin } from '../../testing/fake-origin.ts';
import { type StaffMember, staffMember } from '../../testing/staff-client.ts';

let origin: FakeOrigin;
let moderator: StaffMember;
let admin: StaffMember;
let support: StaffMember;
let viewer: Member;
let viewerToken: string;
beforeAll(async () => {
  installFakeOrigin();
  moderator = await staffMember('moderator');
  admin = await staffMember('admin');
  support = await staffMember('support');
  const verified = await verifiedMember();
  viewer = verified.member;
  viewerToken = verified.tokens.accessToken;
  vi.restoreAllMocks();
});
beforeEach(() => {
  origin = installFakeOrigin();
});
afterEach(() => {
  vi.restoreAllMocks();
});

const id = `cs_${'a'.repeat(26)}`;
const at = '2026-01-02T03:04:05.678Z';
const reason = 'the police asked';
const line = {
  ...{ id, version: 1, state: 'open', targetKind: 'user', targetId: 'x', reason: 'spam', reasons: ['spam'] },
  ...{ priority: 'low', reports: 1, openedAt: at, lastReportAt: at, dueAt: at },
};
const seen = {
  ...line,
  snapshot: { at },
  mine: true,
  staff: false,
  reportList: [],
  history: { cases: [], sanctions: [] },
};
const decision = { version: 1, outcome: 'mute', reason: 'harassment', seconds: 3_600, note: 'third threat' };

const routes = [
  ['GET', '/admin/cases?kind=user', undefined, { items: [line] }],
  ['POST', '/admin/cases/next', {}, { case: line }],
  ['GET', `/admin/cases/${id}`, undefined, seen],
  ['POST', `/admin/cases/${id}/take`, {}, { case: line }],
  ['POST', `/admin/cases/${id}/renew`, {}, { case: line }],
  ['POST', `/admin/cases/${id}/release`, {}, { case: line }],
  ['POST', `/admin/cases/${id}/reporters`, { reason }, { items: [] }],
  ['POST', `/admin/cases/${id}/decision`, decision, seen],
] as const;

describe.each(routes)('%s %s', (method, path, sent, data) => {
  test('goes out in the name of moderators and admins, and of nobody else', async () => {
    origin.answers = ({ target }) => (target.includes('/cases') ? { data } : undefined);
    for (const [token, status] of [
      ...([
        [moderator.token, 200],
        [admin.token, 200],
        [support.token, 403],
        [viewerToken, 403],
      ] as const),
    ]) {
      const answer = await call(method, path, { token, ...(sent === undefined ? {} : { body: sent }) });
      expect(answer.status).toBe(status);
      if (status === 200) expect(answer.body.data).toEqual(data);
    }
    const asked = origin.requests.filter(({ target }) => target.includes('/cases'));
    expect(asked.map(({ claims }) => claims.actor?.account)).toEqual([
      moderator.member.accountId,
      admin.member.accountId,
    ]);
    for (const request of asked) expect(request.body).toEqual(sent);
  });

  test('takes no field that it does not know', async () => {
    const answer =
      method === 'GET'
        ? await call(method, `/admin/cases?by=${viewer.accountId}`, { token: moderator.token })
        : await call(method, path, { token: moderator.token, body: { ...sent, by: viewer.accountId } });
    expect(answer).toMatchObject({ status: 400, body: { errors: [{ field: 'by' }] } });
    expect(origin.requests.some(({ target }) => target.includes('/cases'))).toBe(false);
  });
});

test('deciding and learning who reported need a proof from a moment ago', async () => {
  const { token } = await staleToken(moderator.member, moderator.tokens);
  for (const [path, body] of [
    [`/admin/cases/${id}/decision`, decision],
    [`/admin/cases/${id}/reporters`, { reason }],
  ] as const) {
    expect(await call('POST', path, { token, body })).toMatchObject({ body: { code: 'step_up_required' } });
  }
});

test('a case is handed over to the account of a handle', async () => {
  origin.answers = ({ target }) => (target.includes('/cases') ? { data: { case: line } } : undefined);
  const body = { handle: admin.member.username, reason: 'I know them' };
  expect(await call('POST', `/admin/cases/${id}/hand-over`, { token: moderator.token, body })).toMatchObject({
    status: 200,
  });
  const asked = origin.requests.find(({ target }) => target.includes('/hand-over'));
  expect(asked?.body).toEqual({ to: admin.member.accountId, reason: 'I know them' });
  const nobody = { handle: 'nobody_of_that_name', reason: 'I know them' };
  expect(await call('POST', `/admin/cases/${id}/hand-over`, { token: moderator.token, body: nobody })).toMatchObject({
    status: 404,
  });
});

test('reading a case is recorded in the audit log, with whom it concerns', async () => {
  origin.answers = ({ target }) =>
    target.includes('/cases') ? { data: { ...seen, accountId: viewer.accountId } } : undefined;
  await call('GET', `/admin/cases/${id}`, { token: moderator.token });
  const record = { action: 'case.read', actor: moderator.member.accountId, subject: id };
  await vi.waitFor(() => {
    const told = origin.requests.filter(({ target }) => target.endsWith('/audit'));
    expect(told.map(({ body }) => body)).toContainEqual(expect.objectContaining(record));
  });
});

describe('what a decision ordered', () => {
  const order = (over: Partial<SanctionOrder>): SanctionOrder => ({
    ...{ id: `so_${'b'.repeat(26)}`, caseId: id, kind: 'mute', targetKind: 'user', targetId: viewer.accountId },
    ...{ accountId: viewer.accountId, reason: 'harassment', statement: 'You may not write in any chat.' },
    ...{ seconds: 3_600, by: moderator.member.accountId, full: false, atMs: 1_790_000_000_000, ...over },
  });
  const ordered = { outcome: 'mute', reason: 'harassment', note: 'n', by: 'x', at };
  const pending = { ...ordered, orders: [{ id: 'so', kind: 'mute', state: 'pending', tries: 0, at }] };

  async function results(orders: readonly SanctionOrder[]): Promise<unknown[]> {
    let given = [...orders];
    origin.answers = ({ target, method }) => {
      if (target.endsWith('/due')) {
        const data = { orders: given };
        given = [];
        return { data };
      }
      if (target.endsWith('/result')) return { data: {} };
      if (target.endsWith('/decision')) return { data: { ...seen, state: 'decided', decision: pending } };
      return method === 'GET' && target.includes('/cases') ? { data: seen } : undefined;
    };
    const answer = await call('POST', `/admin/cases/${id}/decision`, { token: moderator.token, body: decision });
    expect(answer.status).toBe(200);
    return origin.requests.filter(({ target }) => target.endsWith('/result')).map(({ body }) => body);
  }

  test('is carried out at once, and once: the same order again changes nothing', async () => {
    expect(await results([order({}), order({})])).toEqual([{ result: 'done' }, { result: 'done' }]);
    const mine = await call('GET', '/users/me/account-sanctions', { token: viewerToken });
    expect(mine.body.data).toMatchObject({ items: [{ kind: 'mute', statement: 'You may not write in any chat.' }] });
    expect(JSON.stringify(mine.body)).not.toContain(moderator.member.accountId);
  });

  test('is refused about staff, about oneself and about nobody, and says why', async () => {
    const next = (letter: string, accountId: string | undefined) =>
      order({ id: `so_${letter.repeat(26)}`, accountId, targetId: 'x' });
    const told = await results([
      next('c', support.member.accountId),
      next('d', 'aaaaaaaaaaaaaaaaaaaaaaaaaaa'),
      next('e', undefined),
    ]);
    expect(told).toEqual([
      { result: 'refused', problem: expect.stringContaining('staff') },
      { result: 'refused', problem: 'the account is gone' },
      { result: 'refused', problem: expect.stringContaining('nobody') },
    ]);
  });

  test('of a profile takes name and text away', async () => {
    await call('PATCH', '/users/me', { token: viewerToken, body: { displayName: 'Rude name', bio: 'Rude text' } });
    const taken = order({ id: `so_${'f'.repeat(26)}`, kind: 'remove_content', targetKind: 'profile', part: 'texts' });
    expect(await results([taken])).toEqual([{ result: 'done' }]);
    const told = origin.requests.filter(({ target }) => target.includes('/projections/accounts'));
    expect(told.at(-1)?.body).toMatchObject({ displayName: '', bio: '' });
  });
});
