import type { Battle } from '@halobuzz/core/api/battles';
import { limits } from '@halobuzz/core/limits';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { call, installFakeOrigin, verifiedMember } from '../../testing/edge-client.ts';
import type { FakeOrigin } from '../../testing/fake-origin.ts';

const own = '019b7d3c-2f4e-7a11-8c22-1d5e6f708192';
const opponent = '019b7d3c-5a7d-7c22-8d33-2e6f708192a3';
const id = `bt_${'bcdefghijklmnopqrstuvwxyza'}`;
const host = (handle: string) => ({ id: `a${'bcdefghijklmnopqrstuvwxyza'}`, handle });
const battle: Battle = {
  ...{ id, status: 'invited', seconds: 300 },
  ...{ invitedAt: '2026-01-02T03:04:05.678Z', expiresAt: '2026-01-02T03:04:35.678Z' },
  sides: [
    { streamId: own, host: host('sita'), coins: '0' },
    { streamId: opponent, host: host('hari'), coins: '0' },
  ],
};

let origin: FakeOrigin;
let token = '';
let accountId = '';
beforeEach(async () => {
  origin = installFakeOrigin();
  origin.answers = (seen) => (/battle/.test(seen.target) ? { data: { battle } } : undefined);
  const { member, tokens } = await verifiedMember();
  [token, accountId] = [tokens.accessToken, member.accountId];
  vi.spyOn(console, 'error').mockImplementation(() => undefined);
});
afterEach(() => {
  vi.restoreAllMocks();
});

test('a challenge goes to the origin in its host’s name, for the usual time unless another is asked for', async () => {
  const asked = await call('POST', `/streams/${own}/battles`, { token, body: { opponent } });
  expect([asked.status, asked.body.data]).toEqual([201, battle]);
  await call('POST', `/streams/${own}/battles`, { token, body: { opponent, seconds: 60 } });
  const seen = origin.requests.filter(({ target }) => target === `/internal/v1/streams/${own}/battles`);
  expect(seen.map(({ body }) => body)).toEqual([
    { opponent, seconds: limits.battleSecondsDefault },
    { opponent, seconds: 60 },
  ]);
  expect(seen.map(({ claims }) => claims.actor?.account)).toEqual([accountId, accountId]);
});

test.each([
  ['GET', `/streams/${own}/battle`, `/internal/v1/streams/${own}/battle`],
  ['GET', `/battles/${id}`, `/internal/v1/battles/${id}`],
  ['POST', `/battles/${id}/accept`, `/internal/v1/battles/${id}/accept`],
  ['POST', `/battles/${id}/decline`, `/internal/v1/battles/${id}/decline`],
  ['POST', `/battles/${id}/cancel`, `/internal/v1/battles/${id}/cancel`],
])('%s %s is asked of the origin for who is signed in, and of nobody else', async (method, path, target) => {
  const answer = await call(method, path, { token });
  expect([answer.status, answer.body.data]).toEqual([200, battle]);
  expect(origin.requests.at(-1)).toMatchObject({ method, target, claims: { actor: { account: accountId } } });
  const before = origin.requests.length;
  expect(await call(method, path)).toMatchObject({ status: 401, body: { code: 'unauthenticated' } });
  expect(origin.requests).toHaveLength(before);
});

test.each([
  [{ opponent: 'x' }, 'opponent'],
  [{}, 'opponent'],
  [{ opponent, seconds: limits.battleSecondsMin - 1 }, 'seconds'],
  [{ opponent, seconds: limits.battleSecondsMax + 1 }, 'seconds'],
  [{ opponent, seconds: '300' }, 'seconds'],
  [{ opponent, winner: own }, ''],
])('a challenge of %j names the bad field', async (body, field) => {
  const before = origin.requests.length;
  const answer = await call('POST', `/streams/${own}/battles`, { token, body });
  expect(answer).toMatchObject({ status: 400, body: { code: 'validation_failed' } });
  if (field !== '') expect(answer.body).toMatchObject({ errors: [{ field }] });
  expect(origin.requests).toHaveLength(before);
});

test('forged ids do not reach the origin, and what it refuses is passed on', async () => {
  const before = origin.requests.length;
  for (const path of [`/battles/${own}`, '/battles/bt_short', `/streams/${id}/battle`]) {
    expect(await call('GET', path, { token })).toMatchObject({ status: 400, body: { code: 'validation_failed' } });
  }
  expect(origin.requests).toHaveLength(before);
  origin.answers = () => 'battle_expired';
  expect(await call('POST', `/battles/${id}/accept`, { token })).toMatchObject({
    status: 410,
    body: { code: 'battle_expired' },
  });
});
