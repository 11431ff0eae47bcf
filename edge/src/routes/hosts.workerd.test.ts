import { limits } from '@halobuzz/core/limits';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { call, installFakeOrigin } from '../../testing/edge-client.ts';
import type { FakeOrigin } from '../../testing/fake-origin.ts';

const hostId = `a${'bcdefghijklmnopqrstuvwxyza'}`;
const place = { rank: 1, id: hostId, handle: 'sita', coins: '9007199254740993' };
const streamer = { rank: 1, id: hostId, handle: 'sita', streams: 41 };
let origin: FakeOrigin;
beforeEach(() => {
  origin = installFakeOrigin();
  origin.answers = (seen, path) => {
    const asked = new URL(seen.target, 'http://origin.test').searchParams;
    const period = asked.get('period') ?? 'week';
    if (path.endsWith('/gifters')) return { data: { period, items: [place] } };
    if (!path.endsWith('/hosts/top')) return undefined;
    const by = asked.get('by');
    return { data: by === 'coins' ? { by, period, items: [place] } : { by, items: [streamer] } };
  };
});
afterEach(() => {
  vi.restoreAllMocks();
});

test('anybody may see the top hosts, of the week unless another time is asked for', async () => {
  const week = await call('GET', '/hosts/top');
  expect([week.status, week.body.data]).toEqual([200, { by: 'coins', period: 'week', items: [place] }]);
  const day = await call('GET', '/hosts/top?period=day&limit=3');
  expect(day.body.data).toMatchObject({ period: 'day' });
  const asked = origin.requests.map(({ target }) => target);
  expect(asked).toEqual([
    `/internal/v1/hosts/top?by=coins&limit=${limits.leaderboardPageItemsDefault}`,
    '/internal/v1/hosts/top?by=coins&period=day&limit=3',
  ]);
  const streams = await call('GET', '/hosts/top?by=streams&limit=2');
  expect(streams.body.data).toEqual({ by: 'streams', items: [streamer] });
});

test('and who gave one of them most', async () => {
  const answer = await call('GET', `/hosts/${hostId}/gifters?period=all`);
  expect([answer.status, answer.body.data]).toEqual([200, { period: 'all', items: [place] }]);
  expect(origin.requests.at(-1)?.target).toMatch(`/internal/v1/hosts/${hostId}/gifters?period=all`);
});

test.each([
  ['/hosts/top?period=year', 'period'],
  ['/hosts/top?by=streams&period=day', 'period'],
  ['/hosts/top?by=likes', 'by'],
  [`/hosts/top?limit=${limits.leaderboardPageItemsMax + 1}`, 'limit'],
  ['/hosts/somebody/gifters', 'id'],
])('%s names the bad field', async (path, field) => {
  const answer = await call('GET', path);
  expect(answer).toMatchObject({ status: 400, body: { code: 'validation_failed', errors: [{ field }] } });
  expect(origin.requests).toEqual([]);
});
