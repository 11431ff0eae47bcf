import { logLineSchema } from '@halobuzz/core/observability/log-line';
import { afterEach, beforeAll, beforeEach, expect, type MockInstance, test, vi } from 'vitest';
import {
  call,
  freshAddress,
  installFakeOrigin,
  type Member,
  registerMember,
  signInMember,
} from '../../testing/edge-client.ts';

let member: Member;
let log: MockInstance<typeof console.info>;
beforeAll(async () => {
  installFakeOrigin();
  member = await registerMember();
});
beforeEach(() => {
  installFakeOrigin();
  log = vi.spyOn(console, 'info').mockImplementation(() => undefined);
});
afterEach(() => vi.restoreAllMocks());

const text = (): string => log.mock.calls.flat().join('\n');
const lines = () => log.mock.calls.map(([line]) => logLineSchema.parse(JSON.parse(String(line))));
const found = (message: string) => lines().filter((line) => line.msg === message);

test('sign-ins are logged, failed and good ones, with account, session and what was proven', async () => {
  const wrong = { identifier: member.username, password: 'not this one, surely' };
  expect((await call('POST', '/auth/login', { body: wrong })).status).toBe(401);
  await vi.waitFor(() => expect(found('account: sign_in_failed')).toMatchObject([{ account: member.accountId }]));
  const tokens = await signInMember(member);
  expect(found('account: signed_in')).toMatchObject([
    { account: member.accountId, session: tokens.sessionId, amr: 'pwd', at: expect.stringMatching(/Z$/) },
  ]);
  await call('POST', '/auth/logout', { token: tokens.accessToken });
  expect(found('account: signed_out')).toMatchObject([{ account: member.accountId, session: tokens.sessionId }]);
  for (const secret of [wrong.password, member.password, member.email, member.username, tokens.refreshToken]) {
    expect(text()).not.toContain(secret);
  }
});

test('a sign-in with a name that nobody has is logged too', async () => {
  const address = freshAddress();
  const body = { identifier: 'nobody_at_all', password: 'whatever it may be' };
  expect((await call('POST', '/auth/login', { body, address })).status).toBe(401);
  const [line] = found('request refused');
  expect(line).toMatchObject({ code: 'invalid_credentials', route: '/api/v1/auth/login', method: 'POST' });
  expect(text()).not.toContain('nobody_at_all');
  expect(text()).not.toContain(address);
});

test('an act without the right to it is logged with who tried, and where from as a digest', async () => {
  const tokens = await signInMember(member);
  const [address, other] = [freshAddress(), freshAddress()];
  const attempt = (from: string) =>
    call('POST', `/admin/accounts/${member.accountId}/ban`, {
      body: { reason: 'spam and worse' },
      token: tokens.accessToken,
      address: from,
    });
  const refused = await attempt(address);
  await attempt(address);
  await attempt(other);
  expect(refused.status).toBe(403);
  const tries = found('request refused');
  expect(tries[0]).toMatchObject({
    requestId: refused.body.requestId,
    code: 'forbidden',
    status: 403,
    route: '/api/v1/admin/accounts/:id/ban',
    account: member.accountId,
    session: tokens.sessionId,
  });
  const [first, second, third] = tries.map(({ source }) => source);
  expect(second).toBe(first);
  expect(third).not.toBe(first);
  expect(text()).not.toContain(address);
});

test.each([
  ['a forged token', '/auth/me', { token: 'a.b.c' }, 'unauthenticated'],
  ['bad input', '/auth/register', { body: { username: 'x', role: 'admin' } }, 'validation_failed'],
  ['a foreign page', '/auth/login', { headers: { origin: 'https://evil.example' }, body: {} }, 'origin_not_allowed'],
])('%s is logged by its code', async (_, path, options, code) => {
  await call(path === '/auth/me' ? 'GET' : 'POST', path, options);
  expect(found('request refused')).toMatchObject([{ code }]);
  expect(text()).not.toContain('a.b.c');
});
