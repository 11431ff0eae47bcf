import { applyFact } from '@halobuzz/core/payments/apply-fact';
import type { Payment } from '@halobuzz/core/payments/payment';
import { statusOf, withCommitted } from '@halobuzz/core/payments/payment-status';
import { planActs } from '@halobuzz/core/payments/plan-acts';
import type { ProviderFact } from '@halobuzz/core/payments/provider-facts';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import {
  type GooglePlay,
  googleError,
  type PlaySale,
  serviceAccountKey,
  startGooglePlay,
  type VoidedSale,
} from '../../../../testing/google-play-server.ts';
import { storePayment } from '../../../../testing/store-payment.ts';
import type { PaymentProvider, ProviderAnswer } from '../provider-port.ts';
import { storeFetch } from '../stores/store-fetch.ts';
import { createGooglePlayApi, googleUrls } from './google-play-api.ts';
import { createGoogleProvider } from './google-provider.ts';
import { createPushReader } from './google-push.ts';

const HOUR = 3_600_000;
const TOKEN = 'opgjlkfmnbhgcfdsaqwertyu.AO-J1OyBoughtByOurAppAndNobodyElse';
const PRODUCT = 'com.halobuzz.app.coins.100';
const push = {
  email: 'play-push@halobuzz.iam.gserviceaccount.com',
  audience: 'https://api.halobuzz.com/api/v1/webhooks/google',
  subscription: 'projects/halobuzz/subscriptions/play-rtdn',
};
const accountEmail = 'play@halobuzz.iam.gserviceaccount.com';
const key = serviceAccountKey();
const payment = storePayment('google');
const bought = { ...payment, externalId: TOKEN };

let play: GooglePlay;
/** How far Google's clock is ahead of ours. */
let aheadMs = 0;
let provider: PaymentProvider;

beforeAll(async () => {
  const account = { email: accountEmail, publicKey: key.publicKey };
  play = await startGooglePlay({ packageName: 'com.halobuzz.app', account, push, clock: () => Date.now() + aheadMs });
});
afterAll(() => play.close());
beforeEach(() => {
  aheadMs = 0;
  for (const list of [play.faults, play.requests, play.voided, play.refunded]) list.length = 0;
  play.sales.clear();
  sell(TOKEN);
  provider = providerWith();
});

function providerWith(over: { accountKey?: string; packageName?: string; testPurchases?: boolean } = {}) {
  const instead = new Map(Object.values(googleUrls).map((url) => [url, play.url]));
  const fetchBounded = storeFetch(instead);
  const { packageName = 'com.halobuzz.app', accountKey = key.pem, testPurchases = false } = over;
  const readPush = createPushReader({ ...push, packageName }, fetchBounded, Date.now);
  const api = createGooglePlayApi({ packageName, accountEmail, accountKey }, fetchBounded);
  return createGoogleProvider({ readPush, api, testPurchases, clock: Date.now });
}

function sell(token: string, over: Partial<PlaySale> = {}): void {
  play.sales.set(token, {
    ...{ productId: PRODUCT, purchaseState: 0, consumptionState: 0, acknowledgementState: 0 },
    ...{ orderId: `GPA.${token.slice(0, 8)}`, purchaseTimeMillis: String(Date.now() - 1_000), regionCode: 'NP' },
    ...{ obfuscatedExternalAccountId: payment.id, ...over },
  });
}

function voidSale(over: Partial<VoidedSale> = {}): void {
  const now = String(Date.now());
  play.voided.push({
    ...{ purchaseToken: TOKEN, orderId: 'GPA.opgjlkfm', purchaseTimeMillis: now, voidedTimeMillis: now },
    ...{ voidedSource: 0, voidedReason: 1, ...over },
  });
}

const sold = (over: object = {}) => ({
  oneTimeProductNotification: { version: '1.0', notificationType: 1, purchaseToken: TOKEN, sku: PRODUCT, ...over },
});
const voidedNote = (over: object = {}) => ({
  voidedPurchaseNotification: { purchaseToken: TOKEN, orderId: 'GPA.opgjlkfm', productType: 2, refundType: 1, ...over },
});

async function hook(notification: object, over?: Parameters<GooglePlay['push']>[1]) {
  return send(await play.push(notification, over));
}

