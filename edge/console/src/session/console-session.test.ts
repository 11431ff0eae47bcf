import { anything } from '@halobuzz/core/api/read-answer';
import { limits } from '@halobuzz/core/limits';
import { describe, expect, test } from 'vitest';
import { fakeServer, type Handler, problem, success } from '../../testing/fake-server.ts';
import { sessionId, sessionRoutes, tokensOf } from '../../testing/render-page.tsx';
import type { StoredKey, TextStore } from './browser-store.ts';
import { ConsoleSession } from './console-session.ts';
import { isIdle, lastTouchMs, touch } from './last-touch.ts';
import { waysOf, waysOfChallenge } from './proof-ways.ts';

/** One browser with any number of windows: they share what is stored and the lock, and hear of each other's changes. */
function browser(routes: Readonly<Record<string, Handler>> = {}, signedIn = true) {
  const server = fakeServer({ ...sessionRoutes(['admin']), ...routes });
  const stored = new Map<StoredKey, string>(signedIn ? [['session', sessionId]] : []);
  const windows: { readonly listeners: Map<StoredKey, Set<() => void>> }[] = [];
  const held: string[] = [];
  let queue: Promise<unknown> = Promise.resolve();
  const clock = { nowMs: 1_000_000, idle: false };
  const open = () => {
    const own = { listeners: new Map<StoredKey, Set<() => void>>() };
    windows.push(own);
    const store: TextStore = {
      get: (key) => stored.get(key),
      set: (key, value) => {
        if (value === undefined) stored.delete(key);
        else stored.set(key, value);
        for (const other of windows) if (other !== own) for (const tell of other.listeners.get(key) ?? []) tell();
      },
      onOtherChange: (key, changed) => {
        const list = own.listeners.get(key) ?? new Set();
        own.listeners.set(key, list.add(changed));
        return () => list.delete(changed);
      },
    };
    return new ConsoleSession({
      fetch: server.fetch,
      store,
      now: () => clock.nowMs,
      isIdle: () => clock.idle,
      exclusively: (name, task) => {
        held.push(name);
        const run = queue.then(task);
        queue = run.catch(() => undefined);
        return run;
      },
    });
  };
  return { server, stored, open, clock, held };
}
const ask = { method: 'GET', path: '/admin/thing', schema: anything } as const;
const status = (session: ConsoleSession) => session.view().state.status;

describe('the session', () => {
  test('renews by the cookie, under the web app’s lock, once for however many wait', async () => {
    const { server, open, held } = browser({ 'GET /admin/thing': () => success({}) });
    const session = open();
    await Promise.all([session.send(ask), session.send(ask), session.reload()]);
    expect(server.count('POST /auth/refresh')).toBe(1);
    expect(held).toEqual(['refresh']);
    const refresh = server.requests.find(({ route }) => route === 'POST /auth/refresh');
    expect(refresh).toMatchObject({ client: 'web', body: {}, authorization: undefined });
    for (const { route, authorization } of server.requests) {
      if (route !== 'POST /auth/refresh') expect(authorization).toBe('Bearer access-1');
    }
  });

  test('renews what the server calls out of date, and repeats the request once', async () => {
    let refreshes = 0;
    const { server, open } = browser({
      'POST /auth/refresh': () => success(tokensOf(`access-${++refreshes}`)),
      'GET /admin/thing': ({ authorization }) =>
        authorization === 'Bearer access-2' ? success({}) : problem(401, 'unauthenticated'),
    });
    await open().send(ask);
    expect([refreshes, server.count('GET /admin/thing')]).toEqual([2, 2]);
  });

  test('ends when the server says so, and is kept when nothing answers', async () => {
    const { server, stored, open } = browser();
    const session = open();
    server.reachable = false;
    await session.reload();
    expect([status(session), stored.get('session')]).toEqual(['unreachable', sessionId]);
    server.reachable = true;
    await session.reload();
    expect(status(session)).toBe('signed-in');
    server.routes.set('GET /admin/thing', () => problem(401, 'session_revoked'));
    await expect(session.send(ask)).rejects.toMatchObject({ code: 'session_revoked' });
    expect([status(session), stored.has('session')]).toEqual(['signed-out', false]);
  });

  test('another window that signs in as somebody else takes this one along, and nothing is done in the wrong name', async () => {
    const { server, stored, open } = browser({ 'GET /admin/thing': () => problem(401, 'unauthenticated') });
    const session = open();
    await session.reload();
    const other = 'se_aaaaaaaaaaaaaaaaaaaaaaaaaa';
    server.routes.set('POST /auth/refresh', () => success({ ...tokensOf('others'), sessionId: other }));
    await expect(session.send(ask)).rejects.toMatchObject({ code: 'unauthenticated' });
    expect(
      server.requests.filter(({ authorization }) => authorization === 'Bearer others').map(({ route }) => route),
    ).not.toContain('GET /admin/thing');
    expect(stored.get('session')).toBe(other);
  });

  test('signing out reaches every window, and waits for the server where it is away', async () => {
    const { server, stored, open } = browser({ 'POST /auth/logout': () => success({}) });
    const [one, two] = [open(), open()];
    const stop = [one.start(), two.start()];
    await Promise.all([one.reload(), two.reload()]);
    server.reachable = false;
    await one.signOut();
    expect([status(one), stored.get('session')]).toEqual(['signed-out', 'signing-out']);
    server.reachable = true;
    await two.reload();
    expect([status(two), stored.has('session'), server.count('POST /auth/logout')]).toEqual(['signed-out', false, 3]);
    for (const end of stop) end();
  });
});

