import { runDurableObjectAlarm, runInDurableObject } from 'cloudflare:test';
import { sessionSchema, type Tokens, tokensSchema } from '@halobuzz/core/api/auth';
import { pageOf } from '@halobuzz/core/api/conventions';
import { limits } from '@halobuzz/core/limits';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import {
  type Answer,
  bindings,
  call,
  installFakeOrigin,
  type Member,
  mailedTexts,
  registerMember,
  signInMember,
  verifiedMember,
} from '../../testing/edge-client.ts';
import type { FakeOrigin } from '../../testing/fake-origin.ts';
import { createPasswordHasher } from '../accounts/credentials/password-hasher.ts';
import { requireConfig } from '../env.ts';

let origin: FakeOrigin;
let member: Member;
let tokens: Tokens;
beforeEach(async () => {
  origin = installFakeOrigin();
  member = await registerMember();
  tokens = await signInMember(member);
});
afterEach(() => {
  vi.restoreAllMocks();
});

const refresh = (refreshToken: string): Promise<Answer> => call('POST', '/auth/refresh', { body: { refreshToken } });
const tokensIn = (answer: Answer): Tokens => tokensSchema.parse(answer.body.data);
const account = () => bindings.ACCOUNTS.get(bindings.ACCOUNTS.idFromName(member.accountId));

/** Lets time pass for every session of the member. */
function age(columns: Partial<Record<'rotated_at' | 'created_at' | 'auth_at', number>>): Promise<void> {
  return runInDurableObject(account(), (_instance, state) => {
    for (const [column, byMs] of Object.entries(columns)) {
      state.storage.sql.exec(`UPDATE sessions SET ${column} = ${column} - ?`, byMs);
    }
  });
}

test('gap 0 rotates', async () => {
  const next = tokensIn(await refresh(tokens.refreshToken));
  expect(next.refreshToken).not.toBe(tokens.refreshToken);
  expect(next.sessionId).toBe(tokens.sessionId);
  expect((await call('GET', '/auth/me', { token: next.accessToken })).status).toBe(200);
});

test('gap 1 within the grace gives the same child', async () => {
  const first = tokensIn(await refresh(tokens.refreshToken));
  const again = tokensIn(await refresh(tokens.refreshToken));
  expect(again.refreshToken).toBe(first.refreshToken);
});

test('gap 1 after the grace ends the session, and the origin is told', async () => {
  const child = tokensIn(await refresh(tokens.refreshToken));
  await age({ rotated_at: limits.refreshGraceMs + 1_000 });
  const reused = await refresh(tokens.refreshToken);
  expect([reused.status, reused.body.code]).toEqual([401, 'refresh_rejected']);
  expect((await refresh(child.refreshToken)).body.code).toBe('refresh_rejected');
  await vi.waitFor(() => {
    expect(origin.revocations).toContainEqual({ kind: 'session', id: tokens.sessionId, code: 'session_revoked' });
  }, 10_000);
});

test('a grandparent within the grace ends the session', async () => {
  const child = tokensIn(await refresh(tokens.refreshToken));
  await refresh(child.refreshToken);
  expect((await refresh(tokens.refreshToken)).body.code).toBe('refresh_rejected');
  expect((await refresh(child.refreshToken)).body.code).toBe('refresh_rejected');
});

test('20 refreshes at once: one child, nobody is signed out', async () => {
  const answers = await Promise.all(Array.from({ length: 20 }, () => refresh(tokens.refreshToken)));
  const children = new Set(answers.map((answer) => tokensIn(answer).refreshToken));
  expect(children.size).toBe(1);
  const [child = ''] = children;
  expect((await refresh(child)).status).toBe(200);
});

test.each([
  ['idle for too long', { rotated_at: limits.sessionIdleMs }],
  ['past its absolute life', { created_at: limits.sessionAbsoluteMs }],
])('a session %s is over', async (_what, columns) => {
  await age(columns);
  expect((await refresh(tokens.refreshToken)).body.code).toBe('refresh_rejected');
});

test.each([
  ['another counter', (token: string) => token.replace(/\.0\./, '.7.')],
  ['another MAC', (token: string) => token.replace(/.$/, (last) => (last === 'A' ? 'B' : 'A'))],
  ['another region', (token: string) => token.replace('hb1.u', 'hb1.e')],
  ['nonsense', () => 'hb1.x'],
])('a forged refresh token is refused: %s', async (_what, forge) => {
  expect((await refresh(forge(tokens.refreshToken))).body.code).toBe('refresh_rejected');
  expect((await refresh(tokens.refreshToken)).status).toBe(200);
});

test('an access token is no refresh token, nor the other way round', async () => {
  expect((await refresh(tokens.accessToken)).status).toBe(400);
  const answer = await call('GET', '/auth/me', { token: tokens.refreshToken });
  expect(answer.body.code).toBe('unauthenticated');
});

