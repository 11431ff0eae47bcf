import { afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { call, installFakeOrigin, type Member, verifiedMember } from '../../testing/edge-client.ts';
import { staleToken } from '../../testing/factor-client.ts';
import type { FakeOrigin } from '../../testing/fake-origin.ts';
import { type StaffMember, staffMember } from '../../testing/staff-client.ts';

let origin: FakeOrigin;
let finance: StaffMember;
let admin: StaffMember;
let moderator: StaffMember;
let viewer: Member;
let viewerToken: string;
beforeAll(async () => {
  installFakeOrigin();
  finance = await staffMember('finance');
  admin = await staffMember('admin');
  moderator = await staffMember('moderator');
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

const id = `fi_${'a'.repeat(26)}`;
const reason = 'a family with cards of their own';
const body = { kind: 'gift_loop', action: 'flag', parameters: { windowHours: 24, lengthMax: 3, coinsMin: '8000' } };
const finding = {
  ...{ id, rule: 'gift-loop', version: 1, kind: 'gift_loop', action: 'flag', at: '2026-01-02T03:04:05.678Z' },
  ...{ windowEnd: '2026-01-02T04:00:00.000Z', score: 60, text: 't', numbers: {}, givers: [], earners: [] },
  ...{ evidence: [], status: 'open', acted: true },
};
const rule = { id: 'gift-loop', version: 2, enabled: true, by: 'system', at: '2026-01-02T03:04:05.678Z', body };

const routes = [
  ['GET', '/admin/finance/findings?status=open', undefined, { items: [finding] }, ['finance', 'admin']],
  ['GET', '/admin/finance/rules', undefined, { items: [rule] }, ['finance', 'admin']],
  [
    ...(['POST', `/admin/finance/findings/${id}/decision`, { outcome: 'dismissed', reason }] as const),
    ...([{ result: 'decided', finding }, ['finance', 'admin']] as const),
  ],
  ['PUT', '/admin/finance/rules/gift-loop', { after: 1, enabled: true, body, reason }, rule, ['admin']],
  [
    'POST',
    '/admin/finance/rules/preview',
    { body, days: 7 },
    { found: 0, looked: 0, ids: [], shown: [] },
    ['finance', 'admin'],
  ],
  ['POST', '/admin/finance/rules/gift-loop/replay', { days: 7, reason }, { found: 1, kept: 1, looked: 9 }, ['admin']],
] as const;

describe.each(routes)('%s %s', (method, path, sent, data, allowed) => {
  test('goes out in the name of those who may, and of nobody else', async () => {
    origin.answers = ({ target }) => (target.includes('/finance/') ? { data } : undefined);
    const mine: Record<string, string> = { finance: finance.token, admin: admin.token, moderator: moderator.token };
    for (const [role, token] of Object.entries({ ...mine, viewer: viewerToken })) {
      const answer = await call(method, path, { token, ...(sent === undefined ? {} : { body: sent }) });
      const may = allowed.some((one) => one === role);
      expect([role, answer.status]).toEqual([role, may ? 200 : 403]);
      if (may) expect(answer.body.data).toEqual(data);
    }
    const seen = origin.requests.filter(({ target }) => target.includes('/finance/'));
    expect(seen.map(({ claims }) => claims.actor?.account).sort()).toEqual(
      allowed.map((role) => (role === 'finance' ? finance : admin).member.accountId).sort(),
    );
    for (const request of seen) {
      expect(request.method).toBe(method);
      expect(request.target).toBe(
        path.replace('/admin', '/internal/v1').replace(/\?.*/, '') + request.target.replace(/^[^?]*/, ''),
      );
      expect(request.body).toEqual(sent);
    }
  });
});

test('changing needs a proof from a moment ago', async () => {
  const { token } = await staleToken(admin.member, admin.tokens);
  const answer = await call('PUT', '/admin/finance/rules/gift-loop', {
    token,
    body: { after: 1, enabled: true, body, reason },
  });
  expect(answer.body.code).toBe('step_up_required');
});

test('the owner’s limits are the caller’s own, whatever the body says', async () => {
  const data = { dailyCap: '5', dayEndsAt: '2026-01-03T00:00:00.000Z', frozen: false };
  origin.answers = ({ target }) => (target.endsWith('/wallet/limits') ? { data } : undefined);
  const token = viewerToken;
  expect((await call('GET', '/wallet/limits', { token })).body.data).toEqual(data);
  expect((await call('PUT', '/wallet/limits', { token, body: { dailyCap: '5' } })).body.data).toEqual(data);
  expect((await call('PUT', '/wallet/limits', { token, body: { dailyCap: null } })).status).toBe(200);
  for (const bad of [{ dailyCap: '-5' }, {}, { dailyCap: '5', subject: 'x' }, { dailyCap: 5 }]) {
    expect((await call('PUT', '/wallet/limits', { token, body: bad })).body.code).toBe('validation_failed');
  }
  const seen = origin.requests.filter(({ target }) => target.endsWith('/wallet/limits'));
  expect(seen.map(({ method, claims }) => [method, claims.actor?.account])).toEqual([
    ['GET', viewer.accountId],
    ['PUT', viewer.accountId],
    ['PUT', viewer.accountId],
  ]);
});
