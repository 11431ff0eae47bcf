import { sessionSchema } from '@halobuzz/core/api/auth';
import { pageOf } from '@halobuzz/core/api/conventions';
import { joinDataSchema, startStreamDataSchema } from '@halobuzz/core/api/streams';
import { limits } from '@halobuzz/core/limits';
import { ticketClaimsSchema } from '@halobuzz/core/tokens';
import { importJWK, jwtVerify } from 'jose';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import {
  bindings,
  call,
  installFakeOrigin,
  registerMember,
  signInMember,
  verifiedMember,
} from '../../testing/edge-client.ts';
import { FAKE_NODES, type FakeOrigin } from '../../testing/fake-origin.ts';
import { requireConfig } from '../env.ts';
import { publicJwksOf } from '../tokens/signing-keys.ts';

let origin: FakeOrigin;
beforeEach(() => {
  origin = installFakeOrigin();
  vi.spyOn(console, 'error').mockImplementation(() => undefined);
});
afterEach(() => {
  vi.restoreAllMocks();
});

const show = { title: 'Songs', category: 'music' };

/** A member who is live, and their room's id. */
async function liveHost(country = 'US') {
  const { member, tokens } = await verifiedMember(country);
  const headers = { 'x-halobuzz-country': country };
  const answer = await call('POST', '/streams', { body: show, token: tokens.accessToken, headers });
  const { stream, media } = startStreamDataSchema.parse(answer.body.data);
  return { member, tokens, stream, media, status: answer.status };
}

async function ticketOf(token: string) {
  const [jwk] = publicJwksOf(requireConfig(bindings).ticketKeys).keys;
  const key = await importJWK(jwk ?? {}, 'EdDSA');
  const { payload } = await jwtVerify(token, key, { typ: 'hb-ticket+jwt', audience: 'halobuzz-gateway' });
  return ticketClaimsSchema.parse(payload);
}

test('going live: the origin is told who, where and in which region', async () => {
  const live = await liveHost('IN');
  expect(live.status).toBe(201);
  expect(live.media).toEqual({ state: 'off', reason: 'Media is not set up here.' });
  const seen = origin.requests.find((request) => request.target === '/internal/v1/streams');
  expect(seen?.body).toEqual({ ...show, country: 'IN', region: 'ap-south-1' });
  expect(seen?.claims.actor).toMatchObject({
    account: live.member.accountId,
    name: live.member.username,
    emailVerified: true,
    session: live.tokens.sessionId,
    country: 'IN',
    roles: ['viewer', 'host'],
  });
  expect(seen?.claims.actor?.subject).toMatch(/^s[a-z2-7]{26}$/);
});

test('an unproven e-mail does not go live', async () => {
  const { accessToken } = await signInMember(await registerMember());
  const answer = await call('POST', '/streams', { body: show, token: accessToken });
  expect([answer.status, answer.body.code]).toEqual([403, 'email_unverified']);
});

test('a viewer’s ticket is bound to account, session, device, room, node and boot', async () => {
  const { stream } = await liveHost();
  const viewer = await registerMember();
  const tokens = await signInMember(viewer);
  const answer = await call('POST', `/rooms/${stream.id}/join`, { token: tokens.accessToken });
  const joined = joinDataSchema.parse(answer.body.data);
  const claims = await ticketOf(joined.ticket);
  const node = FAKE_NODES.find(({ id }) => id === joined.node);
  expect(claims).toMatchObject({
    sub: viewer.accountId,
    name: viewer.username,
    sid: tokens.sessionId,
    room: stream.id,
    role: 'viewer',
    spend: false,
    mfa: false,
    node: node?.id,
    boot: node?.boot,
  });
  // How old the account is decides what it may spend.
  expect(Math.abs((claims.made ?? 0) - claims.iat)).toBeLessThan(300);
  expect(claims.did).toMatch(/^dv_/);
  // The socket ends with the session, though no revocation came through.
  const listed = await call('GET', '/auth/sessions', { token: tokens.accessToken });
  const [session] = pageOf(sessionSchema).parse(listed.body.data).items;
  expect(claims.sxp).toBe(Math.floor(Date.parse(session?.expiresAt ?? '') / 1000));
  expect(claims.exp - claims.iat).toBe(limits.ticketLifeMs / 1000);
  expect(Date.parse(joined.ticketExpiresAt)).toBe(claims.exp * 1000);
  expect(joined.url).toBe(node?.url);
  expect(joined.room.id).toBe(stream.id);
});

