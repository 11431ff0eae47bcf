// @vitest-environment node
import { describe, expect, it } from 'vitest';
import { type FakeServer, fakeServer, problem, success } from '../../testing/fake-server.ts';
import { sita, tokensOf } from '../../testing/fixtures.ts';
import type { StoragePort } from '../platform/storage-port.ts';
import { halobuzzApi } from './api.ts';
import { ApiClient, type SessionChange } from './client.ts';
import { cookieTokenStore } from './token-store.ts';

/** A browser's site: one storage, one cookie, one lock, as many windows as a test opens. */
function browser() {
  const values = new Map<string, string>();
  const listeners: { readonly storage: StoragePort; readonly key: string; readonly changed: () => void }[] = [];
  let last: Promise<unknown> = Promise.resolve();
  const exclusively = <T>(_name: string, task: () => Promise<T>): Promise<T> => {
    const turn = last.then(task);
    last = turn.catch(() => undefined);
    return turn;
  };
  const site = edge();
  const open = () => {
    const own: StoragePort = {
      get: async (key) => values.get(key),
      set: async (key, value) => {
        const changed = values.get(key) !== value;
        values.set(key, value);
        if (changed) tell(own, key);
      },
      remove: async (key) => {
        if (values.delete(key)) tell(own, key);
      },
      onOtherChange: (key, changed) => {
        listeners.push({ storage: own, key, changed });
        return () => {};
      },
    };
    const client = new ApiClient({
      baseUrl: 'https://edge.example',
      fetch: site.server.fetch,
      store: cookieTokenStore(own),
      now: () => 0,
      exclusively,
    });
    const changes: SessionChange[] = [];
    client.onSessionChange((change) => changes.push(change));
    return { client, api: halobuzzApi(client), changes, storage: own };
  };
  const tell = (by: StoragePort, key: string): void => {
    for (const { storage, key: wanted, changed } of listeners) if (storage !== by && wanted === key) changed();
  };
  return Object.assign(site, { values, open });
}

/** The edge and the browser's cookie: a session's name and how often it was rotated. */
function edge() {
  const site: { server: FakeServer; cookie: string | undefined; slow: Promise<void> | undefined } = {
    server: fakeServer(),
    cookie: undefined,
    slow: undefined,
  };
  const webTokens = (session: string, n: number) => {
    const { refreshToken: _, ...tokens } = tokensOf(n);
    return success({ ...tokens, accessToken: `${session}-${n}`, sessionId: session });
  };
  const begin = (session: string) => {
    site.cookie = `${session}:0`;
    return webTokens(session, 0);
  };
  site.server = fakeServer({
    'POST /auth/login': ({ body }) => begin(`of-${JSON.parse(JSON.stringify(body)).identifier}`),
    'POST /auth/refresh': async ({ body, client }) => {
      expect(client).toBe('web');
      const given = JSON.parse(JSON.stringify(body)).refreshToken;
      await site.slow;
      if (given !== undefined) return given === 'kept-before' ? begin('session-1') : problem(401, 'refresh_rejected');
      const [session = '', n = ''] = site.cookie?.split(':') ?? [];
      if (session === '') return problem(401, 'refresh_rejected');
      site.cookie = `${session}:${Number(n) + 1}`;
      return webTokens(session, Number(n) + 1);
    },
    'POST /auth/logout': () => {
      site.cookie = undefined;
      return success({ signedOut: true });
    },
    'GET /auth/me': ({ authorization, client }) => {
      expect(client).toBeUndefined();
      const session = site.cookie?.split(':')[0];
      return authorization?.startsWith(`Bearer ${session}-`) === true ? success(sita) : problem(401, 'unauthenticated');
    },
  });
  return site;
}

async function signIn(window: ReturnType<ReturnType<typeof browser>['open']>, identifier: string): Promise<void> {
  const answer = await window.api.login({ identifier, password: 'x' });
  if (!answer.ok || 'mfaRequired' in answer.data) throw new Error('not signed in');
  await window.client.begin(answer.data);
}

