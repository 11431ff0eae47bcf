import { certificateSchema } from '@halobuzz/core/api/erasure';
import type { Actor } from '@halobuzz/core/tokens';
import { afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { z } from 'zod';
import { cachedEdge } from '../../testing/cached-edge.ts';
import { bindings, installFakeOrigin, registerMember } from '../../testing/edge-client.ts';
import type { FakeOrigin } from '../../testing/fake-origin.ts';
import { staffMember } from '../../testing/staff-client.ts';
import { describedApi } from '../app.ts';
import { writeCertificate } from '../privacy/erasure/tombstones.ts';
import { API_METHODS } from '../routes/docs/api-page.ts';
import { openApiDocument } from '../routes/docs/docs-routes.ts';
import { assetRules, type CachingRule, cacheControl, cachingRules, purges } from './caching.ts';

let origin: FakeOrigin;
let member = '';
beforeAll(async () => {
  installFakeOrigin();
  ({ username: member } = await registerMember());
  await bindings.IMAGES.put(picture, 'x');
  await writeCertificate(bindings, certificate);
  vi.restoreAllMocks();
});
beforeEach(() => {
  origin = installFakeOrigin();
  for (const level of ['info', 'warn', 'error'] as const) {
    vi.spyOn(console, level).mockImplementation(() => undefined);
  }
});
afterEach(() => {
  vi.restoreAllMocks();
});

const operationSchema = z.looseObject({ security: z.array(z.looseObject({})).optional() });
const operations = Object.entries(openApiDocument(await describedApi(true), 'https://edge.test').paths).flatMap(
  ([path, item]) =>
    API_METHODS.flatMap((method) => {
      const found = operationSchema.optional().parse(item[method]);
      if (found === undefined) return [];
      return [
        { name: `${method.toUpperCase()} ${path.slice('/api/v1'.length)}`, path, open: found.security === undefined },
      ];
    }),
);

/** Paths that no operation describes. */
const undescribed = [
  ...['GET /openapi.json', 'GET /docs', 'GET /.well-known/jwks.json', 'GET /healthz', 'GET /readyz'],
  ...['GET /legal/{document}/{version}', 'GET /status', 'GET /status.json'],
];
const hostId = `a${'bcdefghijklmnopqrstuvwxyza'}`;
const host: Actor = {
  ...{
    account: hostId,
    subject: 's',
    name: 'sita',
    roles: ['host'],
    session: 'se_1',
    emailVerified: true,
    country: 'NP',
  },
};
const picture = 'a'.repeat(32);
const certificate = certificateSchema.parse(certificateSchema.meta()?.example);
const place = { rank: 1, id: hostId, handle: 'sita', coins: '7' };

/** The headers that a stranger is given with each public answer, and a question that it answers. */
const expected: Readonly<Record<string, { readonly ask: string; readonly control: string; readonly vary: string }>> = {
  'GET /streams': { ask: '/api/v1/streams?limit=3', control: 'private, no-cache', vary: 'Accept-Encoding, Origin' },
  'GET /search': { ask: '/api/v1/search?q=songs', control: 'private, no-cache', vary: 'Accept-Encoding, Origin' },
  'GET /streams/{id}': {
    ask: '/api/v1/streams/:live',
    control: 'private, no-cache',
    vary: 'Accept-Encoding, Authorization, Origin',
  },
  'GET /regions': { ask: '/api/v1/regions', control: 'private, no-cache', vary: 'Accept-Encoding, Origin' },
  'GET /hosts/top': {
    ask: '/api/v1/hosts/top',
    control: 'public, max-age=10, s-maxage=10, stale-while-revalidate=30',
    vary: 'Accept-Encoding, Origin',
  },
  'GET /hosts/{id}/gifters': {
    ask: `/api/v1/hosts/${hostId}/gifters`,
    control: 'public, max-age=10, s-maxage=10, stale-while-revalidate=30',
    vary: 'Accept-Encoding, Origin',
  },
  'GET /images/{image}': {
    ask: `/api/v1/images/${picture}`,
    control: 'public, max-age=31536000, immutable',
    vary: 'Accept-Encoding, Origin',
  },
  'GET /gifts': {
    ask: '/api/v1/gifts',
    control: 'private, no-cache',
    vary: 'Accept-Encoding, Origin',
  },
  'GET /payments/packages': { ask: '/api/v1/payments/packages', control: 'private, no-store', vary: 'Origin' },
  'GET /privacy/certificates/{id}': {
    ask: `/api/v1/privacy/certificates/${certificate.id}`,
    control: 'private, no-store',
    vary: 'Origin',
  },
  'GET /users/{handle}': {
    ask: '/api/v1/users/:member',
    control: 'public, max-age=0, s-maxage=5',
    vary: 'Accept-Encoding, Authorization, Origin',
  },
  'GET /users/{handle}/followers': {
    ask: '/api/v1/users/:member/followers',
    control: 'public, max-age=0, s-maxage=5',
    vary: 'Accept-Encoding, Authorization, Origin',
  },
  'GET /users/{handle}/following': {
    ask: '/api/v1/users/:member/following',
    control: 'public, max-age=0, s-maxage=5',
    vary: 'Accept-Encoding, Authorization, Origin',
  },
  'GET /legal': { ask: '/legal', control: 'public, max-age=300', vary: 'Accept-Encoding, Origin' },
  'GET /legal/{document}': {
    ask: '/api/v1/legal/privacy',
    control: 'public, max-age=300',
    vary: 'Accept-Encoding, Origin',
  },
  'GET /legal/{document}/{version}': {
    ask: '/legal/terms/2026-11-23',
    control: 'public, max-age=300',
    vary: 'Accept-Encoding, Origin',
  },
  'GET /openapi.json': { ask: '/api/v1/openapi.json', control: 'public, max-age=300', vary: 'Accept-Encoding, Origin' },
  'GET /docs': { ask: '/api/v1/docs', control: 'public, max-age=300', vary: 'Accept-Encoding, Origin' },
  'GET /.well-known/jwks.json': {
    ask: '/.well-known/jwks.json',
    control: 'public, max-age=300',
    vary: 'Accept-Encoding, Origin',
  },
  'GET /status': { ask: '/status', control: 'public, max-age=0, must-revalidate', vary: 'Accept-Encoding, Origin' },
  'GET /status.json': { ask: '/status.json', control: 'public, max-age=0, must-revalidate', vary: 'Accept-Encoding, Origin' },
  'GET /healthz': { ask: '/healthz', control: 'private, no-store', vary: 'Origin' },
  'GET /readyz': { ask: '/readyz', control: 'private, no-store', vary: 'Origin' },
};

function answerAll(): void {
  origin.answers = (_seen, path) => {
    if (path.endsWith('/hosts/top')) return { data: { by: 'coins', period: 'week', items: [place] } };
    if (path.endsWith('/gifters')) return { data: { period: 'week', items: [place] } };
    if (path.endsWith('/search')) return { data: { kind: 'streams', items: [] } };
    if (path.endsWith('/packages')) return { data: { items: [], providers: [] } };
    if (/\/(followers|following)$/.test(path)) return { data: { items: [] } };
    const [, id] = /\/people\/([^/]+)$/.exec(path) ?? [];
    return id === undefined ? undefined : { data: { id, handle: 'x', displayName: 'x' } };
  };
}

describe('the table', () => {
  test('has a line for every operation that asks for no credentials, and for nothing that is not there', () => {
    expect(operations.length).toBeGreaterThan(100);
    const open = operations.filter(({ name, open: asksNothing }) => asksNothing && name.startsWith('GET '));
    // Missing here: say in edge/src/http/caching.ts how the new route is cached, and below what its headers are.
    expect(open.map(({ name }) => name).filter((name) => cachingRules[name] === undefined)).toEqual([]);
    const known = new Set([...open.map(({ name }) => name), ...undescribed]);
    expect(Object.keys(cachingRules).filter((name) => !known.has(name))).toEqual([]);
    expect(Object.keys(expected).sort()).toEqual(Object.keys(cachingRules).sort());
  });

  test('keeps nothing that its words forbid', () => {
    const all: readonly CachingRule[] = [...Object.values(cachingRules), ...Object.values(assetRules)];
    for (const rule of all) {
      const kept = rule.browserSeconds + rule.sharedSeconds + rule.staleSeconds + rule.edgeSeconds;
      if (rule.kept === 'never') expect(kept).toBe(0);
      // No cache but ours can tell countries apart.
      if (rule.dependsOn === 'country') expect(rule.kept).not.toBe('public');
      if (rule.kept === 'private') expect(rule.sharedSeconds + rule.staleSeconds).toBe(0);
      if (rule.immutable) expect(rule.browserSeconds).toBe(31_536_000);
      if (rule.edgeStaleSeconds > 0) expect(rule.edgeSeconds).toBeGreaterThan(0);
    }
  });

  test('purges what is kept, by operations that are there', () => {
    const shape = (tag: string) => tag.replace(/\{\w+\}/, '{}');
    const kept = new Set(Object.values(cachingRules).flatMap(({ tags }) => tags.map(shape)));
    const known = new Set(operations.map(({ name }) => name));
    expect(Object.keys(purges).filter((name) => !known.has(name))).toEqual([]);
    for (const [name, tags] of Object.entries(purges)) {
      expect(tags.map(shape).filter((tag) => !kept.has(tag))).toEqual([]);
      for (const [, parameter] of tags.join().matchAll(/\{(\w+)\}/g)) {
        expect(parameter === 'me' || name.includes(`{${parameter}}`)).toBe(true);
      }
    }
  });
});

describe('headers', () => {
  test.each(Object.keys(expected))(
    'of %s, made and kept',
    async (name) => {
      const { ask = '', control, vary } = expected[name] ?? expect.unreachable();
      const rule = cachingRules[name] ?? expect.unreachable();

      const show = { title: 'Songs', category: 'music', country: 'NP', region: 'us-east-1' };
      const live = origin.start({ actor: host }, show);
      answerAll();
      const edge = cachedEdge();
      const path = ask.replace(':live', live.id).replace(':member', member);
      const headers = { origin: 'https://edge.test' };
      for (const from of ['made', 'kept']) {
        const answer = await edge.send(path, { headers });
        await answer.text();
        expect([answer.status, answer.headers.get('cache-control')], from).toEqual([200, control]);
        expect(answer.headers.get('vary')).toBe(vary);
        expect(answer.headers.get('set-cookie')).toBeNull();
        const hit = from === 'kept' && rule.edgeSeconds > 0;
        expect(answer.headers.get('cache-status')?.includes('hit') ?? false, from).toBe(hit);
        expect(answer.headers.get('etag') !== null).toBe(rule.kept !== 'never');
        expect(answer.headers.get('access-control-allow-origin')).toBe('https://edge.test');
      }
    },
    60_000,
  );

  test('of everything else, whoever asks: no cache keeps it', async () => {
    const { token } = await staffMember('admin', 'moderator', 'support', 'finance');
    const edge = cachedEdge();
    const others = operations.filter(({ name }) => cachingRules[name] === undefined);
    expect(others.length).toBeGreaterThan(90);
    const statuses = new Set<number>();
    for (const { name, path } of others) {
      const method = name.split(' ')[0] ?? '';
      for (const headers of [{ authorization: `Bearer ${token}` }, {}]) {
        const answer = await edge.send(path.replaceAll(/\{\w+\}/g, 'x'), { method, headers });
        await answer.text();
        statuses.add(answer.status);
        expect([name, answer.headers.get('cache-control')]).toEqual([name, 'private, no-store']);
        expect(answer.headers.get('etag')).toBeNull();
        expect(answer.headers.get('cache-status')).toBeNull();
      }
    }
    // Good answers were among them, and refused ones.
    for (const status of [200, 400, 401]) expect(statuses).toContain(status);
  }, 120_000);

  test.each(['/api/v1/nothing', '/ops/nothing', '/dev/mailbox', '/dev/mailbox.json'])(
    'of %s: no cache keeps it',
    async (path) => {
      const answer = await cachedEdge().send(path);
      await answer.text();
      expect(answer.headers.get('cache-control')).toBe('private, no-store');
    },
  );
});

test('a lobby that does not look at credentials gives everybody the same', async () => {
  const names = Object.entries(cachingRules).filter(([, rule]) => rule.signedIn === 'same' && rule.edgeSeconds > 0);
  expect(names.length).toBeGreaterThan(3);
  answerAll();
  for (const [name] of names) {
    const edge = cachedEdge();
    const answer = await edge.send(expected[name]?.ask ?? '', { headers: { authorization: 'Bearer x.y.z' } });
    // A route that looked at them would have refused these.
    expect([name, answer.status]).toEqual([name, 200]);
    expect(origin.requests.at(-1)?.claims.actor).toBeUndefined();
  }
});

test('files of the web app: by their hash for good, others asked for each time', () => {
  expect(cacheControl(assetRules.hashed)).toBe('public, max-age=31536000, immutable');
  expect(cacheControl(assetRules.named)).toBe('public, max-age=0, must-revalidate');
});