test('the host joins as host and may spend; two joins are two tickets', async () => {
  const { stream, tokens } = await liveHost();
  const join = async () => {
    const answer = await call('POST', `/rooms/${stream.id}/join`, { body: {}, token: tokens.accessToken });
    return ticketOf(joinDataSchema.parse(answer.body.data).ticket);
  };
  const [first, second] = [await join(), await join()];
  expect(first).toMatchObject({ role: 'host', spend: true });
  expect(first.jti).not.toBe(second.jti);
});

test('no node, an ended room, an unknown room: each its own code', async () => {
  const { stream, tokens } = await liveHost();
  const join = (id: string) => call('POST', `/rooms/${id}/join`, { token: tokens.accessToken });
  origin.nodes = FAKE_NODES.map((node) => ({ ...node, draining: true }));
  expect((await join(stream.id)).body.code).toBe('no_gateway');
  origin.nodes = FAKE_NODES;
  const ended = await call('POST', `/streams/${stream.id}/end`, { body: {}, token: tokens.accessToken });
  expect(ended.body.data).toMatchObject({ stream: { status: 'ended' }, summary: { streamId: stream.id } });
  expect([(await join(stream.id)).status, (await join(stream.id)).body.code]).toEqual([410, 'room_ended']);
  const unknown = stream.id.replace(/^......../, '01000000');
  expect((await join(unknown)).body.code).toBe('room_not_found');
  const summary = await call('GET', `/streams/${stream.id}/summary`, { token: tokens.accessToken });
  expect(summary.body.data).toMatchObject({ streamId: stream.id, final: true });
});

test('a single broadcast is public', async () => {
  const { stream } = await liveHost();
  const one = await call('GET', `/streams/${stream.id}`);
  expect(one.body.data).toMatchObject({ id: stream.id, title: 'Songs' });
});

test('wallet, entries, gifts and grants pass through; the grant keeps its idempotency key', async () => {
  const { tokens } = await verifiedMember();
  const token = tokens.accessToken;
  expect((await call('GET', '/wallet', { token })).body.data).toEqual({ coins: '12', diamonds: '3' });
  expect((await call('GET', '/wallet/entries?limit=3', { token })).body.data).toEqual({ items: [] });
  expect((await call('GET', '/gifts')).body.data).toMatchObject({ items: [{ id: 'rose' }] });
  const headers = { 'idempotency-key': 'grant-1' };
  const grant = await call('POST', '/dev/grants', { token, body: { coins: '100' }, headers });
  expect(grant.body.data).toEqual({ tx: 'tx-1', result: 'created', coins: '100' });
  expect(origin.requests.at(-1)).toMatchObject({ idempotencyKey: 'grant-1', body: { coins: '100' } });
  const without = await call('POST', '/dev/grants', { token, body: { coins: '100' } });
  expect(without.body.errors?.[0]?.field).toBe('idempotency-key');
  const tooMuch = await call('POST', '/dev/grants', { token, body: { coins: '1000001' }, headers });
  expect(tooMuch.body.errors?.[0]?.field).toBe('coins');
});

test.each(['/wallet', '/wallet/entries', '/auth/me', '/auth/sessions'])('GET %s needs a token', async (path) => {
  const answer = await call('GET', path);
  expect([answer.status, answer.body.code]).toEqual([401, 'unauthenticated']);
  expect(answer.headers.get('www-authenticate')).toBe('Bearer');
});

test('the origin’s own problems are passed on, strangers’ are not; request ids run through', async () => {
  origin.failure = 'wallet_locked';
  const locked = await call('GET', '/gifts');
  expect(locked.body).toMatchObject({ code: 'wallet_locked', retryAfterMs: 1_500 });
  expect(locked.headers.get('retry-after')).toBe('2');
  origin.failure = 'service_assertion_invalid';
  expect((await call('GET', '/gifts')).body.code).toBe('unavailable');
  origin.failure = 'network';
  const down = await call('GET', '/gifts');
  expect([down.status, down.body.code]).toEqual([503, 'unavailable']);
  origin.failure = undefined;
  const fine = await call('GET', '/gifts');
  expect(origin.requests.at(-1)?.requestId).toBe(fine.headers.get('x-request-id'));
});

test('an account asks for so many tickets a minute; another is not held up by it', async () => {
  const { stream } = await liveHost();
  const [greedy, other] = [await signInMember(await registerMember()), await signInMember(await registerMember())];
  const join = (token: string) => call('POST', `/rooms/${stream.id}/join`, { token });
  const answers: (string | undefined)[] = [];
  for (let n = 0; n <= limits.credentialRequestsPerMinuteMax; n += 1) {
    answers.push((await join(greedy.accessToken)).body.code);
  }
  expect(answers.filter((code) => code === 'rate_limited').length).toBeGreaterThan(0);
  expect(answers[0]).toBeUndefined();
  expect((await join(other.accessToken)).status).toBe(200);
});
