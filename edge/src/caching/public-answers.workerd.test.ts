import type { Profile } from '@halobuzz/core/api/people';
import { limits } from '@halobuzz/core/limits';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { cachedEdge } from '../../testing/cached-edge.ts';
import { installFakeOrigin, verifiedMember } from '../../testing/edge-client.ts';
import type { FakeOrigin } from '../../testing/fake-origin.ts';
import { cachingRules } from '../http/caching.ts';

let origin: FakeOrigin;
beforeEach(() => {
  origin = installFakeOrigin();
});
afterEach(() => {
  vi.restoreAllMocks();
});

const rose = { id: 'rose', version: 1, name: 'Rose', emoji: '🌹', coins: '1' };
const asked = (path: string) => origin.requests.filter(({ target }) => target.startsWith(`/internal/v1${path}`));
const giftsCost = (coins: string) => {
  origin.answers = (_seen, path) => (path.endsWith('/gifts') ? { data: { items: [{ ...rose, coins }] } } : undefined);
};
const country = (code: string) => ({ headers: { 'x-halobuzz-country': code } });
/** Whoever passes is told their country back, as lists that go by it would. */
const listByCountry = () => {
  origin.answers = ({ target }, path) => {
    if (path !== '/internal/v1/streams' || target === path) return undefined;
    return { data: { items: [], next: new URL(target, 'http://x').searchParams.get('viewerCountry') } };
  };
};
const bodyOf = async (answer: Response): Promise<string> => {
  expect(answer.status).toBe(200);
  return answer.text();
};