test('lost answer then retry: the same child, and the chain goes on from it', async () => {
  const lost = tokensIn(await refresh(tokens.refreshToken));
  const retried = tokensIn(await refresh(tokens.refreshToken));
  expect(retried.refreshToken).toBe(lost.refreshToken);
  const next = tokensIn(await refresh(retried.refreshToken));
  // The lost answer turns up after all: its token is the parent of the newest now.
  expect(tokensIn(await refresh(lost.refreshToken)).refreshToken).toBe(next.refreshToken);
  expect((await refresh(next.refreshToken)).status).toBe(200);
});

test('session fixation: no client can choose the session it signs in to', async () => {
  const body = { identifier: member.username, password: member.password };
  const chosen = 'se_aaaaaaaaaaaaaaaaaaaaaaaaaa';
  const field = await call('POST', '/auth/login', { body: { ...body, sessionId: chosen } });
  expect([field.status, field.body.code]).toEqual([400, 'validation_failed']);
  const headers = { cookie: `session=${chosen}`, authorization: `Bearer ${tokens.accessToken}` };
  const fresh = tokensIn(await call('POST', '/auth/login', { body, headers }));
  expect([chosen, tokens.sessionId]).not.toContain(fresh.sessionId);
  expect((await refresh(tokens.refreshToken)).status).toBe(200);
});

test('a refresh token of one session or account fits no other', async () => {
  const second = await signInMember(member);
  const [, , account, session] = second.refreshToken.split('.');
  const forged = tokens.refreshToken.replace(tokens.sessionId, String(session));
  expect((await refresh(forged)).body.code).toBe('refresh_rejected');
  const stranger = await signInMember(await registerMember());
  const moved = stranger.refreshToken.replaceAll(String(stranger.refreshToken.split('.')[2]), String(account));
  expect((await refresh(moved)).body.code).toBe('refresh_rejected');
  expect((await refresh(second.refreshToken)).status).toBe(200);
});

test('the owner is told when a refresh token was used twice', async () => {
  const { member: known, tokens: own } = await verifiedMember();
  const child = tokensIn(await refresh(own.refreshToken));
  await refresh(child.refreshToken);
  expect((await refresh(own.refreshToken)).body.code).toBe('refresh_rejected');
  await vi.waitFor(async () => {
    expect((await mailedTexts(known.email))[0]).toContain('used from two places');
  }, 10_000);
});

test.each([
  ['idle', { rotated_at: limits.sessionIdleMs }],
  ['absolute', { created_at: limits.sessionAbsoluteMs }],
])('a session past its %s life is ended on HTTP, and on sockets by the account’s alarm', async (_what, columns) => {
  const planned = await runInDurableObject(account(), (_instance, state) => state.storage.getAlarm());
  expect(planned).not.toBeNull();
  expect(planned).toBeLessThanOrEqual(Date.now() + limits.sessionIdleMs);
  await age(columns);
  await vi.waitFor(async () => {
    const me = await call('GET', '/auth/me', { token: tokens.accessToken });
    expect(me.body.code).toBe('session_revoked');
  }, 10_000);
  expect(origin.revocations).toEqual([]);
  await runDurableObjectAlarm(account());
  await vi.waitFor(() => {
    expect(origin.revocations).toEqual([{ kind: 'session', id: tokens.sessionId, code: 'session_revoked' }]);
  }, 10_000);
});

test('a session that ran out unseen before the next sign-in is told to sockets all the same', async () => {
  await age({ rotated_at: limits.sessionIdleMs });
  await signInMember(member);
  await runDurableObjectAlarm(account());
  await vi.waitFor(() => {
    expect(origin.revocations.map(({ id }) => id)).toEqual([tokens.sessionId]);
  }, 10_000);
});

test('who joins the staff has an hour without use, at once', async () => {
  await runInDurableObject(account(), (_instance, state) => {
    state.storage.sql.exec('UPDATE account SET roles = ?', JSON.stringify(['viewer', 'moderator']));
  });
  await age({ rotated_at: limits.staffSessionIdleMs });
  expect((await refresh(tokens.refreshToken)).body.code).toBe('refresh_rejected');
});

test('all other sessions are ended at once; this one stays', async () => {
  const others = [await signInMember(member), await signInMember(member)];
  const answer = await call('DELETE', '/auth/sessions', { token: tokens.accessToken });
  expect(answer.body.data).toEqual({ sessionsEnded: 2 });
  for (const other of others) expect((await refresh(other.refreshToken)).body.code).toBe('refresh_rejected');
  expect((await call('GET', '/auth/me', { token: tokens.accessToken })).status).toBe(200);
  await vi.waitFor(() => {
    const ended = new Set(origin.revocations.map(({ id }) => id));
    expect(ended).toEqual(new Set(others.map(({ sessionId }) => sessionId)));
  }, 10_000);
});

