import { limits } from '@halobuzz/core/limits';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import {
  call,
  installFakeOrigin,
  registerMember,
  send,
  signInMember,
  verifiedMember,
} from '../../testing/edge-client.ts';
import type { FakeOrigin } from '../../testing/fake-origin.ts';

let origin: FakeOrigin;
beforeEach(() => {
  origin = installFakeOrigin();
  vi.spyOn(console, 'info').mockImplementation(() => undefined);
});
afterEach(() => {
  vi.restoreAllMocks();
});

const payment = {
  ...{ id: '019b7d3c-2f4e-7a11-8c22-1d5e6f708192', status: 'pending', provider: 'sandbox', packageId: 'coins_500' },
  ...{ coins: '525', amount: '499', currency: 'USD', coinsTakenBack: '0' },
  ...{ createdAt: '2026-01-02T03:04:05.678Z', updatedAt: '2026-01-02T03:04:05.678Z' },
};
const body = { packageId: 'coins_500', amount: '499', currency: 'USD', provider: 'sandbox' };
const paying = () => origin.requests.filter(({ target }) => target.endsWith('/internal/v1/payments'));
const answerPayments = () => {
  origin.answers = (_, path) => (path.endsWith('/payments') ? { data: { payment } } : undefined);
};

describe('buying coins', () => {
  test('goes out in the name of who is signed in, with the key of header or body', async () => {
    answerPayments();
    const { member, tokens } = await verifiedMember();
    const token = tokens.accessToken;
    const headers = { 'idempotency-key': 'k-1' };
    expect(await call('POST', '/payments', { token, headers, body })).toMatchObject({ status: 201 });
    expect(await call('POST', '/payments', { token, body: { ...body, idempotencyKey: 'k-2' } })).toMatchObject({
      status: 201,
    });
    const both = { ...body, amount: 499, idempotencyKey: 'k-1' };
    expect(await call('POST', '/payments', { token, headers, body: both })).toMatchObject({ status: 201 });
    expect(paying().map(({ idempotencyKey }) => idempotencyKey)).toEqual(['k-1', 'k-2', 'k-1']);
    for (const seen of paying()) {
      expect(seen.claims.actor?.account).toBe(member.accountId);
      expect(seen.claims.idk).toBe(seen.idempotencyKey);
      expect(seen.body).toEqual(body);
    }
  });

  test.each([
    ['no key', {}, body, 'Idempotency-Key'],
    ['two keys', { 'idempotency-key': 'a' }, { ...body, idempotencyKey: 'b' }, 'idempotencyKey'],
    ['somebody else as buyer', { 'idempotency-key': 'a' }, { ...body, userId: 'aother' }, 'userId'],
    ['a fraction', { 'idempotency-key': 'a' }, { ...body, amount: 4.99 }, 'amount'],
    ['a decimal point', { 'idempotency-key': 'a' }, { ...body, amount: '4.99' }, 'amount'],
    ['a negative amount', { 'idempotency-key': 'a' }, { ...body, amount: -499 }, 'amount'],
    ['nothing', { 'idempotency-key': 'a' }, { ...body, amount: 0 }, 'amount'],
    ['more than a number carries', { 'idempotency-key': 'a' }, { ...body, amount: 2 ** 53 }, 'amount'],
    ['coins as currency', { 'idempotency-key': 'a' }, { ...body, currency: 'COIN' }, 'currency'],
    ['an unknown provider', { 'idempotency-key': 'a' }, { ...body, provider: 'paypal' }, 'provider'],
  ])('with %s is refused', async (_, headers, given, field) => {
    const { tokens } = await verifiedMember();
    const answer = await call('POST', '/payments', { token: tokens.accessToken, headers, body: given });
    expect(answer).toMatchObject({ status: 400, body: { code: 'validation_failed' } });
    expect(answer.body.errors?.map((error) => error.field)).toContain(field);
    expect(paying()).toEqual([]);
  });

  test('wants a verified e-mail address', async () => {
    const member = await registerMember();
    const { accessToken: token } = await signInMember(member);
    const answer = await call('POST', '/payments', { token, headers: { 'idempotency-key': 'k' }, body });
    expect(answer).toMatchObject({ status: 403, body: { code: 'email_unverified' } });
  });

  test('for much wants a fresh proof of who pays', async () => {
    answerPayments();
    const { tokens } = await verifiedMember();
    const token = tokens.accessToken;
    const headers = { 'idempotency-key': 'k' };
    const large = { ...body, packageId: 'coins_5000', amount: '4999' };
    expect(await call('POST', '/payments', { token, headers, body: large })).toMatchObject({ status: 201 });
    const now = Date.now();
    vi.spyOn(Date, 'now').mockImplementation(() => now + limits.stepUpAgeMs + 2_000);
    expect(await call('POST', '/payments', { token, headers, body: large })).toMatchObject({
      status: 403,
      body: { code: 'step_up_required' },
    });
    expect(await call('POST', '/payments', { token, headers, body })).toMatchObject({ status: 201 });
  });

  test('in a loop is bounded by account: each may make the origin ask a provider', async () => {
    answerPayments();
    const { tokens } = await verifiedMember();
    const token = tokens.accessToken;
    const codes: (string | undefined)[] = [];
    // The counter's window may end in between, so up to twice as many.
    while (codes.length <= 2 * limits.credentialRequestsPerMinuteMax && codes.at(-1) !== 'rate_limited') {
      codes.push((await call('POST', '/payments', { token, headers: { 'idempotency-key': 'k' }, body })).body.code);
    }
    expect(codes.at(-1)).toBe('rate_limited');
    expect(codes.length).toBeGreaterThan(1);
    const other = (await verifiedMember()).tokens.accessToken;
    expect(await call('POST', '/payments', { token: other, headers: { 'idempotency-key': 'k' }, body })).toMatchObject({
      status: 201,
    });
  });

  test('IDOR: payments are asked for in the caller’s name alone', async () => {
    origin.answers = (_, path) => (path.includes('/payments') ? 'payment_not_found' : undefined);
    const { member, tokens } = await verifiedMember();
    const token = tokens.accessToken;
    expect(await call('GET', `/payments/${payment.id}`, { token })).toMatchObject({ status: 404 });
    await call('GET', '/payments?limit=3', { token });
    await call('POST', `/payments/${payment.id}/receipt`, { token, body: { receipt: 'r' } });
    const asked = origin.requests.filter(({ target }) => target.includes('/payments'));
    expect(asked).toHaveLength(3);
    for (const { claims } of asked) expect(claims.actor?.account).toBe(member.accountId);
    expect(await call('GET', '/payments?userId=someone', { token })).toMatchObject({ status: 400 });
    expect(await call('GET', '/payments')).toMatchObject({ status: 401 });
  });

  test('prices are those of the country', async () => {
    origin.answers = () => ({ data: { items: [], providers: ['stripe'] } });
    await call('GET', '/payments/packages', { headers: { 'x-halobuzz-country': 'NP' } });
    expect(origin.requests.at(-1)?.target).toBe('/internal/v1/payments/packages?country=NP');
  });
});

