import { runInDurableObject } from 'cloudflare:test';
import { tokensSchema, type WebTokens, webTokensSchema } from '@halobuzz/core/api/auth';
import { limits } from '@halobuzz/core/limits';
import { CLIENT_HEADER, WEB_CLIENT } from '@halobuzz/core/tokens';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import {
  type Answer,
  bindings,
  type CallOptions,
  call,
  freshAddress,
  installFakeOrigin,
  type Member,
  registerMember,
  send,
  signInMember,
  verifiedMember,
} from '../../testing/edge-client.ts';

beforeEach(() => {
  installFakeOrigin();
});
afterEach(() => {
  vi.restoreAllMocks();
});

const NAME = '__Host-hb_refresh';
const ownOrigin = 'https://edge.test';
const asWebApp = { origin: ownOrigin, 'sec-fetch-site': 'same-origin', [CLIENT_HEADER]: WEB_CLIENT };

/** A browser: its page calls as the web app does, and it keeps the one cookie. */
class Browser {
  cookie: string | undefined;

  async call(path: string, { headers, ...options }: CallOptions = {}, method = 'POST'): Promise<Answer> {
    const sent = this.cookie === undefined ? {} : { cookie: `${NAME}=${this.cookie}` };
    const answer = await call(method, path, { body: {}, ...options, headers: { ...asWebApp, ...sent, ...headers } });
    for (const line of answer.headers.getSetCookie()) {
      const [, value = ''] = /^__Host-hb_refresh=([^;]*);/.exec(line) ?? [];
      this.cookie = value === '' ? undefined : value;
    }
    return answer;
  }

  async signIn(member: Member): Promise<WebTokens> {
    const body = { identifier: member.username, password: member.password };
    for (;;) {
      const answer = await this.call('/auth/login', { body });
      if (answer.body.code !== 'hashing_busy') return webTokensSchema.parse(answer.body.data);
    }
  }
}

const stateOf = async (accessToken: string): Promise<string | undefined> =>
  (await call('GET', '/auth/me', { token: accessToken })).body.code;

function inAccount(member: Member, sql: string, ...values: number[]): Promise<void> {
  const account = bindings.ACCOUNTS.get(bindings.ACCOUNTS.idFromName(member.accountId));
  return runInDurableObject(account, (_instance, state) => {
    state.storage.sql.exec(sql, ...values);
  });
}

/** Lets time pass for every session of the member. */
const age = (member: Member, byMs: number): Promise<void> =>
  inAccount(member, 'UPDATE sessions SET rotated_at = rotated_at - ?', byMs);

describe('what the web app gets', () => {
  test('a cookie that scripts cannot read, for this host by HTTPS and our own pages alone, and no refresh token', async () => {
    const member = await registerMember();
    const browser = new Browser();
    const body = { identifier: member.username, password: member.password };
    const answer = await browser.call('/auth/login', { body });
    expect(answer.status).toBe(200);
    expect(answer.body.data).not.toHaveProperty('refreshToken');
    const [cookie = '', ...more] = answer.headers.getSetCookie();
    expect(more).toEqual([]);
    const [pair = '', ...attributes] = cookie.split('; ');
    expect(pair).toMatch(/^__Host-hb_refresh=hb1\./);
    const life = `Max-Age=${limits.sessionIdleMs / 1000}`;
    expect(attributes.sort()).toEqual(['HttpOnly', life, 'Path=/', 'SameSite=Strict', 'Secure']);
    expect(JSON.stringify(answer.body)).not.toContain('hb1.');
    expect(answer.headers.get('cache-control')).toContain('no-store');
  });

  test('a new one at each refresh; the same successor for two windows at once', async () => {
    const member = await registerMember();
    const browser = new Browser();
    const { sessionId } = await browser.signIn(member);
    const first = browser.cookie;
    const other = new Browser();
    other.cookie = first;
    const answers = await Promise.all([browser.call('/auth/refresh'), other.call('/auth/refresh')]);
    for (const answer of answers) expect(webTokensSchema.parse(answer.body.data).sessionId).toBe(sessionId);
    expect(browser.cookie).not.toBe(first);
    expect(other.cookie).toBe(browser.cookie);
  });

  test('the end of the session, and of the cookie, when a copy of it comes back late', async () => {
    const member = await registerMember();
    const browser = new Browser();
    await browser.signIn(member);
    const thief = new Browser();
    thief.cookie = browser.cookie;
    await browser.call('/auth/refresh');
    await age(member, limits.refreshGraceMs + 1);
    const late = await thief.call('/auth/refresh');
    expect(late.body.code).toBe('refresh_rejected');
    expect(thief.cookie).toBeUndefined();
    expect((await browser.call('/auth/refresh')).body.code).toBe('refresh_rejected');
  });

  test('the same of a change of the password and of a sign-out elsewhere', async () => {
    const { member } = await verifiedMember();
    const browser = new Browser();
    const { accessToken, sessionId } = await browser.signIn(member);
    const change = { currentPassword: member.password, newPassword: 'nine monsoon lanterns' };
    const changed = await browser.call('/auth/password/change', { body: change, token: accessToken });
    const after = webTokensSchema.parse(changed.body.data);
    expect(after.sessionId).toBe(sessionId);
    const kept = await browser.call('/auth/logout/all', { body: { keepCurrent: true }, token: after.accessToken });
    expect(kept.body.data?.tokens).not.toHaveProperty('refreshToken');
    const again = webTokensSchema.parse((await browser.call('/auth/refresh')).body.data);
    const all = await browser.call('/auth/logout/all', { token: again.accessToken });
    expect(all.status).toBe(200);
    expect(browser.cookie).toBeUndefined();
  });

  test('a cookie for the token that it kept before, which is used once', async () => {
    const member = await registerMember();
    const old = await signInMember(member);
    const browser = new Browser();
    const moved = await browser.call('/auth/refresh', { body: { refreshToken: old.refreshToken } });
    expect(webTokensSchema.parse(moved.body.data).sessionId).toBe(old.sessionId);
    expect((await browser.call('/auth/refresh')).status).toBe(200);
    await age(member, limits.refreshGraceMs + 1);
    const again = await browser.call('/auth/refresh', { body: { refreshToken: old.refreshToken } });
    expect(again.body.code).toBe('refresh_rejected');
  });
});

