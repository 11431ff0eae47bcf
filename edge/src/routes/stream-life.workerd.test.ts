import { joinDataSchema, type OwnStream, type Stream, startStreamDataSchema } from '@halobuzz/core/api/streams';
import type { ErrorCode } from '@halobuzz/core/errors/codes';
import { limits } from '@halobuzz/core/limits';
import { ticketClaimsSchema } from '@halobuzz/core/tokens';
import { decodeJwt } from 'jose';
import { afterEach, beforeAll, beforeEach, expect, test, vi } from 'vitest';
import { call, installFakeOrigin, type Member, verifiedMember } from '../../testing/edge-client.ts';
import type { FakeOrigin } from '../../testing/fake-origin.ts';

let origin: FakeOrigin;
let host: { member: Member; token: string };
let guest: Member;
beforeAll(async () => {
  installFakeOrigin();
  const { member, tokens } = await verifiedMember();
  host = { member, token: tokens.accessToken };
  guest = (await verifiedMember()).member;
  vi.restoreAllMocks();
});
beforeEach(() => {
  origin = installFakeOrigin();
});
afterEach(() => {
  vi.restoreAllMocks();
});

const id = '019b7d3c-2f4e-7a11-8c22-1d5e6f708192';
const room = (): Stream => ({
  ...{ id, title: 'Songs', category: 'music', tags: ['folk'], country: 'NP', region: 'ap-southeast-1' },
  status: 'draft',
  privacy: { visibility: 'private', adultsOnly: false, hideViewers: false, recording: false, screenshots: 'allow' },
  host: { id: host.member.accountId, handle: host.member.username },
  currentViewers: 0,
});
const own = (): OwnStream => ({ ...room(), settings: { countryBlocks: ['IN'], invitations: 1 } });

/** The origin answers this to what is asked next. */
function answers(data: unknown): void {
  origin.answers = (_, path) => (path.includes('/streams') ? { data } : undefined);
}
function refuses(code: ErrorCode): void {
  origin.answers = (_, path) => (/\/(streams|rooms)/.test(path) ? code : undefined);
}
const lastRequest = () => {
  const { method, target, body, claims } = origin.requests.at(-1) ?? {};
  return { method, target, body, actor: claims?.actor?.account };
};

test('what is kept for later comes without media, and is started from where the host is', async () => {
  answers({ stream: { ...room(), status: 'scheduled', scheduledAt: '2030-01-02T03:04:05.678Z' } });
  const wish = { title: 'Songs', category: 'music', scheduledAt: '2030-01-02T03:04:05.678Z', tags: ['folk'] };
  const kept = await call('POST', '/streams', { token: host.token, body: wish });
  expect(kept.status).toBe(201);
  expect(startStreamDataSchema.parse(kept.body.data)).not.toHaveProperty('media');
  expect(lastRequest()).toMatchObject({ method: 'POST', target: '/internal/v1/streams', body: wish });
  answers({ stream: { ...room(), status: 'live', startedAt: '2030-01-02T03:04:05.678Z' } });
  const headers = { 'x-halobuzz-country': 'IN' };
  const started = await call('POST', `/streams/${id}/start`, { token: host.token, headers });
  expect(startStreamDataSchema.parse(started.body.data)).toMatchObject({ stream: { status: 'live' }, media: {} });
  expect(lastRequest()).toMatchObject({
    ...{ method: 'POST', target: `/internal/v1/streams/${id}/start` },
    ...{ body: { country: 'IN', region: 'ap-south-1' }, actor: host.member.accountId },
  });
});

