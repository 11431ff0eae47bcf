import { limits } from '@halobuzz/core/limits';
import { decodeJwt } from 'jose';
import { afterEach, beforeAll, beforeEach, expect, test, vi } from 'vitest';
import { call, installFakeOrigin, type Member, verifiedMember } from '../../testing/edge-client.ts';
import type { FakeOrigin } from '../../testing/fake-origin.ts';

let origin: FakeOrigin;
let me: Member;
let host: Member;
let token = '';
let did = '';
beforeAll(async () => {
  installFakeOrigin();
  const { member, tokens } = await verifiedMember();
  [me, token] = [member, tokens.accessToken];
  did = String(decodeJwt(token).did);
  host = (await verifiedMember()).member;
  vi.restoreAllMocks();
});
beforeEach(() => {
  origin = installFakeOrigin();
  vi.spyOn(console, 'error').mockImplementation(() => undefined);
});
afterEach(() => {
  vi.restoreAllMocks();
});

const device = {
  platform: 'ios',
  registeredAt: '2026-01-02T03:04:05.678Z',
  seenAt: '2026-01-02T03:04:05.678Z',
} as const;
const other = { ...device, deviceId: `dv_${'a'.repeat(26)}` };
const said = { token: 'ExponentPushToken[abcdefghijklmnopqrstuv]', platform: 'ios' };

test('a token is registered for the device of the session that says it, and for no other', async () => {
  origin.answers = (seen) =>
    seen.target.endsWith('/push-tokens') ? { data: { ...device, deviceId: did } } : undefined;
  const answer = await call('POST', '/notifications/push-tokens', { token, body: said });
  expect([answer.status, answer.body.data]).toEqual([201, { ...device, deviceId: did, current: true }]);
  expect(origin.requests.at(-1)).toMatchObject({
    ...{ method: 'POST', target: '/internal/v1/push-tokens', body: { ...said, deviceId: did } },
    claims: { actor: { account: me.accountId, session: decodeJwt(token).sid } },
  });
  const forged = await call('POST', '/notifications/push-tokens', {
    token,
    body: { ...said, deviceId: other.deviceId },
  });
  expect(forged).toMatchObject({ status: 400, body: { code: 'validation_failed' } });
});

test.each([
  [{ ...said, token: 'ExponentPushToken[' }, 'token'],
  [{ ...said, token: `ExpoPushToken[${'a'.repeat(65)}]` }, 'token'],
  [{ ...said, token: 7 }, 'token'],
  [{ token: said.token }, 'platform'],
  [{ ...said, platform: 'web' }, 'platform'],
])('a registration of %j names the bad field', async (body, field) => {
  const before = origin.requests.length;
  const answer = await call('POST', '/notifications/push-tokens', { token, body });
  expect(answer).toMatchObject({ status: 400, body: { code: 'validation_failed', errors: [{ field }] } });
  expect(origin.requests).toHaveLength(before);
});

test('devices are listed, this one as such, and removed by their ids', async () => {
  const items = [other, { ...device, deviceId: did }];
  origin.answers = ({ method, target }) => {
    if (!target.includes('/push-tokens')) return undefined;
    return { data: method === 'GET' ? { items } : {} };
  };
  const listed = await call('GET', '/notifications/push-tokens', { token });
  expect(listed.body.data).toEqual({
    items: [
      { ...other, current: false },
      { ...device, deviceId: did, current: true },
    ],
  });
  expect(items.length).toBeLessThanOrEqual(limits.pushDevicesMax);
  const removed = await call('DELETE', `/notifications/push-tokens/${other.deviceId}`, { token });
  expect([removed.status, removed.body.data]).toEqual([200, {}]);
  const target = `/internal/v1/push-tokens/${other.deviceId}`;
  expect(origin.requests.at(-1)).toMatchObject({
    method: 'DELETE',
    target,
    claims: { actor: { account: me.accountId } },
  });
  expect(await call('DELETE', '/notifications/push-tokens/dv_x', { token })).toMatchObject({ status: 400 });
});

test('a host is muted by the name that people know them by', async () => {
  origin.answers = ({ target }) => (target.endsWith('/notifications') ? { data: { on: false } } : undefined);
  const path = `/users/${host.username}/follow/notifications`;
  const target = `/internal/v1/people/${host.accountId}/notifications`;
  expect(await call('PUT', path, { token, body: { on: false } })).toMatchObject({
    status: 200,
    body: { data: { on: false } },
  });
  expect(origin.requests.at(-1)).toMatchObject({ method: 'PUT', target, body: { on: false } });
  expect(await call('GET', path, { token })).toMatchObject({ status: 200, body: { data: { on: false } } });
  expect(origin.requests.at(-1)).toMatchObject({ method: 'GET', target, claims: { actor: { account: me.accountId } } });
  expect(await call('PUT', path, { token, body: { on: 'no' } })).toMatchObject({
    status: 400,
    body: { errors: [{ field: 'on' }] },
  });
  origin.answers = () => 'not_found';
  expect(await call('PUT', path, { token, body: { on: true } })).toMatchObject({
    status: 404,
    body: { code: 'not_found' },
  });
});

test.each([
  ['POST', '/notifications/push-tokens'],
  ['GET', '/notifications/push-tokens'],
  ['DELETE', `/notifications/push-tokens/${other.deviceId}`],
  ['GET', '/users/somebody/follow/notifications'],
  ['PUT', '/users/somebody/follow/notifications'],
])('%s %s is for who is signed in', async (method, path) => {
  const before = origin.requests.length;
  expect(await call(method, path)).toMatchObject({ status: 401, body: { code: 'unauthenticated' } });
  expect(origin.requests).toHaveLength(before);
});
