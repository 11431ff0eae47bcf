import { limits } from '@halobuzz/core/limits';
import { afterEach, beforeAll, beforeEach, expect, test, vi } from 'vitest';
import { call, installFakeOrigin, verifiedMember } from '../../testing/edge-client.ts';
import { staleToken } from '../../testing/factor-client.ts';
import type { FakeOrigin } from '../../testing/fake-origin.ts';
import { type StaffMember, staffMember } from '../../testing/staff-client.ts';

let origin: FakeOrigin;
let moderator: StaffMember;
let others: readonly string[];
beforeAll(async () => {
  installFakeOrigin();
  moderator = await staffMember('moderator');
  const [support, finance] = [await staffMember('support'), await staffMember('finance')];
  others = [support.token, finance.token, (await verifiedMember()).tokens.accessToken];
  vi.restoreAllMocks();
});

const id = '019b7d3c-2f4e-7a11-8c22-1d5e6f708192';
const at = '2026-01-02T03:04:05.678Z';
const account = 'aabcdefghijklmnopqrstuvwxy2';
const room = {
  ...{ id, title: 'Songs', category: 'music', host: { id: account, handle: 'sita' }, region: 'r1', country: 'NP' },
  ...{ viewers: 3, adultsOnly: false, visibility: 'public', startedAt: at, risk: { score: 0, why: [] } },
};
const act = { id: `${id}.end`, roomId: id, act: 'end', code: 'spam', reason: 'why', by: account, at };
const figures = {
  ...{ peakViewers: 1, uniqueViewers: 1, likes: 0, gifts: 0, coins: '0', hostOnline: true, chatClosed: false },
};
const preview = { from: at, to: at, messages: 0, sampled: false, added: [], removed: [] };

/** Method, path, body, the origin's address, its answer, and whether it asks for a proof from a moment ago. */
const routes = [
  ['GET', '/admin/watch', undefined, 'watch', { at, weighed: 1, items: [room] }, false],
  [
    ...(['GET', `/admin/watch/${id}`, undefined, `watch/${id}`] as const),
    { room: { ...room, status: 'live' }, figures, chat: [], history: { streams: [], acts: [act] } },
    false,
  ],
  [
    'POST',
    `/admin/watch/${id}/chat`,
    { reason: 'why' },
    `watch/${id}/chat`,
    { roomId: id, found: true, items: [] },
    false,
  ],
  ['POST', `/admin/watch/${id}/end`, { code: 'spam', reason: 'why' }, `watch/${id}/end`, { act }, true],
  [
    'POST',
    `/admin/watch/${id}/acts`,
    { act: 'close_chat', code: 'spam', reason: 'why' },
    `watch/${id}/acts`,
    { act },
    true,
  ],
  ['GET', '/admin/keywords', undefined, 'keywords', { version: 0, terms: [] }, false],
  [
    ...(['POST', '/admin/keywords', { version: 0, reason: 'why', add: [], remove: ['x'] }] as const),
    ...(['keywords', { version: 1, terms: [] }, true] as const),
  ],
  [
    ...(['POST', '/admin/keywords/preview', { reason: 'why', add: [], remove: ['x'], hours: 24 }] as const),
    ...(['keywords/preview', preview, false] as const),
  ],
] as const;

beforeEach(() => {
  origin = installFakeOrigin();
  origin.answers = ({ method }, path) => {
    const found = routes.find(([verb, , , target]) => verb === method && path === `/internal/v1/${target}`);
    return found === undefined ? undefined : { data: found[4] };
  };
});
afterEach(() => {
  vi.restoreAllMocks();
});
const asked = () => origin.requests.filter(({ target }) => /\/(watch|keywords)/.test(target));

test.each(routes)('%s %s is for moderators, in their own name, with what was sent and no more', async (...route) => {
  const [method, path, body, target, data] = route;
  for (const token of others) expect((await call(method, path, { token, body })).body.code).toBe('forbidden');
  expect((await call(method, path, { body })).body.code).toBe('unauthenticated');
  expect(asked()).toEqual([]);
  const answer = await call(method, path, { token: moderator.token, body });
  expect([answer.status, answer.body.data]).toEqual([200, data]);
  expect(asked().map((seen) => [seen.target.split('?')[0], seen.claims.actor?.account, seen.body])).toEqual([
    [`/internal/v1/${target}`, moderator.member.accountId, body],
  ]);
});

test('acts need a proof from a moment ago; looking does not', async () => {
  const tired = await staffMember('moderator');
  const { token } = await staleToken(tired.member, tired.tokens);
  for (const [method, path, body, , , proof] of routes) {
    const answer = await call(method, path, { token, body });
    if (proof) expect(answer.body.code).toBe('step_up_required');
    else expect(answer.status).toBe(200);
  }
});

test.each([
  ['GET', '/admin/watch?limit=0', undefined, 'limit'],
  ['GET', `/admin/watch?limit=${limits.watchRoomsShownMax + 1}`, undefined, 'limit'],
  ['GET', '/admin/watch/not-a-room', undefined, 'id'],
  ['POST', `/admin/watch/${id}/end`, { code: 'because', reason: 'why' }, 'code'],
  ['POST', `/admin/watch/${id}/end`, { code: 'spam', reason: 'x'.repeat(limits.staffReasonCharsMax + 1) }, 'reason'],
  ['POST', `/admin/watch/${id}/end`, { code: 'spam', reason: 'why', barMinutes: 0 }, 'barMinutes'],
  ['POST', `/admin/watch/${id}/end`, { code: 'spam', reason: 'why', by: account }, 'by'],
  ['POST', `/admin/watch/${id}/acts`, { act: 'close_chat', code: 'spam', reason: 'why', hostId: account }, 'hostId'],
  ['POST', `/admin/watch/${id}/chat`, {}, 'reason'],
  ['POST', `/admin/watch/${id}/chat`, { reason: 'why', around: 'x' }, 'around'],
  ['POST', `/admin/watch/${id}/chat`, { reason: 'why', around: 'a'.repeat(32), before: at }, 'before'],
  ['POST', '/admin/keywords', { version: 0, reason: 'why', add: [], remove: [] }, 'add'],
  ['POST', '/admin/keywords/preview', { reason: 'why', add: [], remove: ['x'], hours: 10_000 }, 'hours'],
])('%s %s: names the field that is wrong, and asks nobody', async (method, path, body, field) => {
  const answer = await call(method, path, { token: moderator.token, body });
  expect(answer.status).toBe(400);
  expect(answer.body.errors?.map((error: { field: string }) => error.field)).toContain(field);
  expect(asked()).toEqual([]);
});
