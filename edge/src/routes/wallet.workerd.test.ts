import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { call, installFakeOrigin, verifiedMember } from '../../testing/edge-client.ts';
import type { FakeOrigin } from '../../testing/fake-origin.ts';

let origin: FakeOrigin;
beforeEach(() => {
  origin = installFakeOrigin();
  vi.spyOn(console, 'info').mockImplementation(() => undefined);
});
afterEach(() => {
  vi.restoreAllMocks();
});

test('IDOR on wallets: whose wallet it is the session says, whatever query, body or header name', async () => {
  const [mine, other] = [await verifiedMember(), await verifiedMember()];
  const token = mine.tokens.accessToken;
  const headers = { 'x-account': other.member.accountId, 'x-actor': other.member.accountId, 'idempotency-key': 'k-1' };
  const theirs = other.member.accountId;
  const asked = [
    await call('GET', `/wallet?account=${theirs}`, { token, headers }),
    await call('GET', '/wallet/entries?limit=3', { token, headers }),
    await call('POST', '/dev/grants', { token, headers, body: { coins: '5' } }),
  ];
  expect(asked.map(({ status }) => status).filter((status) => status >= 300 && status !== 400)).toEqual([]);
  const wallets = origin.requests.filter(({ target }) => /wallet|grant/.test(target));
  expect(wallets.length).toBeGreaterThanOrEqual(2);
  for (const seen of wallets) {
    expect(seen.claims.actor?.account).toBe(mine.member.accountId);
    expect(JSON.stringify([seen.target, seen.body])).not.toContain(theirs);
  }
  const named = [
    await call('GET', `/wallet/entries?account=${theirs}`, { token }),
    await call('POST', '/dev/grants', { token, headers, body: { coins: '5', account: theirs } }),
  ];
  expect(named.map(({ body }) => body.code)).toEqual(['validation_failed', 'validation_failed']);
});

test.each([
  ['end', 'POST'],
  ['summary', 'GET'],
])('IDOR on rooms: %s goes out in the caller’s name, never in the host’s', async (act, method) => {
  const { member, tokens } = await verifiedMember();
  const room = '017f22e2-79b0-7cc3-98c4-dc0c0c07398f';
  await call(method, `/streams/${room}/${act}`, { token: tokens.accessToken, headers: { 'x-actor': 'admin' } });
  const seen = origin.requests.findLast(({ target }) => target.includes(`${room}/${act}`));
  expect(seen?.claims.actor).toMatchObject({ account: member.accountId, roles: ['viewer', 'host'] });
  const posing = await call('POST', `/streams/${room}/end`, { token: tokens.accessToken, body: { hostId: 'a' } });
  expect(posing.body.code).toBe('validation_failed');
});