describe('signing out', () => {
  test('ends the session by the cookie alone, as an access token may have run out, and removes it', async () => {
    const browser = new Browser();
    const { accessToken } = await browser.signIn(await registerMember());
    const answer = await browser.call('/auth/logout');
    expect(answer.status).toBe(200);
    expect(answer.headers.getSetCookie()).toEqual([expect.stringMatching(/^__Host-hb_refresh=; .*Max-Age=0/)]);
    expect(await stateOf(accessToken)).toBe('session_revoked');
    expect((await browser.call('/auth/logout')).body.code).toBe('unauthenticated');
  });

  test('in a window that still belongs to another account leaves the cookie of the one that is signed in', async () => {
    const [first, second] = [await registerMember(), await registerMember()];
    const stale = await signInMember(first);
    const browser = new Browser();
    await browser.signIn(second);
    expect((await browser.call('/auth/logout', { token: stale.accessToken })).status).toBe(200);
    expect(await stateOf(stale.accessToken)).toBe('session_revoked');
    expect((await browser.call('/auth/refresh')).status).toBe(200);
  });

  test('is what signing in as somebody else does to the session before: nobody could reach it any more', async () => {
    const browser = new Browser();
    const before = await browser.signIn(await registerMember());
    const after = await browser.signIn(await registerMember());
    expect(await stateOf(before.accessToken)).toBe('session_revoked');
    expect(await stateOf(after.accessToken)).toBeUndefined();
  });
});

describe('what fails and decides nothing', () => {
  test('leaves the cookie: a proof of a key that is none, or one for another moment', async () => {
    const browser = new Browser();
    await browser.signIn(await registerMember());
    const answer = await browser.call('/auth/refresh', { headers: { dpop: 'x' } });
    expect(answer.body.code).toBe('invalid_dpop_proof');
    expect(answer.headers.getSetCookie()).toEqual([]);
    expect((await browser.call('/auth/refresh')).status).toBe(200);
  });

  test('leaves the cookie, and the session to be signed out later: an account that cannot answer just now', async () => {
    const member = await registerMember();
    const browser = new Browser();
    const { accessToken } = await browser.signIn(member);
    await inAccount(member, 'ALTER TABLE sessions RENAME TO sessions_away');
    for (const path of ['/auth/refresh', '/auth/logout']) {
      const answer = await browser.call(path);
      expect([path, answer.status >= 500, answer.headers.getSetCookie()]).toEqual([path, true, []]);
    }
    await inAccount(member, 'ALTER TABLE sessions_away RENAME TO sessions');
    expect((await browser.call('/auth/refresh')).status).toBe(200);
    expect((await browser.call('/auth/logout')).status).toBe(200);
    expect(await stateOf(accessToken)).toBe('session_revoked');
  });
});

