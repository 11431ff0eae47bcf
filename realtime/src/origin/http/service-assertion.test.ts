import { AppError } from '@halobuzz/core/errors/app-error';
import { limits } from '@halobuzz/core/limits';
import { SERVICE_ASSERTION_HEADER } from '@halobuzz/core/tokens';
import { generateKeyPair, SignJWT, UnsecuredJWT } from 'jose';
import { describe, expect, it } from 'vitest';
import { createEdgeSigner, type EdgeRequest } from '../testing/edge-signer.ts';
import { countingRandom, newActor } from '../testing/fakes.ts';
import { createTestOrigin } from '../testing/test-origin.ts';
import { createAssertionVerifier } from './service-assertion.ts';

const target = '/internal/v1/gifts?country=N%50';
const refused = { status: 401, body: { code: 'service_assertion_invalid', success: false } };

async function sent(request: EdgeRequest, at = target) {
  const origin = await createTestOrigin();
  return origin.call(at, request);
}

describe('the service assertion', () => {
  it('lets a signed request through, byte for byte', async () => {
    expect(await sent({})).toMatchObject({ status: 200 });
  });

  it.each<[string, EdgeRequest]>([
    ['another method', { claims: { htm: 'POST' } }],
    ['another path', { claims: { htu: '/internal/v1/wallet' } }],
    ['another query', { claims: { htu: '/internal/v1/gifts?country=IN' } }],
    ['a query that only means the same', { claims: { htu: '/internal/v1/gifts?country=NP' } }],
    ['another body', { claims: { bsh: 'x' } }],
    ['a wrong issuer', { claims: { iss: 'somebody' } }],
    ['a wrong audience', { claims: { aud: 'halobuzz-api' } }],
    ['an expired one', { claims: { iat: 1_799_999_960, exp: 1_799_999_990 } }],
    ['one of the future', { claims: { iat: 1_800_000_006, exp: 1_800_000_020 } }],
    ['a life too long', { claims: { exp: 1_800_000_031 } }],
    ['a life that ends before it begins', { claims: { exp: 1_799_999_999 } }],
    ['an empty single-use id', { claims: { jti: '' } }],
    ['an endless single-use id', { claims: { jti: 'a'.repeat(200) } }],
    ['an access token type', { header: { typ: 'at+jwt' } }],
    ['no type', { header: { typ: undefined } }],
    ['an unknown key', { header: { kid: 'other' } }],
    ['no key', { header: { kid: undefined } }],
    ['a malformed actor', { claims: { actor: { account: { $ne: '' } } } }],
    ['no assertion', { headers: { [SERVICE_ASSERTION_HEADER]: '' } }],
    ['garbage', { headers: { [SERVICE_ASSERTION_HEADER]: 'a.b.c' } }],
    ['a huge one', { headers: { [SERVICE_ASSERTION_HEADER]: 'a'.repeat(9_000) } }],
  ])('refuses %s', async (_, request) => {
    expect(await sent(request)).toMatchObject(refused);
  });

  it('tolerates clocks that differ by five seconds', async () => {
    expect(await sent({ claims: { iat: 1_800_000_005, exp: 1_800_000_030 } })).toMatchObject({ status: 200 });
    expect(await sent({ claims: { iat: 1_799_999_967, exp: 1_799_999_996 } })).toMatchObject({ status: 200 });
  });

  it('refuses alg none and keys of another algorithm', async () => {
    const origin = await createTestOrigin();
    const { kid } = origin.signer.publicJwk;
    const good = await origin.signer.sign(target, {});
    const claims: Record<string, unknown> = JSON.parse(Buffer.from(good.split('.')[1] ?? '', 'base64url').toString());
    const none = new UnsecuredJWT(claims).encode();
    const secret = Buffer.from(origin.signer.publicJwk.x ?? '', 'base64url');
    const symmetric = await new SignJWT(claims)
      .setProtectedHeader({ alg: 'HS256', typ: 'hb-service+jwt', ...(kid === undefined ? {} : { kid }) })
      .sign(secret);
    const { privateKey } = await generateKeyPair('ES256');
    const elliptic = await new SignJWT(claims)
      .setProtectedHeader({ alg: 'ES256', typ: 'hb-service+jwt', ...(kid === undefined ? {} : { kid }) })
      .sign(privateKey);
    for (const assertion of [none, symmetric, elliptic]) {
      const headers = { [SERVICE_ASSERTION_HEADER]: assertion };
      expect(await origin.call(target, { headers })).toMatchObject(refused);
    }
    // None of them spent the good one's id.
    expect(await origin.call(target, { headers: { [SERVICE_ASSERTION_HEADER]: good } })).toMatchObject({ status: 200 });
  });

  it('refuses a body that was swapped under a good signature, and does not spend it', async () => {
    const origin = await createTestOrigin();
    const path = '/internal/v1/revocations';
    const body = { kind: 'session', id: 'se_1', code: 'session_revoked' };
    const assertion = await origin.signer.sign(path, { method: 'POST', body });
    const post = (sent: unknown) =>
      origin.app.request(path, {
        method: 'POST',
        headers: { 'content-type': 'application/json', [SERVICE_ASSERTION_HEADER]: assertion },
        body: JSON.stringify(sent),
      });
    expect((await post({ ...body, id: 'se_2' })).status).toBe(401);
    expect((await post(body)).status).toBe(201);
    expect((await post(body)).status).toBe(401);
    expect(origin.fakes.revoked).toEqual([body]);
  });

  it.each([
    ['swapped', { 'idempotency-key': 'mine' }, { 'idempotency-key': 'theirs' }],
    ['taken away', { 'idempotency-key': 'mine' }, {}],
    ['added', {}, { 'idempotency-key': 'theirs' }],
    ['doubled', { 'idempotency-key': 'mine' }, { 'idempotency-key': 'mine, mine' }],
  ])('refuses an idempotency key that was %s under a good signature', async (_, signed, sent) => {
    const origin = await createTestOrigin();
    const assertion = await origin.signer.sign(target, { headers: signed });
    const headersOf = (key: object) => ({ ...key, [SERVICE_ASSERTION_HEADER]: assertion });
    expect((await origin.app.request(target, { headers: headersOf(sent) })).status).toBe(401);
    expect((await origin.app.request(target, { headers: headersOf(signed) })).status).toBe(200);
  });

  it('is remembered for longer than any clock would let it in', async () => {
    const nowMs = 1_800_000_000_000;
    const signer = await createEdgeSigner(() => nowMs + limits.serviceAssertionSkewMs);
    const lives: number[] = [];
    const replay = { burn: async (_: string, lifeMs: number) => lives.push(lifeMs) > 0 };
    const verify = createAssertionVerifier({ keys: signer.keys, clock: () => nowMs, replay });
    const assertion = await signer.sign(target, {});
    await verify({ assertion, method: 'GET', target, body: new Uint8Array(0), idempotencyKey: undefined });
    const windowMs = limits.serviceAssertionLifeMs + 2 * limits.serviceAssertionSkewMs;
    expect(lives).toEqual([windowMs + limits.serviceAssertionReplayMarginMs]);
  });

  it('takes an assertion once', async () => {
    const origin = await createTestOrigin();
    const request = await origin.signer.request(target);
    const again = request.clone();
    expect((await origin.app.request(request)).status).toBe(200);
    expect((await origin.app.request(again)).status).toBe(401);
  });

  it('lets nothing in while nobody can tell whether it was used', async () => {
    const origin = await createTestOrigin({
      verifyAssertion: async () => {
        throw new AppError('unavailable', { retryAfterMs: 1_000 });
      },
    });
    const answer = await origin.call(target);
    expect(answer).toMatchObject({ status: 503, body: { code: 'unavailable', retryAfterMs: 1_000 } });
    expect(answer.headers.get('retry-after')).toBe('1');
  });

  it('guards unknown paths too, and never says which test failed', async () => {
    const origin = await createTestOrigin();
    const bare = await origin.app.request('/internal/v1/nothing');
    expect(bare.status).toBe(401);
    expect(await bare.json()).not.toHaveProperty('errors');
    expect(await origin.call('/internal/v1/nothing')).toMatchObject({ status: 404, body: { code: 'not_found' } });
    expect(await origin.call('/')).toMatchObject({ status: 404 });
  });

  it('is believed alone: forged forwarding and identity headers straight to the origin give nothing', async () => {
    const origin = await createTestOrigin();
    const forged = {
      'x-forwarded-for': '127.0.0.1',
      'cf-connecting-ip': '127.0.0.1',
      'x-real-ip': '127.0.0.1',
      forwarded: 'for=127.0.0.1;proto=https',
      'x-forwarded-host': 'origin.internal',
      'x-actor': 'admin',
      'x-roles': 'admin',
      authorization: 'Bearer admin',
    };
    const bare = await origin.app.request('/internal/v1/gifts', { headers: forged });
    expect(bare.status).toBe(401);
    expect(await bare.json()).toMatchObject({ code: 'service_assertion_invalid' });
    for (const path of ['/internal/v1/wallet', '/internal/v1/admin/audit']) {
      expect(await origin.call(path, { headers: forged })).toMatchObject({ body: { success: false } });
    }
    expect(await origin.call('/internal/v1/wallet', { headers: forged })).toMatchObject({
      status: 401,
      body: { code: 'unauthenticated' },
    });
  });

  it('hands on the actor of the claims, never one from the body', async () => {
    const origin = await createTestOrigin();
    const actor = newActor(countingRandom(5), 'sita');
    origin.fakes.wallet.hot = 12n;
    expect(await origin.call('/internal/v1/wallet', { actor })).toMatchObject({ status: 200 });
    expect(await origin.call('/internal/v1/wallet')).toMatchObject({ status: 401, body: { code: 'unauthenticated' } });
  });
});
