import { runDurableObjectAlarm, runInDurableObject } from 'cloudflare:test';
import type { Profile } from '@halobuzz/core/api/people';
import { limits } from '@halobuzz/core/limits';
import { ticketClaimsSchema } from '@halobuzz/core/tokens';
import { decodeJwt } from 'jose';
import { afterEach, beforeAll, beforeEach, expect, test, vi } from 'vitest';
import {
  bindings,
  call,
  installFakeOrigin,
  type Member,
  registerMember,
  signInMember,
  verifiedMember,
} from '../../testing/edge-client.ts';
import type { FakeOrigin } from '../../testing/fake-origin.ts';

let origin: FakeOrigin;
let me: { member: Member; token: string };
let other: Member;
beforeAll(async () => {
  installFakeOrigin();
  const { member, tokens } = await verifiedMember();
  me = { member, token: tokens.accessToken };
  other = (await verifiedMember()).member;
  vi.restoreAllMocks();
});
beforeEach(() => {
  origin = installFakeOrigin();
});
afterEach(() => {
  vi.restoreAllMocks();
});

const nothing = { following: false, followsYou: false, blocking: false, blockedBy: false };
const shownTo = (id: string): Profile => ({ id, handle: 'x', displayName: 'x', relation: nothing });

/** The origin answers every request about people; what it was asked stands in `origin.requests`. */
function answerPeople(): void {
  origin.answers = ({ method }, path) => {
    if (/\/(follow|unfollow|block|unblock)$/.test(path)) return { data: { relation: { ...nothing, following: true } } };
    if (/\/(followers|following|blocks)$/.test(path)) return { data: { items: [], next: 'n' } };
    if (path.endsWith('/reports')) return { data: { reportId: 'rp_1' } };
    const [, id] = /\/people\/([^/]+)$/.exec(path) ?? [];
    return method === 'GET' && id !== undefined ? { data: shownTo(id) } : undefined;
  };
}

const objectOf = ({ accountId }: Member) => bindings.ACCOUNTS.get(bindings.ACCOUNTS.idFromName(accountId));

test('a profile is changed in part, cleaned, and reported to the origin', async () => {
  const first = { displayName: ' Sita\u202e of Pokhara ', bio: 'Folk songs.' };
  const changed = await call('PATCH', '/users/me', { token: me.token, body: first });
  expect(changed.status).toBe(200);
  expect(changed.body.data).toEqual({ handle: me.member.username, displayName: 'Sita of Pokhara', bio: 'Folk songs.' });
  const again = await call('PATCH', '/users/me', { token: me.token, body: { bio: '' } });
  expect(again.body.data).toMatchObject({ displayName: 'Sita of Pokhara', bio: '' });
  await vi.waitFor(() => {
    const newest = origin.projections.findLast(({ accountId }) => accountId === me.member.accountId);
    expect(newest).toMatchObject({ displayName: 'Sita of Pokhara', bio: '' });
  }, 10_000);
});

test('what a person says of themselves stands encrypted in their account', async () => {
  const bio = 'a text that nobody else would write';
  await call('PATCH', '/users/me', { token: me.token, body: { bio } });
  const stored = await runInDurableObject(objectOf(me.member), (_instance, state) =>
    JSON.stringify(state.storage.sql.exec('SELECT * FROM profile').toArray()),
  );
  expect(stored).not.toContain('nobody');
});

test('an account from before there were profiles is projected with an empty one', async () => {
  await runInDurableObject(objectOf(other), (_instance, state) => {
    state.storage.sql.exec('DELETE FROM profile');
  });
  await objectOf(other).projectAnew();
  await vi.waitFor(() => {
    expect(origin.projections.findLast(({ accountId }) => accountId === other.accountId)).toMatchObject({
      displayName: '',
      bio: '',
    });
  }, 10_000);
});

test.each([
  ['displayName', { displayName: 'x'.repeat(limits.displayNameCharsMax + 1) }],
  ['displayName', { displayName: { $ne: '' } }],
  ['displayName', { displayName: 'H a l o B u z z' }],
  ['displayName', { displayName: '★ Admin ★' }],
  ['bio', { bio: 'x'.repeat(limits.bioCharsMax + 1) }],
  ['(body)', {}],
])('a profile refuses a wrong %s', async (field, body) => {
  const answer = await call('PATCH', '/users/me', { token: me.token, body });
  expect(answer.status).toBe(400);
  expect(answer.body.errors?.map((error) => error.field)).toEqual([field]);
});