function send({ body, headers }: { body: string; headers: Readonly<Record<string, string>> }) {
  return provider.verify({ body: new TextEncoder().encode(body), headers });
}

function done<T>(answer: ProviderAnswer<T> | undefined): T {
  if (answer?.kind !== 'done') throw new Error(`${answer?.kind}: ${answer?.reason}`);
  return answer.value;
}

async function redeemed(token: string, of: Payment = payment): Promise<ProviderAnswer<readonly ProviderFact[]>> {
  return (await provider.redeem?.(of, token)) ?? { kind: 'refused', reason: 'no_redeem' };
}

/** The payment after facts, each of them booked before the next is heard. */
function after(facts: readonly ProviderFact[]): Payment {
  return facts.reduce((known, fact) => {
    const planned = planActs(applyFact(known, fact));
    return planned.acts.reduce((booked, act) => withCommitted(booked, act.orderId), planned);
  }, payment);
}

describe('a purchase token', () => {
  it('pays the payment that it was bought for', async () => {
    const facts = done(await redeemed(TOKEN));
    expect(facts).toMatchObject([{ kind: 'paid', externalId: TOKEN, paymentId: payment.id, product: PRODUCT }]);
    expect(statusOf(after(facts))).toBe('credited');
  });

  it('of another user is refused, and one that names nobody', async () => {
    const mine = storePayment('google', { id: '0190b0c4-0000-7000-8000-000000000002' });
    expect(await redeemed(TOKEN, mine)).toEqual({ kind: 'refused', reason: 'other_buyer' });
    sell('no-buyer-token', { obfuscatedExternalAccountId: 'promotion' });
    expect(await redeemed('no-buyer-token')).toEqual({ kind: 'refused', reason: 'other_buyer' });
  });

  it('that Google does not know, or knows for another product, is refused', async () => {
    expect(await redeemed('unknown-token')).toEqual({ kind: 'refused', reason: 'unknown_purchase' });
    expect(await redeemed(TOKEN, { ...payment, product: 'com.halobuzz.app.coins.9000' })).toEqual({
      kind: 'refused',
      reason: 'unknown_purchase',
    });
  });

  it.each(['', 'short', 'a/../../orders', 'a'.repeat(2_000), 'with space'])(
    'that is none asks nobody: %.20s',
    async (token) => {
      expect(await redeemed(token)).toEqual({ kind: 'refused', reason: 'malformed' });
      expect(play.requests).toEqual([]);
    },
  );

  it.each([
    ['of a licence tester', 0, 'test_purchase'],
    ['by promotion code', 1, 'not_bought'],
    ['for watching an advertisement', 2, 'not_bought'],
  ])('%s buys no coins', async (_, purchaseType, reason) => {
    sell(TOKEN, { purchaseType });
    expect(await redeemed(TOKEN)).toEqual({ kind: 'refused', reason });
    expect(done(await hook(sold()))).toMatchObject({ facts: [], summary: { problem: reason } });
  });

  it('of a licence tester buys coins where that is wanted', async () => {
    sell(TOKEN, { purchaseType: 0 });
    provider = providerWith({ testPurchases: true });
    expect(done(await redeemed(TOKEN))).toMatchObject([{ kind: 'paid' }]);
  });

  it('for more than one is looked at by people, not credited', async () => {
    sell(TOKEN, { quantity: 3 });
    const paid = after(done(await redeemed(TOKEN)));
    expect([statusOf(paid), paid.evidence.flags, paid.acts]).toEqual(['review', ['product_differs'], []]);
  });

  it('that is pending waits, and pays when it is bought', async () => {
    sell(TOKEN, { purchaseState: 2 });
    const waiting = done(await redeemed(TOKEN));
    expect(statusOf(after(waiting))).toBe('pending');
    expect(done(await provider.read(bought))?.facts).toMatchObject([{ kind: 'pending' }]);
    expect(await provider.cancel(bought)).toEqual({ kind: 'refused', reason: 'pending' });
    sell(TOKEN, { purchaseState: 0 });
    const paid = done(await hook(sold())).facts;
    expect(statusOf(after([...waiting, ...paid]))).toBe('credited');
    expect(statusOf(after([...paid, ...waiting]))).toBe('credited');
  });

  it('that was cancelled fails', async () => {
    sell(TOKEN, { purchaseState: 1 });
    expect(statusOf(after(done(await hook(sold({ notificationType: 2 }))).facts))).toBe('failed');
    expect(statusOf(after(done(await redeemed(TOKEN))))).toBe('failed');
    expect(await provider.cancel(bought)).toMatchObject({ kind: 'done' });
  });
});

