import { generateKeyPairSync } from 'node:crypto';
import { applyFact } from '@halobuzz/core/payments/apply-fact';
import type { Payment } from '@halobuzz/core/payments/payment';
import { statusOf, withCommitted } from '@halobuzz/core/payments/payment-status';
import { planActs } from '@halobuzz/core/payments/plan-acts';
import type { ProviderFact } from '@halobuzz/core/payments/provider-facts';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createAppleChain } from '../../../../testing/apple-chain.ts';
import { type AppleStore, appleError, startAppleStore } from '../../../../testing/apple-store-server.ts';
import { storePayment } from '../../../../testing/store-payment.ts';
import type { PaymentProvider, ProviderAnswer } from '../provider-port.ts';
import { storeFetch } from '../stores/store-fetch.ts';
import { appleApiUrls, createAppleApi } from './apple-api.ts';
import { createAppleProvider } from './apple-provider.ts';
import { createAppleVerifier } from './apple-verifier.ts';

const HOUR = 3_600_000;
const SALE = '2000000123456789';
const app = { bundleId: 'com.halobuzz.app', appId: 6_443_000_001, environment: 'Production' } as const;
const chain = createAppleChain({ nowMs: Date.now() });
const keys = generateKeyPairSync('ec', { namedCurve: 'P-256' });
const pem = keys.privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();

let store: AppleStore;
/** How far Apple's clock is ahead of ours. */
let aheadMs = 0;
let provider: PaymentProvider;
const payment = storePayment('apple');

beforeAll(async () => {
  const key = { id: 'KEY1', issuer: '57246542-96fe-1a63-e053-0824d011072a', publicKey: keys.publicKey };
  store = await startAppleStore({ chain, ...app, key, clock: () => Date.now() + aheadMs });
  provider = providerWith({});
});
afterAll(() => store.close());
beforeEach(() => {
  aheadMs = 0;
  store.faults.length = 0;
  store.history.length = 0;
  store.sales.clear();
  sell(SALE);
});

function providerWith(over: { keyId?: string; bundleId?: string }): PaymentProvider {
  const verifier = createAppleVerifier({ roots: [chain.root.der], ...app, onlineChecks: false }, Date.now);
  const settings = { ...app, key: pem, keyId: 'KEY1', issuerId: '57246542-96fe-1a63-e053-0824d011072a', ...over };
  const api = createAppleApi(settings, storeFetch(new Map([[appleApiUrls.Production, store.url]])));
  return createAppleProvider({ verifier, api, clock: Date.now });
}

function sell(transactionId: string, fields: object = {}): void {
  store.sales.set(transactionId, { transactionId, fields: { appAccountToken: payment.id, ...fields } });
}

function hook(body: string) {
  return provider.verify({ body: new TextEncoder().encode(body), headers: {} });
}

async function factsOf(answer: ReturnType<PaymentProvider['verify']>): Promise<readonly ProviderFact[]> {
  return done(await answer).facts;
}

function done<T>(answer: ProviderAnswer<T>): T {
  if (answer.kind !== 'done') throw new Error(`${answer.kind}: ${answer.reason}`);
  return answer.value;
}

async function redeemed(receipt: string, of: Payment = payment) {
  return provider.redeem?.(of, receipt);
}

/** The payment after facts, each of them booked before the next is heard. */
function after(facts: readonly ProviderFact[]): Payment {
  return facts.reduce((known, fact) => {
    const planned = planActs(applyFact(known, fact));
    return planned.acts.reduce((booked, act) => withCommitted(booked, act.orderId), planned);
  }, payment);
}

describe('opening a payment', () => {
  it('tells the app what to buy, and by which token', async () => {
    expect(await provider.open(payment)).toEqual({
      kind: 'done',
      value: { externalId: '', step: { kind: 'store', product: 'com.halobuzz.app.coins.100', token: payment.id } },
    });
    expect(await provider.open({ ...payment, product: '' })).toMatchObject({ kind: 'refused' });
  });
});