test.each([
  'roles',
  'role',
  'balance',
  'coins',
  'verified',
  'emailVerified',
  'handle',
  'username',
  'accountId',
  'isBanned',
])('mass assignment: a profile change that sets %s is refused whole', async (field) => {
  const before = await objectOf(me.member).staffView();
  const body = { bio: 'with more', [field]: field === 'roles' ? ['admin'] : 'admin' };
  const answer = await call('PATCH', '/users/me', { token: me.token, body });
  expect(answer.status).toBe(400);
  expect(answer.body.errors).toEqual([{ field, message: 'unknown field' }]);
  expect(await objectOf(me.member).staffView()).toEqual(before);
});

test.each(['{"bio":"x","__proto__":{"roles":["admin"]}}', '{"bio":"x","constructor":{"prototype":{"admin":true}}}'])(
  'prototype pollution: %s changes nothing and nobody',
  async (body) => {
    const answer = await call('PATCH', '/users/me', {
      token: me.token,
      body,
      headers: { 'content-type': 'application/json' },
    });
    expect(Object.prototype).not.toHaveProperty('admin');
    expect({}).not.toHaveProperty('roles');
    expect((await objectOf(me.member).staffView())?.roles).toEqual(['viewer', 'host']);
    // A constructor field is unknown; __proto__ is dropped by the schema or refused as unknown. Neither is taken.
    if (answer.status === 200)
      expect(answer.body.data).toEqual({ handle: me.member.username, displayName: expect.any(String), bio: 'x' });
    else expect(answer.status).toBe(400);
  },
);

test('a handle leads to its holder, in any spelling of the name', async () => {
  answerPeople();
  for (const handle of [other.username, other.username.toUpperCase()]) {
    const answer = await call('GET', `/users/${handle}`, { token: me.token });
    expect(answer.body.data).toMatchObject({ id: other.accountId });
  }
  const asked = origin.requests.filter(({ target }) => target === `/internal/v1/people/${other.accountId}`);
  expect(asked.map(({ claims }) => claims.actor?.account)).toEqual([me.member.accountId, me.member.accountId]);
});

test('a stranger reads profiles too; credentials that are given must hold', async () => {
  answerPeople();
  expect((await call('GET', `/users/${other.username}`)).status).toBe(200);
  expect(origin.requests.at(-1)?.claims.actor).toBeUndefined();
  const broken = await call('GET', `/users/${other.username}`, { token: 'x.y.z' });
  expect(broken.body.code).toBe('unauthenticated');
});

test('a handle that nobody holds is not found, and the origin is not asked', async () => {
  answerPeople();
  for (const [method, path] of [
    ['GET', '/users/nobody_has_this'],
    ['POST', '/users/nobody_has_this/follow'],
    ['DELETE', '/users/nobody_has_this/block'],
    ['GET', '/users/nobody_has_this/followers'],
  ] as const) {
    expect((await call(method, path, { token: me.token })).body.code).toBe('not_found');
  }
  expect(origin.requests.filter(({ target }) => target.includes('/people/'))).toEqual([]);
});

test.each([
  ['POST', 'follow', 'follow'],
  ['DELETE', 'follow', 'unfollow'],
  ['POST', 'block', 'block'],
  ['DELETE', 'block', 'unblock'],
] as const)('%s %s is done by the caller, to the holder of the handle', async (method, path, act) => {
  answerPeople();
  const answer = await call(method, `/users/${other.username}/${path}`, { token: me.token });
  expect(answer.body.data).toEqual({ relation: { ...nothing, following: true } });
  const seen = origin.requests.at(-1);
  expect(seen?.target).toBe(`/internal/v1/people/${other.accountId}/${act}`);
  expect(seen?.claims.actor?.account).toBe(me.member.accountId);
  expect((await call(method, `/users/${other.username}/${path}`)).body.code).toBe('unauthenticated');
});