describe('a notification', () => {
  it('of a sale credits even if the app never comes back, by what Google answers', async () => {
    const event = done(await hook(sold()));
    expect(event).toMatchObject({ type: 'one_time_product_purchased', summary: { region: 'NP', quantity: '1' } });
    expect(statusOf(after(event.facts))).toBe('credited');
  });

  it('that claims a sale which Google does not confirm moves nothing', async () => {
    sell(TOKEN, { purchaseState: 1 });
    expect(statusOf(after(done(await hook(sold())).facts))).toBe('failed');
    expect(done(await hook(sold({ purchaseToken: 'never-sold-token' }))).facts).toEqual([]);
    expect(done(await hook(sold({ sku: 'com.halobuzz.app.coins.9000' }))).facts).toEqual([]);
  });

  it('of a sale without a payment of ours says so', async () => {
    sell(TOKEN, { obfuscatedExternalAccountId: 'someone' });
    const event = done(await hook(sold()));
    expect(event.facts[0]).not.toHaveProperty('paymentId');
    expect(event.summary).toMatchObject({ problem: expect.stringContaining('no payment of ours') });
  });

  it.each([
    ['the buyer gave back', 1, 'refunded'],
    ['was not acknowledged', 8, 'refunded'],
    ['the bank took back', 7, 'charged_back'],
  ])('of a sale that %s takes the coins back, in any order', async (_, voidedReason, status) => {
    const paid = done(await hook(sold())).facts;
    voidSale({ voidedReason });
    const gone = done(await hook(voidedNote())).facts;
    expect(statusOf(after([...paid, ...gone]))).toBe(status);
    expect(after([...gone, ...paid]).acts).toEqual([]);
    const listed = done(await provider.listPayments?.(Date.now() - HOUR, undefined)).records.flatMap(
      ({ facts }) => facts,
    );
    expect(after([...paid, ...gone, ...listed]).acts).toHaveLength(2);
  });

  it('of a sale that is not voided moves nothing', async () => {
    expect(done(await hook(voidedNote()))).toMatchObject({ facts: [], summary: { orderId: 'GPA.opgjlkfm' } });
    voidSale();
    expect(done(await hook(voidedNote({ productType: 1 }))).facts).toEqual([]);
  });

  it.each([
    ['test', { testNotification: { version: '1.0' } }],
    ['other', { subscriptionNotification: { version: '1.0', notificationType: 4 } }],
    ['other', { somethingNew: {} }],
  ])('of the kind %s is recorded and moves nothing', async (type, notification) => {
    expect(done(await hook(notification))).toMatchObject({ type, facts: [] });
  });

  it('has an id of its own that stays when it is pushed again', async () => {
    const message = await play.push(sold());
    const ids = [done(await send(message)), done(await send(message)), done(await hook(sold()))];
    expect(ids[0]?.eventId).toBe(ids[1]?.eventId);
    expect(ids[0]?.eventId).not.toBe(ids[2]?.eventId);
  });
});

