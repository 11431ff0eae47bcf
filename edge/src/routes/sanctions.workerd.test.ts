import type { SanctionView } from '@halobuzz/core/api/moderation';
import { limits } from '@halobuzz/core/limits';
import { afterEach, beforeAll, beforeEach, expect, test, vi } from 'vitest';
import { call, installFakeOrigin, type Member, verifiedMember } from '../../testing/edge-client.ts';
import { staleToken } from '../../testing/factor-client.ts';
import type { FakeOrigin } from '../../testing/fake-origin.ts';
import { type StaffMember, staffMember } from '../../testing/staff-client.ts';

let origin: FakeOrigin;
let me: { member: Member; token: string };
let moderator: StaffMember;
let support: StaffMember;
beforeAll(async () => {
  installFakeOrigin();
  const { member, tokens } = await verifiedMember();
  me = { member, token: tokens.accessToken };
  moderator = await staffMember('moderator');
  support = await staffMember('support');
  vi.restoreAllMocks();
});

const id = `sa_${'a'.repeat(26)}`;
const sanction = (): SanctionView => ({
  ...{ id, accountId: me.member.accountId, hostId: moderator.member.accountId, kind: 'mute', reason: 'spam' },
  ...{ roomId: '0190a000-0000-7000-8000-000000000000', at: new Date(0).toISOString(), inForce: true },
});
beforeEach(() => {
  origin = installFakeOrigin();
  origin.answers = ({ method }, path) => {
    if (path.endsWith('/moderators')) return { data: { items: [] } };
    if (path.endsWith('/appeal') || path.endsWith('/decision')) return { data: { sanction: sanction() } };
    return method === 'GET' && /\/(sanctions|appeals)$/.test(path) ? { data: { items: [sanction()] } } : undefined;
  };
});
afterEach(() => {
  vi.restoreAllMocks();
});

const asked = () => origin.requests.filter(({ target }) => /sanctions|appeals|moderators/.test(target));

test.each([
  ['/users/me/sanctions', '/internal/v1/sanctions'],
  ['/users/me/rooms/sanctions', '/internal/v1/rooms/sanctions'],
  ['/users/me/rooms/moderators', '/internal/v1/rooms/moderators'],
])('IDOR: %s is about the caller, who is named by the session alone', async (path, target) => {
  expect((await call('GET', path, { token: me.token })).status).toBe(200);
  expect(asked().map((seen) => [seen.target.split('?')[0], seen.claims.actor?.account])).toEqual([
    [target, me.member.accountId],
  ]);
  expect((await call('GET', path)).body.code).toBe('unauthenticated');
});

test('an appeal goes out in the caller’s name; whose sanction it is, the origin decides', async () => {
  const body = { text: 'I quoted somebody.' };
  const answer = await call('POST', `/users/me/sanctions/${id}/appeal`, { token: me.token, body });
  expect([answer.status, answer.body.data]).toEqual([201, { sanction: sanction() }]);
  expect(asked()).toMatchObject([{ body, target: `/internal/v1/rooms/sanctions/${id}/appeal` }]);
  expect(asked()[0]?.claims.actor?.account).toBe(me.member.accountId);
  origin.failure = 'not_found';
  const others = await call('POST', `/users/me/sanctions/${id}/appeal`, { token: me.token, body });
  expect(others.body.code).toBe('not_found');
});

test.each([
  ['id', 'x', { text: 'why' }],
  ['text', id, {}],
  ['text', id, { text: { $ne: '' } }],
  ['text', id, { text: 'x'.repeat(limits.appealCharsMax + 1) }],
  ['outcome', id, { text: 'why', outcome: 'lifted' }],
])('an appeal with a wrong %s is refused at the door', async (field, sanctionId, body) => {
  const answer = await call('POST', `/users/me/sanctions/${sanctionId}/appeal`, { token: me.token, body });
  expect(answer.body.errors?.map((error) => error.field)).toEqual([field]);
  expect(asked()).toEqual([]);
});

const staffRoutes = [
  ['GET', '/admin/appeals', undefined],
  ['POST', `/admin/appeals/${id}`, { outcome: 'lifted', note: 'overlooked' }],
] as const;

test.each(staffRoutes)('%s %s is for moderators and admins', async (method, path, body) => {
  for (const token of [me.token, support.token]) {
    expect((await call(method, path, { token, body })).body.code).toBe('forbidden');
  }
  expect(asked()).toEqual([]);
  expect((await call(method, path, { token: moderator.token, body })).status).toBe(200);
  expect(asked()[0]?.claims.actor).toMatchObject({
    account: moderator.member.accountId,
    roles: ['viewer', 'host', 'moderator'],
  });
});

test('deciding needs a proof from a moment ago; reading does not', async () => {
  const tired = await staffMember('moderator');
  const { token } = await staleToken(tired.member, tired.tokens);
  for (const [method, path, body] of staffRoutes) {
    const answer = await call(method, path, { token, body });
    if (method === 'GET') expect(answer.status).toBe(200);
    else expect(answer.body.code).toBe('step_up_required');
  }
});
