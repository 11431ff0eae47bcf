import { type Tokens, tokensSchema } from '@halobuzz/core/api/auth';
import { newUuidV7 } from '@halobuzz/core/ids';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { type DpopClient, dpopClient } from '../../testing/dpop-client.ts';
import {
  type Answer,
  bindings,
  call,
  installFakeOrigin,
  type Member,
  registerMember,
  send,
  signInMember,
} from '../../testing/edge-client.ts';
import { randomBytes } from '../bytes.ts';
import { readDpopProof } from '../tokens/dpop-proof.ts';

let member: Member;
let client: DpopClient;
beforeEach(async () => {
  installFakeOrigin();
  member = await registerMember();
  client = await dpopClient();
});
afterEach(() => {
  vi.restoreAllMocks();
});

const tokensIn = (answer: Answer): Tokens => tokensSchema.parse(answer.body.data);

async function boundSession(by = client): Promise<Tokens> {
  const body = { identifier: member.username, password: member.password };
  return tokensIn(await by.call('POST', '/auth/login', { body }));
}

test('a sign-in with a proof binds the session; its tokens say so', async () => {
  const body = { identifier: member.username, password: member.password };
  const first = await client.call('POST', '/auth/login', { body });
  expect(first.status).toBe(200);
  expect(first.headers.get('dpop-nonce')).toMatch(/^[A-Za-z0-9_-]{22}$/);
  const tokens = tokensIn(first);
  expect(tokens.tokenType).toBe('DPoP');
  const claims = JSON.parse(atob((tokens.accessToken.split('.')[1] ?? '').replaceAll('-', '+').replaceAll('_', '/')));
  expect(claims.cnf).toEqual({ jkt: client.jkt });
  expect((await client.call('GET', '/auth/me', { token: tokens.accessToken })).status).toBe(200);
});

test('a proof without a nonce is answered with one and how to go on', async () => {
  const dpop = await client.proof({ method: 'POST', url: 'https://edge.test/api/v1/auth/login' });
  const body = { identifier: member.username, password: member.password };
  const answer = await call('POST', '/auth/login', { body, headers: { dpop } });
  expect([answer.status, answer.body.code]).toEqual([401, 'use_dpop_nonce']);
  expect(answer.headers.get('www-authenticate')).toBe('DPoP error="use_dpop_nonce", algs="ES256 EdDSA"');
  expect(answer.headers.get('dpop-nonce')).toMatch(/^[A-Za-z0-9_-]{22}$/);
});

test('a bound session refuses Bearer, another key, another token’s proof and a proof used before', async () => {
  const { accessToken } = await boundSession();
  const code = (answer: Answer) => [answer.status, answer.body.code];
  expect(code(await call('GET', '/auth/me', { token: accessToken }))).toEqual([401, 'invalid_dpop_proof']);
  const thief = await dpopClient('EdDSA');
  expect(code(await thief.call('GET', '/auth/me', { token: accessToken }))).toEqual([401, 'invalid_dpop_proof']);
  const other = await boundSession();
  const headers = await client.headers('GET', '/auth/me', other.accessToken);
  const mixed = { ...headers, authorization: `DPoP ${accessToken}` };
  expect(code(await call('GET', '/auth/me', { headers: mixed }))).toEqual([401, 'invalid_dpop_proof']);
  expect((await call('GET', '/auth/me', { headers })).status).toBe(200);
  expect(code(await call('GET', '/auth/me', { headers }))).toEqual([401, 'invalid_dpop_proof']);
});

test('a proof for a change is spent with the account: no other isolate takes it either', async () => {
  const { accessToken, sessionId } = await boundSession();
  const { accessToken: second } = await boundSession();
  const headers = await client.headers('DELETE', `/auth/sessions/${sessionId}`, second);
  const urls = [`https://edge.test/api/v1/auth/sessions/${sessionId}`];
  const proof = await readDpopProof(headers.dpop ?? '', { method: 'DELETE', urls, accessToken: second });
  // As another isolate would: this one has not seen the proof yet.
  const account = bindings.ACCOUNTS.get(bindings.ACCOUNTS.idFromName(member.accountId));
  expect(await account.spendProof(proof?.proofId ?? '')).toBe(true);
  const replay = await call('DELETE', `/auth/sessions/${sessionId}`, { headers });
  expect([replay.status, replay.body.code]).toEqual([401, 'invalid_dpop_proof']);
  expect((await client.call('GET', '/auth/me', { token: accessToken })).status).toBe(200);
});

