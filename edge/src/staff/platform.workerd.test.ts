import { afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { call, installFakeOrigin, verifiedMember } from '../../testing/edge-client.ts';
import type { FakeOrigin } from '../../testing/fake-origin.ts';
import { type StaffMember, staffMember, tokenWithoutFactor } from '../../testing/staff-client.ts';

let origin: FakeOrigin;
let tokens: Readonly<Record<string, string>>;
let admin: StaffMember;
beforeAll(async () => {
  installFakeOrigin();
  admin = await staffMember('admin');
  const [moderator, support, finance] = await Promise.all([
    staffMember('moderator'),
    staffMember('support'),
    staffMember('finance'),
  ]);
  const viewer = (await verifiedMember()).tokens.accessToken;
  tokens = { admin: admin.token, moderator: moderator.token, support: support.token, finance: finance.token, viewer };
  vi.restoreAllMocks();
});
beforeEach(() => {
  origin = installFakeOrigin();
});
afterEach(() => {
  vi.restoreAllMocks();
});

const head = 'a'.repeat(64);
const check = { verdict: 'unfinished', walked: { records: 0, since: '2026-01-02T03:04:05.678Z' }, records: 3 };
const staff = ['moderator', 'support', 'finance', 'admin'];
const routes = [
  ['/admin/live?span=day', '/internal/v1/live?span=day', { points: [] }, staff],
  [`/admin/audit/check?sequence=3&head=${head}`, `/internal/v1/audit/check?sequence=3&head=${head}`, check, ['admin']],
  ['/admin/audit?requestId=rq_1', '/internal/v1/audit?limit=20&requestId=rq_1', { items: [] }, ['admin']],
] as const;

describe.each(routes)('GET %s', (path, target, data, allowed) => {
  test('is passed on in the name of those who may, and of nobody else', async () => {
    origin.answers = (seen) =>
      seen.target.startsWith('/internal/v1/') && seen.method === 'GET' ? { data } : undefined;
    for (const [role, token] of Object.entries(tokens)) {
      origin.requests.length = 0;
      const answer = await call('GET', path, { token });
      const may = allowed.some((one) => one === role);
      expect([role, answer.status]).toEqual([role, may ? 200 : 403]);
      const sent = origin.requests.filter((seen) => seen.method === 'GET' && seen.claims.actor !== undefined);
      const [asked, wanted] = [sent[0]?.target, target].map((one) => one?.split(/[?&]/).sort());
      expect([role, asked]).toEqual([role, may ? wanted : undefined]);
      if (may) expect(answer.body.data).toEqual(data);
    }
  });

  test('wants a second factor, and no field that it does not know', async () => {
    const { body } = await call('GET', path, { token: await tokenWithoutFactor(admin) });
    expect(body.code).toBe('mfa_required');
    const extra = await call('GET', `${path}&actor[$ne]=x`, { token: admin.token });
    expect(extra.status).toBe(400);
    expect((await call('GET', path, {})).status).toBe(401);
  });
});
