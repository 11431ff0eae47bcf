// @vitest-environment node
import { describe, expect, it } from 'vitest';
import { fakeServer, problem, success } from '../../testing/fake-server.ts';
import { sita, tokensOf } from '../../testing/fixtures.ts';
import { memoryStorage } from '../platform/storage-port.ts';
import { halobuzzApi } from './api.ts';
import { ApiClient, type SessionChange } from './client.ts';
import { tokenStore } from './token-store.ts';

/** An edge that knows one valid access token at a time and rotates refresh tokens. */
function rotatingEdge() {
  let generation = 0;
  const server = fakeServer({
    'POST /auth/refresh': ({ body }) => {
      if (JSON.stringify(body) !== JSON.stringify({ refreshToken: `refresh-${generation}` })) {
        return problem(401, 'refresh_rejected');
      }
      generation += 1;
      return success(tokensOf(generation));
    },
    'GET /auth/me': ({ authorization }) =>
      authorization === `Bearer access-${generation}` ? success(sita) : problem(401, 'unauthenticated'),
  });
  return server;
}

async function setUp(server = rotatingEdge()) {
  const storage = memoryStorage();
  const store = tokenStore(storage);
  let nowMs = 1_000_000;
  const client = new ApiClient({
    baseUrl: 'https://edge.example',
    fetch: server.fetch,
    store,
    now: () => nowMs,
    exclusively: (_name, task) => task(),
  });
  const changes: SessionChange[] = [];
  client.onSessionChange((change) => changes.push(change));
  const advance = (ms: number): void => {
    nowMs += ms;
  };
  return { server, store, client, api: halobuzzApi(client), changes, advance };
}

describe('refresh', () => {
  it('happens once for twenty requests that are refused at the same time', async () => {
    const { server, store, client, api } = await setUp();
    // The edge knows nothing of this access token, so every request is answered 401 first.
    await client.begin({ ...tokensOf(99), refreshToken: 'refresh-0' });
    const answers = await Promise.all(Array.from({ length: 20 }, () => api.me()));
    expect(answers.every((answer) => answer.ok)).toBe(true);
    expect(server.count('POST /auth/refresh')).toBe(1);
    expect(server.count('GET /auth/me')).toBe(40);
    expect(await store.load()).toBe('refresh-1');
  });

  it('happens once for twenty requests that start without an access token', async () => {
    const { server, store, api } = await setUp();
    await store.save('refresh-0', 'session-1');
    const answers = await Promise.all(Array.from({ length: 20 }, () => api.me()));
    expect(answers.every((answer) => answer.ok)).toBe(true);
    expect(server.count('POST /auth/refresh')).toBe(1);
    expect(server.count('GET /auth/me')).toBe(20);
  });

  it('comes before the request when the access token is about to end', async () => {
    const { server, client, api, advance } = await setUp();
    await client.begin({ ...tokensOf(99), refreshToken: 'refresh-0' });
    advance(600_000 - 5_000);
    expect((await api.me()).ok).toBe(true);
    expect(server.requests.map(({ route }) => route)).toEqual(['POST /auth/refresh', 'GET /auth/me']);
  });

  it('is tried once a request: a second 401 is the answer, and the session stays', async () => {
    const { server, store, client, api } = await setUp();
    server.routes.set('GET /auth/me', () => problem(401, 'unauthenticated'));
    await client.begin({ ...tokensOf(0), refreshToken: 'refresh-0' });
    const answer = await api.me();
    expect(answer).toMatchObject({ ok: false, failure: { code: 'unauthenticated' } });
    expect(server.count('GET /auth/me')).toBe(2);
    expect(await store.load()).toBe('refresh-1');
  });

  it('keeps the tokens when the network fails, and goes on when it is back', async () => {
    const { server, store, api, changes } = await setUp();
    await store.save('refresh-0', 'session-1');
    server.reachable = false;
    expect(await api.me()).toEqual({ ok: false, failure: { kind: 'network' } });
    expect(await store.load()).toBe('refresh-0');
    expect(changes).toEqual([]);
    server.reachable = true;
    expect((await api.me()).ok).toBe(true);
  });

  it.each([
    ['a server error', () => problem(500, 'internal')],
    ['an overload', () => problem(503, 'unavailable')],
    ['a rate limit', () => problem(429, 'rate_limited')],
    ['a page of something else', () => ({ status: 502, body: '<html>' })],
  ])('keeps the tokens on %s', async (_name, refused) => {
    const { server, store, api, changes } = await setUp();
    await store.save('refresh-0', 'session-1');
    server.routes.set('POST /auth/refresh', refused);
    expect((await api.me()).ok).toBe(false);
    expect(await store.load()).toBe('refresh-0');
    expect(changes).toEqual([]);
  });

  it.each(['refresh_rejected', 'session_revoked', 'account_banned'] as const)(
    'ends the session on %s',
    async (code) => {
      const { server, store, api, changes } = await setUp();
      await store.save('refresh-0', 'session-1');
      server.routes.set('POST /auth/refresh', () => problem(401, code));
      expect(await api.me()).toMatchObject({ ok: false, failure: { code } });
      expect(await store.load()).toBeUndefined();
      expect(changes).toEqual([{ kind: 'ended', code }]);
    },
  );

  it('does not bring back a session that was signed out meanwhile', async () => {
    const { server, store, client, api } = await setUp();
    await store.save('refresh-0', 'session-1');
    const refresh = server.routes.get('POST /auth/refresh');
    server.routes.set('POST /auth/refresh', async (request) => {
      await client.end();
      return (await refresh?.(request)) ?? problem(500, 'internal');
    });
    expect(await api.me()).toMatchObject({ ok: false, failure: { code: 'unauthenticated' } });
    expect(await store.load()).toBeUndefined();
  });

  it('is not asked for when nobody is signed in', async () => {
    const { server, api, client } = await setUp();
    expect(await client.hasSession()).toBe(false);
    expect(await api.me()).toMatchObject({ ok: false, failure: { code: 'unauthenticated' } });
    expect(server.requests).toEqual([]);
  });
});