describe('the cookie is good for nothing else', () => {
  test.each([
    ['GET', '/auth/me'],
    ['GET', '/wallet'],
    ['POST', '/streams'],
    ['POST', '/auth/logout/all'],
    ['POST', '/auth/step-up'],
  ])('%s %s', async (method, path) => {
    const browser = new Browser();
    await browser.signIn(await registerMember());
    const options = method === 'GET' ? { body: undefined } : {};
    expect((await browser.call(path, options, method)).body.code).toBe('unauthenticated');
  });

  test('and is not looked at for clients that do not say that they are the web app', async () => {
    const browser = new Browser();
    const { accessToken } = await browser.signIn(await registerMember());
    for (const path of ['/auth/refresh', '/auth/logout']) {
      const answer = await browser.call(path, { headers: { [CLIENT_HEADER]: '' } });
      expect([path, answer.status >= 400, answer.headers.getSetCookie()]).toEqual([path, true, []]);
    }
    expect(await stateOf(accessToken)).toBeUndefined();
  });

  test('who keeps the token themselves gets it in the answer, and no cookie', async () => {
    const member = await registerMember();
    const { refreshToken } = await signInMember(member);
    const answer = await call('POST', '/auth/refresh', { body: { refreshToken } });
    expect(tokensSchema.parse(answer.body.data).refreshToken).not.toBe(refreshToken);
    expect(answer.headers.getSetCookie()).toEqual([]);
  });
});

describe('across sites', () => {
  const attacks: readonly (readonly [string, Record<string, string>, string])[] = [
    ['a foreign page', { origin: 'https://evil.example' }, 'origin_not_allowed'],
    ['a page without an origin of its own', { origin: 'null' }, 'origin_not_allowed'],
    ['a sibling host that says it is us', { 'sec-fetch-site': 'same-site' }, 'origin_not_allowed'],
    ['a link or a bookmark', { 'sec-fetch-site': 'none' }, 'origin_not_allowed'],
    ['a form', { 'content-type': 'text/plain' }, 'unsupported_media_type'],
    ['another port of a developer’s machine', { origin: 'http://localhost:3000' }, 'origin_not_allowed'],
  ];
  test.each(attacks)('%s neither refreshes, signs out nor signs in', async (_name, headers, code) => {
    const member = await registerMember();
    const browser = new Browser();
    const { accessToken } = await browser.signIn(member);
    const { cookie } = browser;
    const credentials = { identifier: member.username, password: member.password };
    for (const [path, body] of [
      ['/auth/refresh', {}],
      ['/auth/logout', {}],
      ['/auth/login', credentials],
    ] as const) {
      expect((await browser.call(path, { body, headers })).body.code).toBe(code);
    }
    expect(browser.cookie).toBe(cookie);
    expect(await stateOf(accessToken)).toBeUndefined();
    expect((await browser.call('/auth/refresh')).status).toBe(200);
  });

  test('whoever names no origin is no page of ours', async () => {
    const browser = new Browser();
    await browser.signIn(await registerMember());
    const { origin: _, ...rest } = asWebApp;
    const answer = await call('POST', '/auth/refresh', {
      body: {},
      headers: { ...rest, cookie: `${NAME}=${browser.cookie}` },
    });
    expect(answer.body.code).toBe('origin_not_allowed');
  });

  test('an empty body that says nothing of its kind is no request of the web app', async () => {
    const browser = new Browser();
    await browser.signIn(await registerMember());
    const headers = { ...asWebApp, cookie: `${NAME}=${browser.cookie}`, 'cf-connecting-ip': freshAddress() };
    const answer = await send('/api/v1/auth/refresh', { method: 'POST', headers });
    expect(answer.status).toBe(415);
    expect(answer.headers.getSetCookie()).toEqual([]);
  });

  test('no other page may send the header: a preflight does not allow it', async () => {
    const answer = await send('/api/v1/auth/refresh', {
      method: 'OPTIONS',
      headers: {
        origin: 'http://localhost:3000',
        'access-control-request-method': 'POST',
        'access-control-request-headers': CLIENT_HEADER,
      },
    });
    expect(answer.headers.get('access-control-allow-headers')).not.toContain(CLIENT_HEADER);
    expect(answer.headers.get('access-control-allow-credentials')).toBeNull();
  });

  test.each([
    ['two cookies of the name', (good: string) => `${NAME}=${good}; ${NAME}=${good}`],
    ['one that is not ours', () => `${NAME}=hb1.a.x`],
    ['one without the prefix', (good: string) => `hb_refresh=${good}`],
    ['one in quotes, behind a long one', (good: string) => `${'x'.repeat(2_000)}=1; ${NAME}="${good}"`],
  ])('tossed cookies: %s sign nobody in', async (_name, cookieOf) => {
    const browser = new Browser();
    await browser.signIn(await registerMember());
    const headers = { ...asWebApp, cookie: cookieOf(browser.cookie ?? '') };
    expect((await call('POST', '/auth/refresh', { body: {}, headers })).body.code).toBe('refresh_rejected');
  });
});