describe('a public answer', () => {
  test('is asked of the origin once, and given with its age and its tag from then on', async () => {
    const edge = cachedEdge();
    const first = await edge.send('/api/v1/gifts');
    edge.clock.advance(1_000);
    const second = await edge.send('/api/v1/gifts');
    expect(await bodyOf(second)).toBe(await bodyOf(first));
    expect(asked('/gifts')).toHaveLength(1);
    expect(first.headers.get('cache-status')).toBe('HaloBuzzEdge; fwd=miss; stored');
    expect(second.headers.get('cache-status')).toBe('HaloBuzzEdge; hit; ttl=1');
    expect([first.headers.get('age'), second.headers.get('age')]).toEqual([null, '1']);
    expect(second.headers.get('etag')).toMatch(/^"[\w-]{22}"$/);
    expect(second.headers.get('etag')).toBe(first.headers.get('etag'));
    // What belongs to one answer is not kept with it.
    expect(second.headers.get('x-request-id')).not.toBe(first.headers.get('x-request-id'));
    expect(second.headers.get('x-content-type-options')).toBe('nosniff');
    expect(second.headers.get('content-type')).toBe('application/json');
  });

  test('is 304 for who has it, with what a cache needs and no body', async () => {
    const edge = cachedEdge();
    const first = await edge.send('/api/v1/gifts');
    const etag = first.headers.get('etag') ?? '';
    for (const known of [etag, `W/${etag}`, `"other", ${etag}`, '*']) {
      const again = await edge.send('/api/v1/gifts', { headers: { 'if-none-match': known } });
      expect([again.status, await again.text()]).toEqual([304, '']);
      for (const name of ['etag', 'cache-control', 'vary']) {
        expect(again.headers.get(name)).toBe(first.headers.get(name));
      }
    }
    giftsCost('2');
    edge.clock.advance(400_000);
    const changed = await cachedEdge().send('/api/v1/gifts', { headers: { 'if-none-match': etag } });
    expect(changed.status).toBe(200);
    expect(changed.headers.get('etag')).not.toBe(etag);
  });

  test('without a cache has its tag too, and HEAD has the same headers as GET', async () => {
    const edge = cachedEdge();
    const document = await edge.send('/.well-known/jwks.json');
    const etag = document.headers.get('etag') ?? '';
    expect(document.headers.get('cache-status')).toBeNull();
    expect((await edge.send('/.well-known/jwks.json', { headers: { 'if-none-match': etag } })).status).toBe(304);
    const head = await edge.send('/.well-known/jwks.json', { method: 'HEAD' });
    expect([head.status, head.headers.get('etag'), await head.text()]).toEqual([200, etag, '']);
    await edge.send('/api/v1/gifts', { method: 'HEAD' });
    expect(await bodyOf(await edge.send('/api/v1/gifts'))).toContain('rose');
    expect(asked('/gifts')).toHaveLength(1);
  });

  test('carries a nonce for who proves a key, and it is kept with none', async () => {
    const edge = cachedEdge();
    const proven = { headers: { dpop: 'x' } };
    const nonces: (string | null)[] = [];
    for (const init of [proven, {}, proven]) {
      nonces.push((await edge.send('/api/v1/gifts', init)).headers.get('dpop-nonce'));
    }
    expect(nonces).toEqual([expect.any(String), null, expect.any(String)]);
    expect(asked('/gifts')).toHaveLength(1);
  });

  test('is kept under its whole question, in whatever order it is asked', async () => {
    listByCountry();
    const edge = cachedEdge();
    const ask = (query: string) => edge.send(`/api/v1/streams?${query}`, country('NP'));
    for (const query of ['category=music&limit=5', 'limit=5&category=music', 'limit=6&category=music', 'limit=5']) {
      await ask(query);
    }
    expect(asked('/streams')).toHaveLength(3);
  });

  test('is kept for the isolates next door when it is asked for again, and not before', async () => {
    const publicUrl = 'https://kept-once.test';
    const puts: string[] = [];
    const cache = {
      match: (url: RequestInfo | URL) => caches.default.match(url),
      put: (url: RequestInfo | URL, answer: Response) => {
        puts.push(String(url));
        return caches.default.put(url, answer);
      },
    };
    const edge = cachedEdge({ publicUrl, cache });
    const kept = () => puts.filter((url) => url.includes('/answer/')).length;
    // Asked for once, it stays in the isolate; asked for again it is kept for the others, once.
    const counts: number[] = [];
    for (let n = 0; n < 3; n += 1) {
      await edge.send('/api/v1/streams', country('NP'));
      counts.push(kept());
    }
    expect(counts).toEqual([0, 1, 1]);
    expect(asked('/streams')).toHaveLength(1);
  });

  test('that goes by the country is never given in another, nor by any cache but this', async () => {
    listByCountry();
    const edge = cachedEdge();
    for (const code of ['NP', 'IN', 'NP', 'IN', 'NP']) {
      const answer = await edge.send('/api/v1/streams', country(code));
      expect(JSON.parse(await bodyOf(answer)).data.next).toBe(code);
      expect(answer.headers.get('cache-control')).toBe('private, no-cache');
    }
    expect(asked('/streams')).toHaveLength(2);
  });

  test('is kept when it is a success, and only then', async () => {
    vi.spyOn(console, 'error').mockImplementation(() => undefined);
    const edge = cachedEdge();
    for (const failure of ['network', 'unavailable'] as const) {
      origin.failure = failure;
      const failed = await edge.send('/api/v1/gifts');
      expect([failed.status, failed.headers.get('cache-control')]).toEqual([503, 'private, no-store']);
      expect(failed.headers.get('etag')).toBeNull();
    }
    origin.failure = undefined;
    expect((await edge.send('/api/v1/gifts')).status).toBe(200);
    origin.failure = 'network';
    expect((await edge.send('/api/v1/gifts')).status).toBe(200);
    const refused = await edge.send('/api/v1/streams?limit=0');
    expect([refused.status, refused.headers.get('cache-control')]).toEqual([400, 'private, no-store']);
  });
});

