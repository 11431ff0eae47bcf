import type { ErrorCode } from '@halobuzz/core/errors/codes';
import { beforeEach, expect, it } from 'vitest';
import { ApiError } from './api-request.ts';
import { inventAccount, type SessionDeps, signIn } from './demo-session.ts';
import { type HalobuzzApi, halobuzzApi } from './halobuzz-api.ts';
import type { SavedAccount } from './saved-accounts.ts';

/** An edge that knows accounts and refresh tokens, and notes what it was asked. */
function fakeEdge() {
  const passwords = new Map<string, string>();
  const refreshTokens = new Map<string, string>();
  const verified = new Set<string>();
  const asked: string[] = [];
  let refuseNext: ErrorCode | undefined;
  let issued = 0;
  const issue = (username: string) => {
    issued += 1;
    refreshTokens.set(`refresh-${issued}`, username);
    return {
      accessToken: `${username}-${issued}`,
      tokenType: 'Bearer' as const,
      expiresInSeconds: 600,
      refreshToken: `refresh-${issued}`,
      sessionId: 's',
    };
  };
  const ask = (what: string): void => {
    asked.push(what);
    const code = refuseNext;
    refuseNext = undefined;
    if (code !== undefined) throw new ApiError(code, 429, code, 0);
  };
  const api: HalobuzzApi = {
    ...halobuzzApi('http://127.0.0.1:1'),
    register: async ({ username, password }) => {
      ask('register');
      if (passwords.has(username)) throw new ApiError('username_taken', 409, 'taken');
      passwords.set(username, password);
      return { accountId: `a${'a'.repeat(26)}`, username, emailVerification: 'sent' };
    },
    login: async (username, password) => {
      ask('login');
      if (passwords.get(username) !== password) throw new ApiError('invalid_credentials', 401, 'no');
      return issue(username);
    },
    refresh: async (token) => {
      ask('refresh');
      const username = refreshTokens.get(token);
      if (username === undefined) throw new ApiError('refresh_rejected', 401, 'no');
      refreshTokens.delete(token);
      return issue(username);
    },
    verifyEmail: async (accessToken) => {
      ask('verify');
      verified.add(accessToken.split('-')[0] ?? '');
      return {};
    },
    mailedCode: async () => '123456',
  };
  return { api, asked, passwords, refreshTokens, verified, refuse: (code: ErrorCode) => (refuseNext = code) };
}

let edge: ReturnType<typeof fakeEdge>;
let nowMs: number;
let saves: number;
let slowed: number;
let deps: SessionDeps;
beforeEach(() => {
  edge = fakeEdge();
  nowMs = 1_000_000;
  saves = 0;
  slowed = 0;
  deps = {
    api: edge.api,
    random: () => 0.5,
    now: () => nowMs,
    signal: new AbortController().signal,
    changed: () => {
      saves += 1;
    },
    slowed: () => {
      slowed += 1;
    },
  };
});

async function knownAccount(): Promise<SavedAccount> {
  const account = inventAccount(0, () => 0.1);
  await signIn(account, deps);
  edge.asked.length = 0;
  return account;
}

it('a new account registers, signs in and verifies', async () => {
  const account = inventAccount(0, () => 0.1);
  const session = await signIn(account, deps);
  expect(edge.asked).toEqual(['register', 'login', 'verify']);
  expect(account).toMatchObject({ verified: true, refreshToken: 'refresh-1' });
  expect(await session.accessToken()).toBe(`${account.username}-1`);
  expect(saves).toBeGreaterThan(0);
});

it('a known account comes back by its refresh token, else by its password', async () => {
  const account = await knownAccount();
  await signIn(account, deps);
  expect(edge.asked).toEqual(['refresh']);
  edge.refreshTokens.clear();
  edge.asked.length = 0;
  await signIn(account, deps);
  expect(edge.asked).toEqual(['refresh', 'login']);
});

it('registers again after the data was emptied, under another name when its own is taken', async () => {
  const account = await knownAccount();
  const { username } = account;
  edge.refreshTokens.clear();
  edge.passwords.set(username, 'somebody else');
  await signIn(account, deps);
  expect(edge.asked).toEqual(['refresh', 'login', 'register', 'register', 'login', 'verify']);
  expect(account.username).not.toBe(username);
});

it('waits when the edge asks for patience, and says so', async () => {
  const account = inventAccount(0, () => 0.1);
  edge.refuse('rate_limited');
  await signIn(account, deps);
  expect(edge.asked).toEqual(['register', 'register', 'login', 'verify']);
  expect(slowed).toBe(1);
});

it('passes other refusals on', async () => {
  edge.refuse('unavailable');
  await expect(
    signIn(
      inventAccount(0, () => 0.1),
      deps,
    ),
  ).rejects.toMatchObject({ code: 'unavailable' });
});

it('renews its token before it runs out, once for all who ask', async () => {
  const account = inventAccount(0, () => 0.1);
  const session = await signIn(account, deps);
  edge.asked.length = 0;
  nowMs += 569_000;
  await session.accessToken();
  expect(edge.asked).toEqual([]);
  nowMs += 2_000;
  const tokens = await Promise.all([session.accessToken(), session.accessToken(), session.accessToken()]);
  expect(edge.asked).toEqual(['refresh']);
  expect(new Set(tokens).size).toBe(1);
});