test('ending sessions asks for a fresh proof of who one is', async () => {
  const second = await signInMember(member);
  await age({ auth_at: limits.stepUpAgeMs + 1_000 });
  const stale = tokensIn(await refresh(tokens.refreshToken)).accessToken;
  for (const path of ['/auth/sessions', `/auth/sessions/${second.sessionId}`]) {
    expect((await call('DELETE', path, { token: stale })).body.code).toBe('step_up_required');
  }
  for (const keepCurrent of [true, false]) {
    const everywhere = await call('POST', '/auth/logout/all', { token: stale, body: { keepCurrent } });
    expect(everywhere.body.code).toBe('step_up_required');
  }
  expect((await refresh(second.refreshToken)).status).toBe(200);
});

test('sessions come in pages, each once, the newest first', async () => {
  for (let n = 0; n < 3; n += 1) await signInMember(member);
  const seen: string[] = [];
  let cursor: string | undefined;
  do {
    const query = cursor === undefined ? '' : `&cursor=${cursor}`;
    const answer = await call('GET', `/auth/sessions?limit=3${query}`, { token: tokens.accessToken });
    const page = pageOf(sessionSchema).parse(answer.body.data);
    seen.push(...page.items.map(({ sessionId }) => sessionId));
    cursor = page.next;
  } while (cursor !== undefined);
  expect(seen).toHaveLength(4);
  expect(new Set(seen).size).toBe(4);
  expect(seen.at(-1)).toBe(tokens.sessionId);
  for (const bad of ['x', 'AAAA', '%00', btoa('1.x')]) {
    const refused = await call('GET', `/auth/sessions?cursor=${bad}`, { token: tokens.accessToken });
    expect([refused.body.code, refused.body.errors?.[0]?.field]).toEqual(['validation_failed', 'cursor']);
  }
});

test('logging out ends access and refresh, and closes sockets', async () => {
  expect((await call('POST', '/auth/logout', { token: tokens.accessToken, body: {} })).status).toBe(200);
  expect((await call('GET', '/auth/me', { token: tokens.accessToken })).body.code).toBe('session_revoked');
  expect((await refresh(tokens.refreshToken)).body.code).toBe('refresh_rejected');
  await vi.waitFor(() => {
    expect(origin.revocations).toContainEqual({ kind: 'session', id: tokens.sessionId, code: 'session_revoked' });
  }, 10_000);
});

test('IDOR on sessions: they are listed and ended one by one; nobody ends another account’s', async () => {
  const second = await signInMember(member);
  const stranger = await signInMember(await registerMember());
  const list = await call('GET', '/auth/sessions', { token: second.accessToken });
  const { items } = pageOf(sessionSchema).parse(list.body.data);
  expect(items.map(({ sessionId, current }) => [sessionId, current])).toEqual(
    expect.arrayContaining([
      [second.sessionId, true],
      [tokens.sessionId, false],
    ]),
  );
  const foreign = await call('DELETE', `/auth/sessions/${tokens.sessionId}`, { token: stranger.accessToken });
  expect([foreign.status, foreign.body.code]).toEqual([404, 'not_found']);
  const own = await call('DELETE', `/auth/sessions/${tokens.sessionId}`, { token: second.accessToken });
  expect(own.status).toBe(200);
  expect((await call('GET', '/auth/me', { token: tokens.accessToken })).body.code).toBe('session_revoked');
  expect((await call('GET', '/auth/me', { token: second.accessToken })).status).toBe(200);
});

test('above the bound the least recently used session goes', async () => {
  await age({ rotated_at: 5_000, created_at: 5_000 });
  const hasher = createPasswordHasher(requireConfig(bindings).passwordPeppers);
  const hash = await hasher.hash(member.password, await account().passwordChallenge());
  const device = { deviceId: 'dv_x', deviceName: '', deviceNamed: true, userAgent: '' };
  const context = { ...device, ipAddress: '', country: 'XX', challengeKey: 'k' };
  const kinds = new Set<string>();
  for (let count = 0; count < limits.sessionsPerAccountMax; count += 1) {
    kinds.add((await account().signIn(hash, context)).kind);
  }
  expect(kinds).toEqual(new Set(['signed_in']));
  expect(await account().sessions()).toHaveLength(limits.sessionsPerAccountMax);
  expect((await refresh(tokens.refreshToken)).body.code).toBe('refresh_rejected');
  await vi.waitFor(() => {
    expect(origin.revocations.map(({ id }) => id)).toContain(tokens.sessionId);
  }, 10_000);
});
