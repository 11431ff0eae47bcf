import { runInDurableObject } from 'cloudflare:test';
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
  registerMember,
  signInMember,
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
function age(columns: Partial<Record<'rotated_at' | 'created_at', number>>): Promise<void> {
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

test('logging out ends access and refresh, and closes sockets', async () => {
  expect((await call('POST', '/auth/logout', { token: tokens.accessToken, body: {} })).status).toBe(200);
  expect((await call('GET', '/auth/me', { token: tokens.accessToken })).body.code).toBe('session_revoked');
  expect((await refresh(tokens.refreshToken)).body.code).toBe('refresh_rejected');
  await vi.waitFor(() => {
    expect(origin.revocations).toContainEqual({ kind: 'session', id: tokens.sessionId, code: 'session_revoked' });
  }, 10_000);
});

test('sessions are listed and ended one by one; nobody ends another account’s', async () => {
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
  const context = { deviceId: 'dv_x', deviceName: '', userAgent: '', ipAddress: '', country: 'XX' };
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