describe('a receipt', () => {
  it('pays the payment that it was bought for', async () => {
    const answer = await redeemed(store.signedTransaction(SALE));
    expect(answer).toMatchObject({
      kind: 'done',
      value: [{ kind: 'paid', externalId: SALE, paymentId: payment.id, money: { amount: 99n, currency: 'USD' } }],
    });
    expect(statusOf(after(answer?.kind === 'done' ? answer.value : []))).toBe('credited');
  });

  it('of another user is refused, and one that names nobody', async () => {
    const mine = storePayment('apple', { id: '0190b0c4-0000-7000-8000-000000000002' });
    expect(await redeemed(store.signedTransaction(SALE), mine)).toEqual({ kind: 'refused', reason: 'other_buyer' });
    sell('77', { appAccountToken: undefined });
    expect(await redeemed(store.signedTransaction('77'))).toEqual({ kind: 'refused', reason: 'other_buyer' });
  });

  it.each([
    ['a subscription', { type: 'Auto-Renewable Subscription' }, 'not_consumable'],
    ['shared by the family', { inAppOwnershipType: 'FAMILY_SHARED' }, 'not_bought'],
    ['of another app', { bundleId: 'com.other.app' }, 'wrong_app'],
    ['of the sandbox', { environment: 'Sandbox' }, 'wrong_environment'],
  ])('of %s is refused', async (_, fields, reason) => {
    sell('78', fields);
    expect(await redeemed(store.signedTransaction('78'))).toEqual({ kind: 'refused', reason });
  });

  it('that is forged is refused', async () => {
    const other = createAppleChain({ nowMs: Date.now() });
    expect(await redeemed(other.sign({ transactionId: '1' }))).toMatchObject({ kind: 'refused' });
    expect(await redeemed('not a receipt')).toEqual({ kind: 'refused', reason: 'malformed' });
  });

  it.each([
    ['another product', { productId: 'com.halobuzz.app.coins.9000' }],
    ['more than one', { quantity: 3 }],
  ])('for %s is looked at by people, not credited', async (_, fields) => {
    sell(SALE, fields);
    const answer = await redeemed(store.signedTransaction(SALE));
    const paid = after(answer?.kind === 'done' ? answer.value : []);
    expect(statusOf(paid)).toBe('review');
    expect(paid.evidence.flags).toEqual(['product_differs']);
    expect(paid.acts).toEqual([]);
  });

  it('of a second purchase for the same payment is looked at by people', async () => {
    const first = await redeemed(store.signedTransaction(SALE));
    sell('79');
    const second = await redeemed(store.signedTransaction('79'));
    const paid = after([first, second].flatMap((answer) => (answer?.kind === 'done' ? answer.value : [])));
    expect(paid.evidence.flags).toEqual(['external_id_differs']);
    expect(paid.acts).toHaveLength(1);
  });

  it('whose purchase was refunded meanwhile credits nothing', async () => {
    const before = store.signedTransaction(SALE);
    sell(SALE, { revocationDate: Date.now(), revocationReason: 0 });
    const refund = await factsOf(hook(store.notify('REFUND', SALE)));
    const answer = await redeemed(before);
    const all = after([...refund, ...(answer?.kind === 'done' ? answer.value : [])]);
    expect([statusOf(all), all.acts]).toEqual(['refunded', []]);
  });
});

describe('a notification', () => {
  it('of a charge credits even if the app never comes back', async () => {
    const facts = await factsOf(hook(store.notify('ONE_TIME_CHARGE', SALE)));
    expect(statusOf(after(facts))).toBe('credited');
  });

  it('of a charge without a payment of ours says so, and names no payment', async () => {
    sell('80', { appAccountToken: undefined });
    const event = done(await hook(store.notify('ONE_TIME_CHARGE', '80')));
    expect(event.facts[0]).not.toHaveProperty('paymentId');
    expect(event.summary).toMatchObject({
      transactionId: '80',
      problem: expect.stringContaining('no payment of ours'),
    });
  });

  it('of a refund takes the coins back, and its reversal gives them back, in any order', async () => {
    const charge = await factsOf(hook(store.notify('ONE_TIME_CHARGE', SALE)));
    const revoked = { revocationReason: 1, revocationType: 'REFUND_FULL' };
    sell(SALE, { revocationDate: Date.now() - 60_000, ...revoked });
    const refund = await factsOf(hook(store.notify('REFUND', SALE)));
    sell(SALE);
    const reversal = await factsOf(hook(store.notify('REFUND_REVERSED', SALE)));
    expect(statusOf(after([...charge, ...refund]))).toBe('refunded');
    for (const order of [
      [charge, refund, reversal],
      [reversal, refund, charge],
      [charge, reversal, refund],
      [reversal, charge, refund, refund, reversal],
    ]) {
      expect(statusOf(after(order.flat()))).toBe('credited');
    }
    sell(SALE, { revocationDate: Date.now() + 60_000, ...revoked });
    const second = await factsOf(hook(store.notify('REFUND', SALE)));
    for (const order of [
      [charge, refund, reversal, second],
      [second, reversal, charge, refund],
      [charge, refund, second, reversal, refund],
    ]) {
      expect(statusOf(after(order.flat()))).toBe('refunded');
    }
  });

  it('of a prorated refund takes a share', async () => {
    const charge = await factsOf(hook(store.notify('ONE_TIME_CHARGE', SALE)));
    const prorated = { revocationType: 'REFUND_PRORATED', revocationPercentage: 40_000 };
    sell(SALE, { revocationDate: Date.now(), ...prorated });
    const refund = await factsOf(hook(store.notify('REFUND', SALE)));
    const left = after([...charge, ...refund]);
    expect(statusOf(left)).toBe('partially_refunded');
    expect(left.acts.at(-1)).toMatchObject({ kind: 'refund', fiat: 39n, coins: 39n });
  });

  it.each(['TEST', 'REFUND_DECLINED', 'CONSUMPTION_REQUEST', 'SUBSCRIBED', 'SOMETHING_NEW'])(
    '%s is recorded and moves nothing',
    async (type) => {
      const event = done(await hook(store.notify(type, type === 'TEST' ? '' : SALE)));
      expect(event).toMatchObject({ type, facts: [] });
    },
  );

  it('has an id of its own that stays when it is repeated', async () => {
    const [body, other] = [store.notify('REFUND', SALE), store.notify('REFUND', SALE)];
    const ids = [done(await hook(body)), done(await hook(body)), done(await hook(other))].map(({ eventId }) => eventId);
    expect(ids[0]).toBe(ids[1]);
    expect(ids[0]).not.toBe(ids[2]);
  });

  it('older than Apple repeats one is refused', async () => {
    const old = store.notify('REFUND', SALE, { signedDate: Date.now() - 11 * 24 * HOUR });
    expect(await hook(old)).toEqual({ kind: 'refused', reason: 'stale' });
  });

  it('with the transaction of another app inside is refused', async () => {
    sell('81', { bundleId: 'com.other.app' });
    expect(await hook(store.notify('REFUND', '81'))).toEqual({ kind: 'refused', reason: 'wrong_app' });
  });

  it.each(['', 'null', '[]', '{}', '{"signedPayload":1}', '{"signedPayload":"a.b"}', '\u{fffd}{'])(
    'that is no notification is refused: %s',
    async (body) => {
      expect(await hook(body)).toEqual({ kind: 'refused', reason: 'malformed' });
    },
  );

  it.each([-HOUR, HOUR])('is taken from a clock %d ms ahead of ours', async (ms) => {
    aheadMs = ms;
    expect(statusOf(after(await factsOf(hook(store.notify('ONE_TIME_CHARGE', SALE)))))).toBe('credited');
  });
});