test('a host may do so much in a minute: passwords are dear, and everybody in the room hears of a change', async () => {
  const { member, tokens } = await verifiedMember();
  origin = installFakeOrigin();
  answers({ stream: own() });
  const asHost = { token: tokens.accessToken };
  const untilRefused = async (method: string, path: string, body?: object) => {
    const codes: (string | undefined)[] = [];
    // The local counter begins anew with each minute of the clock, which may fall into this loop.
    while (codes.length <= 2 * limits.credentialRequestsPerMinuteMax && codes.at(-1) !== 'rate_limited') {
      codes.push((await call(method, path, { ...asHost, ...(body === undefined ? {} : { body }) })).body.code);
    }
    return codes;
  };
  const codes = await untilRefused('PATCH', `/streams/${id}`, { password: 'momo-night' });
  expect([codes[0], codes.at(-1)]).toEqual([undefined, 'rate_limited']);
  expect(codes.length).toBeGreaterThan(limits.credentialRequestsPerMinuteMax);
  const others = [
    ['POST', '/streams', { title: 'Songs', category: 'music' }],
    ['POST', `/streams/${id}/start`, undefined],
    ['DELETE', `/streams/${id}`, undefined],
    ['POST', `/streams/${id}/invitations`, { handle: member.username }],
    ['DELETE', `/streams/${id}/invitations/${member.username}`, undefined],
  ] as const;
  for (const [method, path, body] of others) {
    expect((await untilRefused(method, path, body)).at(-1), `${method} ${path}`).toBe('rate_limited');
  }
  expect((await call('PATCH', `/streams/${id}`, { token: host.token, body: { title: 'Songs' } })).status).toBe(200);
});

test('a host changes, cancels and lists what is theirs', async () => {
  answers({ stream: own() });
  const body = { privacy: { visibility: 'password', countryBlocks: ['IN'] }, password: 'momo-night' };
  const changed = await call('PATCH', `/streams/${id}`, { token: host.token, body });
  expect(changed.body.data).toEqual({ stream: own() });
  expect(lastRequest()).toMatchObject({ method: 'PATCH', target: `/internal/v1/streams/${id}`, body });
  answers({ items: [own()] });
  expect((await call('GET', '/streams/mine', { token: host.token })).body.data).toEqual({ items: [own()] });
  const summary = {
    ...{ streamId: id, startedAt: '2030-01-02T03:04:05.678Z', endedAt: '2030-01-02T03:05:05.678Z' },
    ...{ durationSeconds: 60, peakViewers: 3, uniqueViewers: 4, likes: 5, gifts: 1, coins: '10', diamonds: '5' },
    ...{ topGifters: [], final: true },
  };
  const past = { items: [{ stream: { ...room(), status: 'ended' }, summary }], next: 'WzFd' };
  answers(past);
  const ended = await call('GET', '/streams/mine/ended?limit=1&cursor=WzJd', { token: host.token });
  expect(ended.body.data).toEqual(past);
  expect(lastRequest().target).toBe('/internal/v1/streams/mine/ended?cursor=WzJd&limit=1');
  answers({});
  expect((await call('DELETE', `/streams/${id}`, { token: host.token })).body.data).toEqual({});
  expect(lastRequest()).toMatchObject({ method: 'DELETE', target: `/internal/v1/streams/${id}` });
});

test('invitations go by handle; the origin is told whose it is', async () => {
  const items = [{ handle: guest.username, at: '2030-01-02T03:04:05.678Z' }];
  answers({ items });
  const path = `/streams/${id}/invitations`;
  const invited = await call('POST', path, { token: host.token, body: { handle: guest.username } });
  expect(invited.body.data).toEqual({ items });
  expect(lastRequest()).toMatchObject({
    target: `/internal/v1${path}`,
    body: { account: guest.accountId, handle: guest.username },
  });
  expect((await call('GET', path, { token: host.token })).body.data).toEqual({ items });
  const gone = await call('DELETE', `${path}/${guest.username}`, { token: host.token });
  expect(gone.status).toBe(200);
  expect(lastRequest()).toMatchObject({
    ...{ method: 'POST', target: `/internal/v1${path}/withdraw` },
    body: { account: guest.accountId },
  });
  const nobody = await call('POST', path, { token: host.token, body: { handle: 'nobody_by_this' } });
  expect([nobody.status, nobody.body.code]).toEqual([404, 'not_found']);
});

