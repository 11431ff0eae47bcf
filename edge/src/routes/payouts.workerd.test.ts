import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { call, installFakeOrigin, registerMember, signInMember, verifiedMember } from '../../testing/edge-client.ts';
import { staleToken, totpMember } from '../../testing/factor-client.ts';
import type { FakeOrigin } from '../../testing/fake-origin.ts';

const at = '2026-01-02T03:04:05.678Z';
const payout = {
  ...{
    id: `po_${'a'.repeat(26)}`,
    status: 'held',
    diamonds: '20000',
    currency: 'USD',
    amount: '10000',
    rateVersion: 1,
  },
  ...{ createdAt: at, updatedAt: at, expiresAt: at, cancelAsked: false, settled: false, reasons: [] },
};

let origin: FakeOrigin;
beforeEach(() => {
  origin = installFakeOrigin();
  origin.answers = ({ method }, path) => {
    if (path === '/internal/v1/payouts')
      return { data: method === 'POST' ? { result: 'created', payout } : { items: [] } };
    return path.startsWith('/internal/v1/payouts/') ? { data: { payout } } : undefined;
  };
});
afterEach(() => {
  vi.restoreAllMocks();
});

const body = { diamonds: '20000', currency: 'USD' };
const headers = { 'idempotency-key': 'k-1' };

test('a payout needs a proven address, a second factor and a proof from a moment ago', async () => {
  const newcomer = await signInMember(await registerMember());
  const plain = await verifiedMember();
  const { member, tokens } = await totpMember();
  const ask = (token: string) => call('POST', '/payouts', { token, body, headers });
  expect((await ask(newcomer.accessToken)).body.code).toBe('email_unverified');
  expect((await ask(plain.tokens.accessToken)).body.code).toBe('mfa_enrolment_required');
  expect(await ask(tokens.accessToken)).toMatchObject({ status: 201, body: { data: { result: 'created', payout } } });
  const seen = origin.requests.findLast(({ target }) => target === '/internal/v1/payouts');
  expect(seen).toMatchObject({ body, idempotencyKey: 'k-1', claims: { actor: { account: member.accountId } } });
  const stale = await staleToken(member, tokens);
  expect((await ask(stale.token)).body.code).toBe('step_up_required');
});

test('a payout is asked in its own words alone', async () => {
  const { tokens } = await totpMember();
  const wrong = [
    [{ ...body, diamonds: 20_000 }, 'diamonds'],
    [{ ...body, diamonds: '0' }, 'diamonds'],
    [{ ...body, diamonds: '1.5' }, 'diamonds'],
    [{ ...body, currency: 'COIN' }, 'currency'],
    [{ ...body, userId: 's'.repeat(27) }, 'userId'],
  ] as const;
  for (const [fields, field] of wrong) {
    const answer = await call('POST', '/payouts', { token: tokens.accessToken, body: fields, headers });
    expect([...new Set(answer.body.errors?.map((error: { field: string }) => error.field))]).toEqual([field]);
  }
  const keyless = await call('POST', '/payouts', { token: tokens.accessToken, body });
  expect(keyless.body.code).toBe('validation_failed');
});

test('own payouts are read and taken back in the caller’s name', async () => {
  const { member, tokens } = await verifiedMember();
  const token = tokens.accessToken;
  const asked = [
    await call('GET', '/payouts?limit=5', { token }),
    await call('GET', `/payouts/${payout.id}`, { token }),
    await call('POST', `/payouts/${payout.id}/cancel`, { token }),
  ];
  expect(asked.map(({ status }) => status)).toEqual([200, 200, 200]);
  for (const seen of origin.requests.filter(({ target }) => target.includes('/payouts'))) {
    expect(seen.claims.actor?.account).toBe(member.accountId);
  }
  origin.answers = () => 'payout_refused';
  expect((await call('GET', '/payouts/eligibility', { token })).body.code).toBe('payout_refused');
  expect((await call('GET', '/payouts/po_1', { token })).body.code).toBe('validation_failed');
});