describe('asking Apple', () => {
  const bought = { ...payment, externalId: SALE };

  it('reads what a purchase is now', async () => {
    expect(done(await provider.read(bought))).toMatchObject({ externalId: SALE, paymentId: payment.id });
    sell(SALE, { revocationDate: 1_700_000_000_000 });
    expect(done(await provider.read(bought))?.facts.map(({ kind }) => kind)).toEqual(['paid', 'refunded']);
  });

  it('knows nothing of what was never bought', async () => {
    expect(await provider.read(payment)).toEqual({ kind: 'done', value: undefined });
    expect(await provider.read({ ...payment, externalId: '404' })).toEqual({ kind: 'done', value: undefined });
  });

  it.each([
    ['is busy', appleError(429, 4290000, 'Rate limit exceeded.')],
    ['fails', { status: 500, body: '' }],
    ['says to try again', appleError(404, 4040002, 'Account not found. Please try again.')],
    ['cuts the line', 'connection_cut' as const],
    ['loses the answer', 'answer_lost' as const],
    ['answers nonsense', { status: 200, body: 'nonsense' }],
  ])('waits while Apple %s', async (_, fault) => {
    store.faults.push(fault);
    expect(await provider.read(bought)).toMatchObject({ kind: 'unavailable' });
    expect(await provider.read(bought)).toMatchObject({ kind: 'done' });
  });

  it('is told apart from strangers: another key, another app, a clock that is an hour off', async () => {
    expect(await providerWith({ keyId: 'KEY2' }).read(bought)).toMatchObject({ kind: 'unavailable' });
    expect(await providerWith({ bundleId: 'com.other' }).read(bought)).toMatchObject({ kind: 'unavailable' });
    aheadMs = HOUR;
    expect(await provider.read(bought)).toEqual({ kind: 'unavailable', reason: 'apple_401' });
  });

  it('lists what was missed, page by page', async () => {
    const since = Date.now() - HOUR;
    for (let at = 0; at < 25; at += 1) {
      sell(`9${at}`);
      store.notify('ONE_TIME_CHARGE', `9${at}`);
    }
    store.notify('TEST');
    const first = done((await provider.listPayments?.(since, undefined)) ?? { kind: 'refused', reason: '' });
    expect(first.records).toHaveLength(20);
    const second = done((await provider.listPayments?.(since, first.next)) ?? { kind: 'refused', reason: '' });
    expect(second).toMatchObject({ next: undefined });
    expect(second.records.map(({ externalId }) => externalId)).toEqual(['920', '921', '922', '923', '924']);
  });

  it('asks for no more of the past than Apple keeps', async () => {
    expect(await provider.listPayments?.(0, undefined)).toMatchObject({ kind: 'done' });
    expect(await provider.listPayments?.(0, 'nonsense')).toEqual({ kind: 'refused', reason: 'malformed' });
  });

  it('gives no money back, and takes back no purchase', async () => {
    expect(await provider.refund(bought, 99n, 'key')).toEqual({ kind: 'refused', reason: 'by_apple_alone' });
    expect(await provider.cancel(bought)).toMatchObject({ kind: 'refused' });
    expect(await provider.cancel(payment)).toMatchObject({ kind: 'done' });
  });
});