test('a password goes to the origin and no further, and what was let in goes into the ticket', async () => {
  const show = { title: 'Songs', category: 'music' };
  const live = await call('POST', '/streams', {
    token: host.token,
    body: show,
    headers: { 'x-halobuzz-country': 'US' },
  });
  const { stream } = startStreamDataSchema.parse(live.body.data);
  const headers = { 'x-halobuzz-country': 'DE' };
  const token = host.token;
  const answer = await call('POST', `/rooms/${stream.id}/join`, { token, headers, body: { password: 'momo-night' } });
  expect(lastRequest().body).toEqual({ password: 'momo-night' });
  const { ticket } = joinDataSchema.parse(answer.body.data);
  expect(JSON.stringify(answer.body)).not.toContain('momo');
  expect(ticketClaimsSchema.parse(decodeJwt(ticket))).toMatchObject({ dor: 2, pwv: 1, cty: 'DE', adu: false });
  const wrong = await call('POST', `/rooms/${stream.id}/join`, { token, body: { password: 'x'.repeat(65) } });
  expect([wrong.status, wrong.body.errors?.[0]?.field]).toEqual([400, 'password']);
});

test.each([
  ...(['room_country_blocked', 'room_adults_only', 'room_followers_only', 'room_private'] as const),
  ...(['room_password_required', 'room_password_wrong', 'room_kicked'] as const),
])('who is refused with %s hears so, and gets no ticket', async (code) => {
  refuses(code);
  const answer = await call('POST', `/rooms/${id}/join`, { token: host.token, body: {} });
  expect([answer.status, answer.body.code, answer.body.data]).toEqual([403, code, undefined]);
});

test('a broadcast is read as who reads it; what a signed-in reader sees is kept by nobody', async () => {
  answers({ stream: room() });
  const strangers = await call('GET', `/streams/${id}`);
  expect(origin.requests.at(-1)?.claims.actor).toBeUndefined();
  expect(strangers.headers.get('cache-control')).toBe('private, no-cache');
  const mine = await call('GET', `/streams/${id}`, { token: host.token });
  expect(lastRequest().actor).toBe(host.member.accountId);
  expect(mine.headers.get('cache-control')).toBe('private, no-store');
});

test.each([
  ['POST', '/streams', { title: 'Songs', category: 'crime' }, 'category'],
  ['POST', '/streams', { title: 'Songs', category: 'music', tags: ['a', 'b', 'c', 'd', 'e', 'f'] }, 'tags'],
  ['POST', '/streams', { title: 'Songs', category: 'music', password: 'momo-night' }, 'password'],
  [
    'POST',
    '/streams',
    { title: 'Songs', category: 'music', privacy: { countryBlocks: ['Nepal'] } },
    'privacy.countryBlocks.0',
  ],
  ['POST', '/streams', { title: 'Songs', category: 'music', scheduledAt: 'soon' }, 'scheduledAt'],
  ['PATCH', `/streams/${id}`, { privacy: { visibility: 'secret' } }, 'privacy.visibility'],
  ['PATCH', `/streams/${id}`, { hostId: 'me' }, ''],
  ['POST', `/streams/${id}/invitations`, { handle: '../x' }, 'handle'],
] as const)('%s %s names the field that is wrong: %o', async (method, path, body, field) => {
  const before = origin.requests.length;
  const answer = await call(method, path, { token: host.token, body });
  expect([answer.status, answer.body.code]).toEqual([400, 'validation_failed']);
  expect(answer.body.errors?.map((one) => one.field).join()).toContain(field);
  expect(origin.requests.length, 'the origin is not asked').toBe(before);
});

test.each([
  ['PATCH', `/streams/${id}`],
  ['DELETE', `/streams/${id}`],
  ['POST', `/streams/${id}/start`],
  ['GET', '/streams/mine'],
  ['GET', '/streams/mine/ended'],
  ['GET', `/streams/${id}/invitations`],
])('%s %s needs a token', async (method, path) => {
  expect((await call(method, path, method === 'GET' ? {} : { body: {} })).status).toBe(401);
});