describe('proofs and the lock', () => {
  test('however many requests want a proof, it is asked for once, and all go on', async () => {
    const { server, open } = browser({
      'GET /admin/thing': ({ authorization }) =>
        authorization === 'Bearer raised' ? success({}) : problem(403, 'step_up_required'),
    });
    const session = open();
    const both = [session.send(ask), session.send(ask)];
    await expect.poll(() => session.view().proving).toBe(true);
    await expect.poll(() => server.count('GET /admin/thing')).toBe(2);
    session.proved({ accessToken: 'raised', tokenType: 'Bearer', expiresInSeconds: 600 });
    await Promise.all(both);
    expect([session.view().proving, server.count('GET /admin/thing')]).toEqual([false, 4]);
  });

  test('a session of a trusted device is raised by a second factor, too', async () => {
    const { open } = browser({ 'GET /admin/thing': () => problem(403, 'mfa_required') });
    const session = open();
    const asked = session.send(ask);
    await expect.poll(() => session.view().proving).toBe(true);
    session.giveUpProof();
    await expect(asked).rejects.toMatchObject({ code: 'given_up' });
  });

  test('while it is locked no page’s request goes out; a proof’s own does', async () => {
    const { server, open, clock } = browser({
      'GET /admin/thing': () => success({}),
      'GET /auth/mfa': () => success({}),
    });
    const session = open();
    clock.idle = true;
    await session.reload();
    expect(session.view()).toMatchObject({ locked: true, state: { status: 'signed-in' } });
    const asked = session.send(ask);
    await session.sendLocked({ method: 'GET', path: '/auth/mfa', schema: anything });
    expect(server.count('GET /admin/thing')).toBe(0);
    session.proved({ accessToken: 'raised', tokenType: 'Bearer', expiresInSeconds: 600 });
    await asked;
    expect([session.view().locked, server.count('GET /admin/thing')]).toEqual([false, 1]);
  });

  test('idle is: never used here, not for too long, or used in the future', () => {
    const stored = new Map<StoredKey, string>();
    const store: TextStore = {
      get: (key) => stored.get(key),
      set: (key, value) => void stored.set(key, value ?? ''),
      onOtherChange: () => () => {},
    };
    const nowMs = 1_700_000_000_000;
    expect(isIdle(store, nowMs)).toBe(true);
    touch(store, nowMs);
    expect([isIdle(store, nowMs + limits.consoleIdleMs), isIdle(store, nowMs + limits.consoleIdleMs + 1)]).toEqual([
      false,
      true,
    ]);
    expect(isIdle(store, nowMs - 2 * limits.consoleIdleMs)).toBe(true);
    stored.set('console-active', 'for ever');
    expect([lastTouchMs(store), isIdle(store, nowMs)]).toEqual([0, true]);
  });
});

test('the ways to prove oneself: one of each kind, passkeys first and only where the browser knows them', () => {
  const factor = (kind: 'totp' | 'sms' | 'passkey', letter: string) => ({
    ...{ id: `fa_${letter.repeat(26)}`, kind, label: 'Mine', hint: '•• 67' },
    ...{ createdAt: '2026-01-02T03:04:05.678Z', lastUsedAt: null },
  });
  const list = {
    factors: [factor('totp', 'a'), factor('sms', 'b'), factor('sms', 'c'), factor('passkey', 'd')],
    ...{ backupCodes: { left: 1, lastUsedAt: null }, required: true },
  };
  expect(waysOf(list, false).map(({ method }) => method)).toEqual(['totp', 'sms', 'backup_code']);
  expect(waysOf(list, true)[0]).toEqual({ method: 'passkey', hint: '•• 67' });
  expect(waysOf(list, false)[1]).toEqual({ method: 'sms', factorId: factor('sms', 'b').id, hint: '•• 67' });
  const none = { factors: [], backupCodes: { left: 0, lastUsedAt: null }, required: false };
  expect(waysOf(none, true)).toEqual([{ method: 'password' }]);
  expect(waysOfChallenge([{ method: 'passkey' }, { method: 'totp' }], false)).toEqual([{ method: 'totp' }]);
});