describe('a stale answer', () => {
  const rule = cachingRules['GET /gifts'] ?? expect.unreachable();

  test('is given while one request has it made anew, and then no more', async () => {
    giftsCost('1');
    const edge = cachedEdge();
    await edge.send('/api/v1/gifts');
    giftsCost('2');
    edge.clock.advance(rule.edgeSeconds * 1_000);
    const stale = await Promise.all(Array.from({ length: 5 }, () => edge.send('/api/v1/gifts', {}, false)));
    for (const answer of stale) {
      expect(await bodyOf(answer)).toContain('"coins":"1"');
      expect(answer.headers.get('cache-status')).toBe('HaloBuzzEdge; hit; ttl=0');
    }
    await expect.poll(async () => bodyOf(await edge.send('/api/v1/gifts'))).toContain('"coins":"2"');
    expect(asked('/gifts')).toHaveLength(2);
  });

  test('stays while nobody can make it anew, and is tried again', async () => {
    vi.spyOn(console, 'error').mockImplementation(() => undefined);
    giftsCost('1');
    const edge = cachedEdge();
    await edge.send('/api/v1/gifts');
    edge.clock.advance(rule.edgeSeconds * 1_000);
    origin.failure = 'network';
    for (let n = 0; n < 3; n += 1) expect(await bodyOf(await edge.send('/api/v1/gifts'))).toContain('"coins":"1"');
    origin.failure = undefined;
    giftsCost('2');
    await edge.send('/api/v1/gifts');
    expect(await bodyOf(await edge.send('/api/v1/gifts'))).toContain('"coins":"2"');
  });

  test('is made anew for nobody in particular: without credentials or conditions, for the country that asked', async () => {
    listByCountry();
    const edge = cachedEdge();
    const { tokens } = await verifiedMember();
    const headers = { ...country('NP').headers, authorization: `Bearer ${tokens.accessToken}`, 'if-none-match': '"x"' };
    await edge.send('/api/v1/streams', { headers });
    edge.clock.advance(6_000);
    await edge.send('/api/v1/streams', { headers });
    expect(asked('/streams')).toHaveLength(2);
    const [, anew] = asked('/streams');
    expect(anew?.claims.actor).toBeUndefined();
    expect(anew?.target).toContain('viewerCountry=NP');
    const fresh = await edge.send('/api/v1/streams', country('NP'));
    expect(fresh.headers.get('cache-status')).toBe('HaloBuzzEdge; hit; ttl=5');
    // In production the platform says the country, with the request and not in a header.
    const found: RequestInit = { cf: { country: 'IN' } };
    await edge.send('/api/v1/streams', found);
    edge.clock.advance(6_000);
    await edge.send('/api/v1/streams', found);
    expect(
      asked('/streams').map(({ target }) => new URL(target, 'http://x').searchParams.get('viewerCountry')),
    ).toEqual(['NP', 'NP', 'IN', 'IN']);
  });
});

describe('an answer for one reader', () => {
  const relation = { following: true, followsYou: false, blocking: false, blockedBy: false };
  /** A profile that tells a signed-in reader how they stand to each other. */
  const answerPeople = () => {
    origin.answers = ({ claims }, path) => {
      const [, id = ''] = /\/people\/([^/]+)$/.exec(path) ?? [];
      const shown: Profile = { id, handle: 'x', displayName: 'x', ...(claims.actor === undefined ? {} : { relation }) };
      return id === '' ? undefined : { data: shown };
    };
  };

  test('is kept by nobody, and nobody is given a stranger’s in its place', async () => {
    const [{ tokens }, { member: other }] = [await verifiedMember(), await verifiedMember()];
    answerPeople();
    const edge = cachedEdge();
    const path = `/api/v1/users/${other.username}`;
    const mine = { headers: { authorization: `Bearer ${tokens.accessToken}` } };
    const told = async (init: RequestInit) => {
      const answer = await edge.send(path, init);
      expect(answer.headers.get('vary')).toContain('Authorization');
      return [JSON.parse(await bodyOf(answer)).data.relation?.following, answer.headers.get('cache-control')];
    };
    for (let round = 0; round < 2; round += 1) {
      expect(await told(mine)).toEqual([true, 'private, no-store']);
      expect(await told({})).toEqual([undefined, 'public, max-age=0, s-maxage=5']);
    }
    expect(asked('/people')).toHaveLength(3);
    const refused = await edge.send(path, { headers: { authorization: 'Bearer x.y.z' } });
    expect([refused.status, refused.headers.get('cache-control')]).toEqual([401, 'private, no-store']);
  });
});