test('IDOR: nobody acts for another: a doer named in body or query is refused', async () => {
  answerPeople();
  const body = { followerId: other.accountId };
  const follow = await call('POST', `/users/${other.username}/follow`, { token: me.token, body });
  expect(follow.body.errors).toEqual([{ field: 'followerId', message: 'unknown field' }]);
  const blocks = await call('GET', `/users/me/blocks?accountId=${other.accountId}`, { token: me.token });
  expect(blocks.body.errors?.[0]?.field).toBe('accountId');
  const report = { reason: 'spam', reporterId: other.accountId };
  const reported = await call('POST', `/users/${other.username}/report`, { token: me.token, body: report });
  expect(reported.body.errors).toEqual([{ field: 'reporterId', message: 'unknown field' }]);
  expect(origin.requests.filter(({ method }) => method === 'POST').map(({ target }) => target)).not.toContain(
    '/internal/v1/reports',
  );
});

test('IDOR: the list of blocks is the caller’s own, whoever asks', async () => {
  answerPeople();
  await call('GET', '/users/me/blocks?limit=5', { token: me.token });
  const seen = origin.requests.at(-1);
  expect(seen?.target).toBe('/internal/v1/blocks?limit=5');
  expect(seen?.claims.actor?.account).toBe(me.member.accountId);
  expect((await call('GET', `/users/${other.username}/blocks`, { token: me.token })).status).toBe(404);
});

test.each([
  '/users/$ne',
  '/users/%7B%22$gt%22:%22%22%7D',
  '/users/__proto__',
  '/users/constructor%00',
  '/users/sita/followers?cursor[$ne]=x',
  '/users/sita/followers?limit[$gt]=0',
])('NoSQL operators and the like in %s are refused at the door', async (path) => {
  answerPeople();
  const answer = await call('GET', path, { token: me.token });
  expect([400, 404]).toContain(answer.status);
  expect(origin.requests.filter(({ target }) => target.includes('/people/'))).toEqual([]);
});

test('unverified accounts neither follow nor report, but may block', async () => {
  answerPeople();
  const { accessToken: token } = await signInMember(await registerMember());
  expect((await call('POST', `/users/${other.username}/follow`, { token })).body.code).toBe('email_unverified');
  const body = { reason: 'spam' };
  expect((await call('POST', `/users/${other.username}/report`, { token, body })).body.code).toBe('email_unverified');
  expect((await call('POST', `/users/${other.username}/block`, { token })).status).toBe(200);
});

test('reports name people, rooms and messages', async () => {
  answerPeople();
  const [room, message] = ['0190a000-0000-7000-8000-000000000000', 'a'.repeat(32)];
  const body = { reason: 'hate', note: 'see 12:05' };
  for (const path of [`/users/${other.username}`, `/rooms/${room}`, `/rooms/${room}/messages/${message}`]) {
    const answer = await call('POST', `${path}/report`, { token: me.token, body });
    expect([answer.status, answer.body.data]).toEqual([201, { reportId: 'rp_1' }]);
  }
  const reports = origin.requests.filter(({ target }) => target === '/internal/v1/reports');
  expect(reports.map((seen) => seen.body)).toEqual([
    { ...body, target: { kind: 'user', id: other.accountId } },
    { ...body, target: { kind: 'room', id: room } },
    { ...body, target: { kind: 'message', id: message, roomId: room } },
  ]);
  const wrong = await call('POST', `/rooms/${room}/messages/$where/report`, { token: me.token, body });
  expect(wrong.body.errors?.[0]?.field).toBe('messageId');
});

test('the ticket says whether its holder follows the host', async () => {
  const started = await call('POST', '/streams', { token: me.token, body: { title: 'Songs', category: 'music' } });
  const id = [...origin.streams.keys()].at(-1);
  expect(started.status).toBe(201);
  const tokens = await signInMember(other);
  for (const follows of [true, false]) {
    origin.follows = follows;
    const joined = await call('POST', `/rooms/${id}/join`, { token: tokens.accessToken });
    expect(ticketClaimsSchema.parse(decodeJwt(String(joined.body.data?.ticket))).fol).toBe(follows);
  }
});

test('a profile that changes while the origin is away arrives when it is back', async () => {
  origin.failure = 'network';
  vi.spyOn(console, 'warn').mockImplementation(() => undefined);
  await call('PATCH', '/users/me', { token: me.token, body: { bio: 'kept' } });
  origin.failure = undefined;
  await runInDurableObject(objectOf(me.member), (_instance, state) => {
    state.storage.sql.exec('UPDATE outbox SET next_at = 0');
  });
  await runDurableObjectAlarm(objectOf(me.member));
  expect(origin.projections.findLast(({ accountId }) => accountId === me.member.accountId)).toMatchObject({
    bio: 'kept',
  });
});