describe('the web app', () => {
  it('keeps no token where scripts can read it, and goes on after a reload', async () => {
    const site = browser();
    await signIn(site.open(), 'sita');
    expect([...site.values]).toEqual([['session', 'of-sita']]);
    const reloaded = site.open();
    expect(await reloaded.client.hasSession()).toBe(true);
    expect((await reloaded.api.me()).ok).toBe(true);
    expect([...site.values]).toEqual([['session', 'of-sita']]);
  });

  it('sends its cookie with what begins, renews and ends a session, and with nothing else', async () => {
    const site = browser();
    const window = site.open();
    await signIn(window, 'sita');
    await window.api.me();
    await window.api.gifts();
    await site.open().api.me();
    await window.client.signOut();
    const sent = site.server.requests.map(({ route, credentials }) => [route, credentials]);
    expect(sent).toEqual([
      ['POST /auth/login', 'same-origin'],
      ['GET /auth/me', 'omit'],
      ['GET /gifts', 'omit'],
      ['POST /auth/refresh', 'same-origin'],
      ['GET /auth/me', 'omit'],
      ['POST /auth/logout', 'same-origin'],
    ]);
  });

  it('does not ask the server where nobody is signed in', async () => {
    const site = browser();
    const window = site.open();
    expect(await window.client.hasSession()).toBe(false);
    expect((await window.api.me()).ok).toBe(false);
    expect(site.server.requests).toEqual([]);
  });

  it('shows a token that it kept before once, and forgets it', async () => {
    const site = browser();
    site.values.set('refresh-token', 'kept-before').set('session', 'session-1');
    const window = site.open();
    expect((await window.api.me()).ok).toBe(true);
    expect([...site.values]).toEqual([['session', 'session-1']]);
    expect((await site.open().api.me()).ok).toBe(true);
    expect(site.server.requests.filter(({ body }) => JSON.stringify(body)?.includes('kept-before'))).toHaveLength(1);
  });

  it('keeps such a token while no answer comes, and takes the cookie where the token is no good any more', async () => {
    const site = browser();
    site.values.set('refresh-token', 'spent').set('session', 'session-1');
    const window = site.open();
    site.server.reachable = false;
    expect((await window.api.me()).ok).toBe(false);
    expect(site.values.get('refresh-token')).toBe('spent');
    site.server.reachable = true;
    site.cookie = 'session-1:4';
    expect((await window.api.me()).ok).toBe(true);
    expect(site.values.has('refresh-token')).toBe(false);
  });
});