describe('asking Google', () => {
  it('tells it once that the coins are credited, however often it is told', async () => {
    expect(await provider.finish?.(bought)).toMatchObject({ kind: 'done' });
    expect(play.sales.get(TOKEN)).toMatchObject({ consumptionState: 1, acknowledgementState: 1 });
    expect(await provider.finish?.(bought)).toMatchObject({ kind: 'done' });
  });

  it('finds out whether it was told when the answer was lost', async () => {
    expect(await provider.read(bought)).toMatchObject({ kind: 'done' });
    play.faults.push('answer_lost');
    expect(await provider.finish?.(bought)).toMatchObject({ kind: 'unavailable' });
    expect(await provider.finish?.(bought)).toMatchObject({ kind: 'done' });
  });

  it('tells nothing of what is pending, and needs not for what was given back', async () => {
    sell(TOKEN, { purchaseState: 2 });
    expect(await provider.finish?.(bought)).toMatchObject({ kind: 'refused' });
    sell(TOKEN, { purchaseState: 1 });
    expect(await provider.finish?.(bought)).toMatchObject({ kind: 'done' });
  });

  it.each([
    ['is busy', googleError(429, 'rateLimitExceeded', 'Slow down.')],
    ['fails', { status: 503, body: 'Service Unavailable' }],
    ['lets us see nothing', googleError(403, 'permissionDenied', 'The current user has insufficient permissions.')],
    ['updates it just now', googleError(409, 'concurrentUpdate', 'Try again.')],
    ['cuts the line', 'connection_cut' as const],
    ['answers nonsense', { status: 200, body: '<html>' }],
    ['says what it never said before', { status: 200, body: { purchaseState: 7 } }],
  ])('waits while Google %s', async (_, fault) => {
    for (const ask of [() => provider.read(bought), () => redeemed(TOKEN), () => hook(sold())]) {
      expect(await ask()).toMatchObject({ kind: 'done' });
      play.faults.push(fault);
      expect(await ask()).toMatchObject({ kind: 'unavailable' });
      expect(await ask()).toMatchObject({ kind: 'done' });
    }
  });

  it('gets a new token when Google takes the old one no more', async () => {
    expect(await provider.read(bought)).toMatchObject({ kind: 'done' });
    play.faults.push(googleError(401, 'authError', 'Invalid Credentials'));
    expect(await provider.read(bought)).toEqual({ kind: 'unavailable', reason: 'google_authError' });
    expect(await provider.read(bought)).toMatchObject({ kind: 'done' });
    expect(play.requests.filter(({ path }) => path === '/token')).toHaveLength(2);
  });

  it('is told apart from strangers: another key, another app, a clock that is an hour off', async () => {
    provider = providerWith({ accountKey: serviceAccountKey().pem });
    expect(await provider.read(bought)).toEqual({ kind: 'unavailable', reason: 'google_no_token' });
    provider = providerWith({ packageName: 'com.other.app' });
    expect(await provider.read(bought)).toEqual({ kind: 'refused', reason: 'google_applicationNotFound' });
    for (const ms of [-HOUR, HOUR]) {
      aheadMs = ms;
      provider = providerWith();
      expect(await provider.read(bought)).toMatchObject({ kind: 'unavailable' });
      expect(await hook(sold())).not.toMatchObject({ kind: 'done' });
    }
    aheadMs = 0;
    provider = providerWith();
    expect(await hook(sold())).toMatchObject({ kind: 'done' });
  });

  it('lists what was given back, page by page, and no older than Google keeps', async () => {
    voidSale({ purchaseToken: 'with space' });
    for (let at = 0; at < 1_000; at += 1) voidSale({ purchaseToken: `voided-token-${at}`, orderId: `GPA.${at}` });
    const first = done(await provider.listPayments?.(0, undefined));
    expect([first.records.length, first.next]).toEqual([999, '1000']);
    const second = done(await provider.listPayments?.(0, first.next));
    expect(second.next).toBeUndefined();
    expect(second.records).toMatchObject([{ externalId: 'voided-token-999', facts: [{ kind: 'refunded' }] }]);
  });

  it('gives the whole back once, and nothing less', async () => {
    expect(await provider.refund(bought, 98n, 'key')).toEqual({ kind: 'refused', reason: 'whole_only' });
    const answer = await provider.refund(bought, 99n, 'key');
    expect(answer).toEqual({ kind: 'done', value: { refundId: 'void:GPA.opgjlkfm' } });
    expect(await provider.refund(bought, 99n, 'key')).toEqual(answer);
    expect(play.refunded).toEqual(['GPA.opgjlkfm']);
    const listed = done(await provider.listPayments?.(Date.now() - HOUR, undefined)).records[0]?.facts[0];
    expect(listed).toMatchObject({ kind: 'refunded', refundId: 'void:GPA.opgjlkfm' });
  });

  it('knows nothing of what was never bought', async () => {
    expect(await provider.read(payment)).toEqual({ kind: 'done', value: undefined });
    expect(await provider.cancel(payment)).toMatchObject({ kind: 'done' });
    expect(play.requests).toEqual([]);
  });
});