describe('a webhook', () => {
  const post = (provider: string, init: RequestInit) =>
    send(`/api/v1/webhooks/${provider}`, { method: 'POST', ...init });
  const seen = () => origin.requests.filter(({ target }) => target.includes('/webhooks/'));

  test('is passed on byte for byte, with the headers that prove it and no others', async () => {
    origin.answers = () => ({ data: { repeated: false } });
    const bytes = Uint8Array.from([0x7b, 0xff, 0xfe, 0x00, 0x20, 0x7d]);
    const headers = { 'stripe-signature': 't=1,v1=a', authorization: 'Bearer x', cookie: 'c', 'x-actor': 'admin' };
    const answer = await post('stripe', { body: bytes, headers });
    expect(answer.status).toBe(200);
    expect(answer.headers.get('cache-control')).toBe('private, no-store');
    const [request] = seen();
    expect(request?.body).toEqual(bytes);
    expect(request?.claims).toMatchObject({ htm: 'POST', htu: '/internal/v1/webhooks/stripe' });
    expect(request?.claims.actor).toBeUndefined();
    expect(request?.headers.get('x-halobuzz-webhook-stripe-signature')).toBe('t=1,v1=a');
    expect(request?.headers.get('content-type')).toBe('application/octet-stream');
    for (const name of ['authorization', 'cookie', 'x-actor', 'x-halobuzz-webhook-authorization']) {
      expect(request?.headers.get(name), name).toBeNull();
    }
  });

  test('that may be JSON is not read, and neither is one that says it is', async () => {
    origin.answers = () => ({ data: { repeated: true } });
    const headers = { 'stripe-signature': 't=1,v1=a', 'content-type': 'application/json' };
    expect((await post('stripe', { body: '{"a" : 1.0}', headers })).status).toBe(200);
    expect(seen()[0]?.body).toEqual(new TextEncoder().encode('{"a" : 1.0}'));
    expect((await post('stripe', { body: 'no json', headers })).status).toBe(200);
  });

  test.each([
    ['of nobody we know', 'paypal', 'x', { 'stripe-signature': 's' }, 404],
    ['without its signature', 'stripe', 'x', {}, 400],
    [
      'with a signature beyond all bounds',
      'stripe',
      'x',
      { 'stripe-signature': 'x'.repeat(limits.webhookHeaderCharsMax + 1) },
      400,
    ],
    ['of nothing', 'stripe', '', { 'stripe-signature': 's' }, 400],
    ['that is too large', 'stripe', 'x'.repeat(limits.webhookBodyBytesMax + 1), { 'stripe-signature': 's' }, 413],
  ])('%s goes no further', async (_, provider, text, headers, status) => {
    const answer = await post(provider, { body: text, headers });
    expect(answer.status).toBe(status);
    expect(seen()).toEqual([]);
  });

  test('that the origin does not trust is refused', async () => {
    origin.answers = () => 'webhook_invalid';
    const answer = await post('stripe', { body: '{}', headers: { 'stripe-signature': 's' } });
    expect(answer.status).toBe(400);
    expect(await answer.json()).toMatchObject({ code: 'webhook_invalid' });
  });
});

describe('the sandbox', () => {
  test('shows a payment, and does with it what a button says', async () => {
    origin.answers = ({ method }) => ({ data: method === 'GET' ? { payment, told: ['paid'] } : { payment } });
    const shown = await send(`/dev/payments/${payment.id}`);
    expect(shown.status).toBe(200);
    const text = await shown.text();
    expect(text).toContain('525 coins');
    expect(text).toContain('data-act="refund_half"');
    expect(shown.headers.get('content-security-policy')).toContain("script-src 'self'");
    expect(await call('POST', `/dev/payments/${payment.id}`, { body: { act: 'approve' } })).toMatchObject({
      status: 200,
    });
    expect(origin.requests.at(-1)).toMatchObject({ body: { act: 'approve' } });
    expect(await call('POST', `/dev/payments/${payment.id}`, { body: { act: 'steal' } })).toMatchObject({
      status: 400,
    });
    expect((await send('/dev/payments/no-id')).status).toBe(404);
  });
});