describe('several windows', () => {
  it('take turns at refreshing, and all go on', async () => {
    const site = browser();
    await signIn(site.open(), 'sita');
    const windows = [site.open(), site.open(), site.open()];
    let free = (): void => {};
    site.slow = new Promise((resolve) => {
      free = resolve;
    });
    const answers = Promise.all(windows.map(({ api }) => api.me()));
    await expect.poll(() => site.server.count('POST /auth/refresh')).toBe(1);
    free();
    expect((await answers).every(({ ok }) => ok)).toBe(true);
    expect(site.server.count('POST /auth/refresh')).toBe(3);
  });

  it('hear it when one signs out', async () => {
    const site = browser();
    const [one, other] = [site.open(), site.open()];
    await signIn(one, 'sita');
    await other.api.me();
    await one.client.signOut();
    await expect.poll(() => other.changes.at(-1)).toEqual({ kind: 'ended', code: undefined });
    expect((await other.api.me()).ok).toBe(false);
    expect(await other.client.hasSession()).toBe(false);
  });

  it('never carry out as one account what another began', async () => {
    const site = browser();
    const [one, other] = [site.open(), site.open()];
    await signIn(one, 'sita');
    const bearers: (string | undefined)[] = [];
    site.server.routes.set('POST /streams', async ({ authorization }) => {
      bearers.push(authorization);
      // While this one is on its way, the other window signs in as somebody else, which ends the first session.
      if (bearers.length === 1) await signIn(other, 'maya');
      return problem(401, 'unauthenticated');
    });
    const answer = await one.api.startStream({ title: 'x', category: 'talk' });
    expect(answer).toMatchObject({ ok: false, failure: { code: 'unauthenticated' } });
    expect(bearers).toEqual(['Bearer of-sita-0']);
    await expect.poll(() => one.changes.at(-1)).toEqual({ kind: 'replaced' });
  });

  it('notice another account by the answer where no storage tells them', async () => {
    const site = browser();
    const window = site.open();
    await signIn(window, 'sita');
    site.cookie = 'of-maya:0';
    expect(await window.api.me()).toMatchObject({ ok: false, failure: { code: 'unauthenticated' } });
    expect(window.changes).toEqual([{ kind: 'replaced' }]);
    expect((await window.api.me()).ok).toBe(true);
    expect(site.values.get('session')).toBe('of-maya');
  });

  it('do not sign out an account that they have not heard of yet', async () => {
    const site = browser();
    const one = site.open();
    await signIn(one, 'sita');
    site.values.set('session', 'of-maya');
    site.cookie = 'of-maya:0';
    await one.client.signOut();
    expect(one.changes).toEqual([{ kind: 'replaced' }]);
    expect(site.server.count('POST /auth/logout')).toBe(0);
    expect(site.cookie).toBe('of-maya:0');
  });

  it('do not forget an account that they have not heard of yet, when the one before is over', async () => {
    const site = browser();
    const one = site.open();
    await signIn(one, 'sita');
    site.values.set('session', 'of-maya');
    site.cookie = 'of-maya:0';
    site.server.routes.set('POST /streams', () => problem(401, 'session_revoked'));
    await one.api.startStream({ title: 'x', category: 'talk' });
    expect(one.changes).toEqual([{ kind: 'replaced' }]);
    expect(site.values.get('session')).toBe('of-maya');
    expect((await one.api.me()).ok).toBe(true);
  });

  it('are signed out by one although another refreshes that has not heard of it', async () => {
    const site = browser();
    const one = site.open();
    await signIn(one, 'sita');
    let free = (): void => {};
    site.slow = new Promise((resolve) => {
      free = resolve;
    });
    const refreshing = site.open().api.me();
    await expect.poll(() => site.server.count('POST /auth/refresh')).toBe(1);
    const leaving = one.client.signOut();
    await expect.poll(() => site.values.get('session')).toBe('signing-out');
    // As that window does when its answer comes before the news.
    site.values.set('session', 'of-sita');
    free();
    await Promise.all([refreshing, leaving]);
    expect(site.server.count('POST /auth/logout')).toBe(1);
    expect(site.cookie).toBeUndefined();
    expect([...site.values]).toEqual([]);
  });
});

describe('signing out without a connection', () => {
  it('is done here at once, and at the server as soon as it answers', async () => {
    const site = browser();
    const window = site.open();
    await signIn(window, 'sita');
    site.server.reachable = false;
    await window.client.signOut();
    expect(window.changes).toEqual([{ kind: 'ended', code: undefined }]);
    expect(await window.client.hasSession()).toBe(false);
    expect((await site.open().api.me()).ok).toBe(false);
    expect(site.cookie).toBe('of-sita:0');
    site.server.reachable = true;
    expect(await site.open().client.hasSession()).toBe(false);
    expect(site.cookie).toBeUndefined();
    expect([...site.values]).toEqual([]);
  });

  it('does not sign out whoever signed in since', async () => {
    const site = browser();
    const window = site.open();
    await signIn(window, 'sita');
    site.server.reachable = false;
    await window.client.signOut();
    site.server.reachable = true;
    await signIn(window, 'maya');
    expect(await site.open().client.hasSession()).toBe(true);
    expect(site.server.count('POST /auth/logout')).toBe(1);
    expect(site.cookie).toBe('of-maya:0');
  });
});