describe('the session', () => {
  it('ends when any request hears that it was revoked', async () => {
    const { server, store, client, api, changes } = await setUp();
    server.routes.set('GET /wallet', () => problem(401, 'session_revoked'));
    await client.begin(tokensOf(1));
    await api.wallet();
    expect(await store.load()).toBeUndefined();
    expect(changes).toEqual([{ kind: 'ended', code: 'session_revoked' }]);
  });

  it('survives the late refusal of a request of the one before', async () => {
    const { server, store, client, api } = await setUp();
    server.routes.set('GET /wallet', async () => {
      await client.begin({ ...tokensOf(2), sessionId: 'session-2' });
      return problem(401, 'session_revoked');
    });
    await client.begin(tokensOf(1));
    await api.wallet();
    expect(await store.load()).toBe('refresh-2');
  });

  it('sends the access token, and none with open requests', async () => {
    const { server, client, api } = await setUp();
    await client.begin(tokensOf(0));
    await api.me();
    await api.gifts();
    expect(server.requests.map(({ authorization }) => authorization)).toEqual(['Bearer access-0', undefined]);
  });

  it('hears of other windows that sign out or in', async () => {
    const storage = memoryStorage();
    let otherWindow = (): void => {};
    const store = tokenStore({
      ...storage,
      onOtherChange: (_key, changed) => {
        otherWindow = changed;
        return () => {};
      },
    });
    const server = rotatingEdge();
    const client = new ApiClient({
      baseUrl: 'https://edge.example',
      fetch: server.fetch,
      store,
      now: () => 0,
      exclusively: (_name, task) => task(),
    });
    const changes: SessionChange[] = [];
    const stop = client.onSessionChange((change) => changes.push(change));
    otherWindow();
    await expect.poll(() => changes).toEqual([{ kind: 'ended', code: undefined }]);
    await store.save('refresh-0', 'session-1');
    otherWindow();
    await expect.poll(() => changes.at(-1)).toEqual({ kind: 'replaced' });
    stop();
    otherWindow();
    await Promise.resolve();
    expect(changes).toHaveLength(2);
  });
});

describe('a file', () => {
  it('is fetched with the session, renewed where that is needed', async () => {
    const { server, client } = await setUp();
    server.routes.set('POST /file', ({ authorization }) =>
      authorization === 'Bearer access-1'
        ? { status: 200, body: new Uint8Array([1, 2]) }
        : problem(401, 'unauthenticated'),
    );
    await client.begin({ ...tokensOf(99), refreshToken: 'refresh-0' });
    const answer = await client.download({ method: 'POST', path: '/file', body: {} });
    expect(answer.ok ? answer.data.size : answer).toBe(2);
    expect(server.count('POST /auth/refresh')).toBe(1);
  });

  it('ends a session that the server says is over', async () => {
    const { server, client, changes } = await setUp();
    await client.begin(tokensOf(1));
    server.routes.set('POST /file', () => problem(401, 'session_revoked'));
    expect((await client.download({ method: 'POST', path: '/file', body: {} })).ok).toBe(false);
    expect(changes).toEqual([{ kind: 'ended', code: 'session_revoked' }]);
  });
});

it('goes on with the access token of a proof of identity, and keeps the refresh token', async () => {
  const { server, client, store, api } = await setUp();
  await client.begin(tokensOf(1));
  client.raise({ accessToken: 'raised', tokenType: 'Bearer', expiresInSeconds: 600 });
  server.routes.set('GET /auth/me', ({ authorization }) =>
    authorization === 'Bearer raised' ? success(sita) : problem(403, 'step_up_required'),
  );
  expect((await api.me()).ok).toBe(true);
  expect(await store.load()).toBe('refresh-1');
  expect(server.count('POST /auth/refresh')).toBe(0);
});
