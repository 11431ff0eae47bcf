import { catalogueVersionSchema } from '@halobuzz/core/api/catalogue';
import { afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { call, installFakeOrigin, send, verifiedMember } from '../../testing/edge-client.ts';
import { staleToken } from '../../testing/factor-client.ts';
import type { FakeOrigin } from '../../testing/fake-origin.ts';
import { type StaffMember, staffMember } from '../../testing/staff-client.ts';

let origin: FakeOrigin;
let staff: Readonly<Record<'support' | 'moderator' | 'finance' | 'admin', StaffMember>>;
let viewerToken: string;
beforeAll(async () => {
  installFakeOrigin();
  staff = {
    ...{ support: await staffMember('support'), moderator: await staffMember('moderator') },
    ...{ finance: await staffMember('finance'), admin: await staffMember('admin') },
  };
  viewerToken = (await verifiedMember()).tokens.accessToken;
  vi.restoreAllMocks();
});
beforeEach(() => {
  origin = installFakeOrigin();
});
afterEach(() => {
  vi.restoreAllMocks();
});

const reason = 'as agreed for spring';
const rose = catalogueVersionSchema.parse(catalogueVersionSchema.meta()?.example);
const { content } = rose;
const all = ['support', 'moderator', 'finance', 'admin'] as const;
const few = ['finance', 'admin'] as const;

const routes = [
  ['GET', '/admin/catalogue/gifts?limit=5', undefined, { items: [{ id: 'rose', newest: rose }] }, all],
  ['GET', '/admin/catalogue/gifts/rose/versions', undefined, { items: [rose] }, all],
  ['PUT', '/admin/catalogue/gifts/rose', { after: 1, content, draft: false, reason }, rose, few],
  ['POST', '/admin/catalogue/gifts/rose/withdraw', { after: 1, reason }, rose, few],
  ['POST', '/admin/catalogue/gifts/rose/versions/2/publish', { reason }, rose, few],
  ['POST', '/admin/catalogue/gifts/rose/versions/2/decision', { outcome: 'approved', reason }, rose, few],
  ['POST', '/admin/catalogue/gifts/rose/versions/2/discard', { reason }, rose, few],
] as const;

describe.each(routes)('%s %s', (method, path, body, data, allowed) => {
  test('goes out in the name of those who may, and of nobody else', async () => {
    origin.answers = ({ target }) => (target.includes('/catalogue/') ? { data } : undefined);
    const tokens = { viewer: viewerToken, ...Object.fromEntries(all.map((role) => [role, staff[role].token])) };
    for (const [role, token] of Object.entries(tokens)) {
      const answer = await call(method, path, { token, ...(body === undefined ? {} : { body }) });
      const may = allowed.some((one) => one === role);
      expect([role, answer.status]).toEqual([role, may ? 200 : 403]);
      if (may) expect(answer.body.data).toEqual(data);
    }
    const seen = origin.requests.filter(({ target }) => target.includes('/catalogue/'));
    expect(seen.map(({ claims }) => claims.actor?.account).sort()).toEqual(
      allowed.map((role) => staff[role].member.accountId).sort(),
    );
    for (const request of seen) {
      expect([request.method, request.target.replace(/\?.*/, '')]).toEqual([
        method,
        path.replace('/admin', '/internal/v1').replace(/\?.*/, ''),
      ]);
      expect(request.body).toEqual(body);
    }
  });

  if (body === undefined) return;
  test('needs a proof from a moment ago, and takes no field that it does not know', async () => {
    const { token } = await staleToken(staff.admin.member, staff.admin.tokens);
    expect((await call(method, path, { token, body })).body.code).toBe('step_up_required');
    const more = { ...body, status: 'published' };
    const answer = await call(method, path, { token: staff.admin.token, body: more });
    expect(answer.body).toMatchObject({ code: 'validation_failed', errors: [{ field: 'status' }] });
    const { reason: _, ...without } = body;
    const silent = await call(method, path, { token: staff.admin.token, body: without });
    expect(silent.body).toMatchObject({ code: 'validation_failed', errors: [{ field: 'reason' }] });
    expect(origin.requests.filter(({ target }) => target.includes('/catalogue/'))).toEqual([]);
  });
});

test('an unknown kind, a strange id and a version that is none are refused before anybody is asked', async () => {
  const { token } = staff.admin;
  for (const path of ['/admin/catalogue/coins', '/admin/catalogue/gifts/..%2Fx/versions']) {
    expect((await call('GET', path, { token })).body.code).toBe('validation_failed');
  }
  const body = { reason };
  const answer = await call('POST', '/admin/catalogue/gifts/rose/versions/0/publish', { token, body });
  expect(answer.body).toMatchObject({ code: 'validation_failed', errors: [{ field: 'version' }] });
});

test('a picture is made by the origin and kept here; nobody but those who change the catalogue sends one', async () => {
  const key = 'a'.repeat(32);
  const made = { key, large: btoa('large'), small: btoa('small') };
  origin.answers = ({ target }) => (target.endsWith('/images/gifts') ? { data: made } : undefined);
  const upload = async (token: string) => {
    const headers = { authorization: `Bearer ${token}`, 'content-type': 'image/png' };
    const response = await send('/api/v1/admin/catalogue/images', { method: 'PUT', headers, body: new Uint8Array(3) });
    return { status: response.status, body: await response.json() };
  };
  expect((await upload(staff.support.token)).status).toBe(403);
  expect((await upload(viewerToken)).status).toBe(403);
  expect(await upload(staff.finance.token)).toEqual({ status: 200, body: { success: true, data: { key } } });
  const [asked] = origin.requests.filter(({ target }) => target.endsWith('/images/gifts'));
  expect(asked?.claims.actor?.account).toBe(staff.finance.member.accountId);
  const shown = await send(`/api/v1/images/${key}-small`, {});
  expect([shown.status, await shown.text()]).toEqual([200, 'small']);
});

test('gifts are asked for in the country of whoever asks, and a state that is none is refused', async () => {
  origin.answers = ({ target }) => (target.includes('/internal/v1/gifts') ? { data: { items: [] } } : undefined);
  expect((await call('GET', '/gifts?state=0123456789abcdef')).status).toBe(200);
  expect(origin.requests.at(-1)?.target).toMatch(/^\/internal\/v1\/gifts\?country=[A-Z]{2}$/);
  expect((await call('GET', '/gifts?state=new')).body).toMatchObject({ errors: [{ field: 'state' }] });
});