describe('a change', () => {
  const show = { title: 'Songs', category: 'music' };
  const going = (token: string, body: unknown = show): RequestInit => ({
    method: 'POST',
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  const titles = async (answer: Response) =>
    JSON.parse(await bodyOf(answer)).data.items.map(({ title }: { readonly title: string }) => title);

  test('is seen by who asks after it, in every list and country', async () => {
    const { tokens } = await verifiedMember();
    const edge = cachedEdge();
    const lists = [
      ['', 'NP'],
      ['?category=music', 'NP'],
      ['', 'IN'],
    ] as const;
    const all = () =>
      Promise.all(
        lists.map(async ([query, code]) => titles(await edge.send(`/api/v1/streams${query}`, country(code)))),
      );
    expect(await all()).toEqual([[], [], []]);
    expect((await edge.send('/api/v1/streams', going(tokens.accessToken))).status).toBe(201);
    expect(await all()).toEqual([['Songs'], ['Songs'], ['Songs']]);
    expect(asked('/gifts')).toHaveLength(0);
  });

  test('that was refused purges nothing', async () => {
    const { tokens } = await verifiedMember();
    const edge = cachedEdge();
    await edge.send('/api/v1/streams', country('NP'));
    expect((await edge.send('/api/v1/streams', going(tokens.accessToken, { title: '' }))).status).toBe(400);
    await edge.send('/api/v1/streams', country('NP'));
    expect(asked('/streams')).toHaveLength(1);
  });

  test('is made though the edge cannot purge, and the log says so', async () => {
    const log = vi.spyOn(console, 'error').mockImplementation(() => undefined);
    const { tokens } = await verifiedMember();
    const put = () => Promise.reject(new Error('no room'));
    const edge = cachedEdge({ cache: { match: async () => undefined, put } });
    expect((await edge.send('/api/v1/streams', going(tokens.accessToken))).status).toBe(201);
    expect(log.mock.calls.flat().join()).toContain('the edge could not purge');
  });

  test('reaches isolates next door within the second that they remember', async () => {
    const { tokens } = await verifiedMember();
    const publicUrl = 'https://next-door.test';
    const [here, nextDoor] = [cachedEdge({ publicUrl }), cachedEdge({ publicUrl })];
    expect(await titles(await nextDoor.send('/api/v1/streams', country('NP')))).toEqual([]);
    // Asked for again, it is worth a place in the location's cache, from which the other isolate has it.
    await nextDoor.send('/api/v1/streams', country('NP'));
    expect(await titles(await here.send('/api/v1/streams', country('NP')))).toEqual([]);
    expect(asked('/streams')).toHaveLength(1);
    await here.send('/api/v1/streams', going(tokens.accessToken));
    expect(await titles(await here.send('/api/v1/streams', country('NP')))).toEqual(['Songs']);
    nextDoor.clock.advance(limits.edgeMemoryMs);
    expect(await titles(await nextDoor.send('/api/v1/streams', country('NP')))).toEqual(['Songs']);
  });

  test('while an answer is made: the old one is not found again', async () => {
    const { answers } = cachedEdge();
    const address = { target: '/api/v1/streams', country: 'NP', tags: ['lobby'], lifeMs: 60_000 };
    const place = await answers.placeOf(address);
    await answers.purge(['lobby']);
    await answers.keep(place, { body: 'old', type: 'text/plain', etag: '"old"', madeAtMs: Date.now() });
    expect((await answers.find(address)).kind).toBe('missing');
    const anew = await answers.placeOf(address);
    await answers.keep(anew, { body: 'new', type: 'text/plain', etag: '"new"', madeAtMs: Date.now() });
    expect(await answers.find(address)).toMatchObject({ kind: 'found', answer: { body: 'new' } });
    await answers.purge(['another']);
    expect((await answers.find(address)).kind).toBe('found');
    const tooLong = { body: 'x'.repeat(limits.edgeAnswerCharsMax + 1), type: 't', etag: '"l"', madeAtMs: Date.now() };
    await answers.keep(await answers.placeOf({ ...address, country: 'IN' }), tooLong);
    expect((await answers.find({ ...address, country: 'IN' })).kind).toBe('missing');
  });
});
