import { pageOf } from '@halobuzz/core/api/conventions';
import { searchResultSchema } from '@halobuzz/core/api/discovery';
import { startStreamDataSchema, streamSchema } from '@halobuzz/core/api/streams';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { call, installFakeOrigin, verifiedMember } from '../../testing/edge-client.ts';
import type { FakeOrigin } from '../../testing/fake-origin.ts';

let origin: FakeOrigin;
beforeEach(() => {
  origin = installFakeOrigin();
});
afterEach(() => {
  vi.restoreAllMocks();
});

const host = { id: `a${'bcdefghijklmnopqrstuvwxyza'}`, handle: 'sita', displayName: 'Sita', streams: 3 };

/** What the origin was asked last. */
function asked() {
  const seen = origin.requests.at(-1);
  const url = new URL(seen?.target ?? '', 'http://origin.test');
  return { path: url.pathname, query: Object.fromEntries(url.searchParams), actor: seen?.claims.actor };
}

test('the lobby is public; the query goes on as it came, with the country that asks', async () => {
  const { tokens } = await verifiedMember();
  const started = await call('POST', '/streams', {
    body: { title: 'Songs', category: 'music' },
    token: tokens.accessToken,
  });
  const { stream } = startStreamDataSchema.parse(started.body.data);
  const headers = { 'x-halobuzz-country': 'IN' };
  const list = await call('GET', '/streams?category=music&country=NP&tag=folk&order=trending&limit=5&cursor=abc', {
    headers,
  });
  expect(pageOf(streamSchema).parse(list.body.data).items).toMatchObject([{ id: stream.id }]);
  expect(asked()).toEqual({
    path: '/internal/v1/streams',
    query: {
      ...{ category: 'music', country: 'NP', tag: 'folk', order: 'trending', limit: '5', cursor: 'abc' },
      viewerCountry: 'IN',
    },
    actor: undefined,
  });
});

test('those you follow are yours alone to see', async () => {
  const { member, tokens } = await verifiedMember();
  origin.answers = (_, path) => (path === '/internal/v1/streams/following' ? { data: { items: [] } } : undefined);
  const answer = await call('GET', '/streams/following?limit=3', { token: tokens.accessToken });
  expect([answer.status, answer.body.data]).toEqual([200, { items: [] }]);
  expect(asked()).toMatchObject({ query: { limit: '3' }, actor: { account: member.accountId } });
  expect((await call('GET', '/streams/following')).status).toBe(401);
});

test('search passes words on, whatever they look like', async () => {
  const found = { kind: 'hosts', items: [host] };
  origin.answers = (_, path) => (path === '/internal/v1/search' ? { data: found } : undefined);
  const q = '"sita" -$where';
  const answer = await call('GET', `/search?kind=hosts&q=${encodeURIComponent(q)}`, {
    headers: { 'x-halobuzz-country': 'NP' },
  });
  expect(searchResultSchema.parse(answer.body.data)).toEqual(found);
  expect(asked().query).toMatchObject({ q, kind: 'hosts', viewerCountry: 'NP' });
});

test.each([
  ['/streams?category=opera', 'category'],
  ['/streams?country=QQ', 'country'],
  ['/streams?country=np', 'country'],
  ['/streams?tag=Folk', 'tag'],
  ['/streams?order=random', 'order'],
  ['/streams?limit=0', 'limit'],
  ['/streams?viewerCountry=NP', 'viewerCountry'],
  ['/search', 'q'],
  ['/search?q=a', 'q'],
  ['/search?q=%22%24%22', 'q'],
  ['/search?q=sita&kind=rooms', 'kind'],
])('%s names the bad field, and the origin hears nothing', async (path, field) => {
  const answer = await call('GET', path);
  expect(answer).toMatchObject({ status: 400, body: { code: 'validation_failed', errors: [{ field }] } });
  expect(origin.requests).toEqual([]);
});