test('a plain session takes no DPoP scheme: a proof proves nothing there', async () => {
  const { accessToken } = await signInMember(member);
  const answer = await client.call('GET', '/auth/me', { token: accessToken });
  expect([answer.status, answer.body.code]).toEqual([401, 'unauthenticated']);
});

test('refreshing a bound session needs its key; without it the session ends, and stays ended', async () => {
  const tokens = await boundSession();
  const body = { refreshToken: tokens.refreshToken };
  const child = tokensIn(await client.call('POST', '/auth/refresh', { body }));
  expect(child.tokenType).toBe('DPoP');
  const stolen = { refreshToken: child.refreshToken };
  expect((await call('POST', '/auth/refresh', { body: stolen })).body.code).toBe('refresh_rejected');
  expect((await client.call('POST', '/auth/refresh', { body: stolen })).body.code).toBe('refresh_rejected');
});

test('another key cannot take a bound session over', async () => {
  const tokens = await boundSession();
  const thief = await dpopClient();
  const answer = await thief.call('POST', '/auth/refresh', { body: { refreshToken: tokens.refreshToken } });
  expect(answer.body.code).toBe('refresh_rejected');
});

test('a plain session is bound by its first refresh with a proof; its older bearer tokens are dead', async () => {
  const tokens = await signInMember(member);
  // The session as it was is remembered here for a moment; a token made since must not suffer for it.
  expect((await call('GET', '/auth/me', { token: tokens.accessToken })).status).toBe(200);
  const body = { refreshToken: tokens.refreshToken };
  const bound = tokensIn(await client.call('POST', '/auth/refresh', { body }));
  expect(bound.tokenType).toBe('DPoP');
  expect((await client.call('GET', '/auth/me', { token: bound.accessToken })).status).toBe(200);
  const again = tokensIn(await client.call('POST', '/auth/refresh', { body }));
  expect(again.refreshToken).toBe(bound.refreshToken);
  await vi.waitFor(async () => {
    expect((await call('GET', '/auth/me', { token: tokens.accessToken })).body.code).toBe('unauthenticated');
  }, 10_000);
});

test('a repeated proof moves no refresh chain on, and ends no session', async () => {
  const tokens = await boundSession();
  const headers = await client.headers('POST', '/auth/refresh');
  const first = await call('POST', '/auth/refresh', { body: { refreshToken: tokens.refreshToken }, headers });
  const child = tokensIn(first);
  const replay = await call('POST', '/auth/refresh', { body: { refreshToken: child.refreshToken }, headers });
  expect([replay.status, replay.body.code]).toEqual([401, 'invalid_dpop_proof']);
  const next = await client.call('POST', '/auth/refresh', { body: { refreshToken: child.refreshToken } });
  expect(next.status).toBe(200);
});

test('20 refreshes at once with 20 proofs: one child, nobody is signed out', async () => {
  const { refreshToken } = await boundSession();
  const answers = await Promise.all(
    Array.from({ length: 20 }, () => client.call('POST', '/auth/refresh', { body: { refreshToken } })),
  );
  const children = new Set(answers.map((answer) => tokensIn(answer).refreshToken));
  expect(children.size).toBe(1);
  const [child = ''] = children;
  expect((await client.call('POST', '/auth/refresh', { body: { refreshToken: child } })).status).toBe(200);
});

test('a browser page may send proofs and read nonces', async () => {
  const headers = {
    origin: 'https://edge.test',
    'access-control-request-method': 'POST',
    'access-control-request-headers': 'dpop',
  };
  const preflight = await send('/api/v1/auth/login', { method: 'OPTIONS', headers });
  expect(preflight.headers.get('access-control-allow-headers')).toContain('dpop');
  expect(preflight.headers.get('access-control-expose-headers')).toContain('dpop-nonce');
});

test('a join ticket is bound too: the room is not opened to a token without its key', async () => {
  const tokens = await boundSession();
  const path = `/rooms/${newUuidV7(Date.now(), randomBytes)}/join`;
  const bare = await call('POST', path, { token: tokens.accessToken });
  expect([bare.status, bare.body.code]).toEqual([401, 'invalid_dpop_proof']);
  // With the key it gets as far as anybody: there is no such room.
  expect((await client.call('POST', path, { token: tokens.accessToken })).body.code).toBe('room_not_found');
});
