import { applyFact } from '@halobuzz/core/payments/apply-fact';
import type { Payment } from '@halobuzz/core/payments/payment';
import { statusOf } from '@halobuzz/core/payments/payment-status';
import type { ProviderFact } from '@halobuzz/core/payments/provider-facts';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { newPayment } from '../../../../testing/payments.ts';
import { type StrictStripe, startStrictStripe } from '../../../../testing/strict-stripe.ts';
import type { PaymentProvider, RawWebhook } from '../provider-port.ts';
import { createStripeProvider, STRIPE_API_VERSION, type StripeSettings } from './stripe-provider.ts';

let time: number;
let server: StrictStripe;
let stripe: PaymentProvider;
let settings: StripeSettings;
const clock = () => time;
const secretKey = 'sk_test_of_the_recorded_server';

beforeEach(async () => {
  time = 1_800_000_000_000;
  server = await startStrictStripe({ secretKey, apiVersion: STRIPE_API_VERSION, webhookSecret: 'whsec_new', clock });
  settings = {
    ...{ secretKey, publishableKey: 'pk_test_x', webhookSecrets: ['whsec_old', 'whsec_new'] },
    ...{ accountId: 'acct_ours', apiUrl: server.url },
  };
  stripe = createStripeProvider(settings, clock);
});
afterEach(() => server.close());

const card = (over: Partial<Payment> = {}) =>
  newPayment({ provider: 'stripe', amount: 499n, currency: 'USD', coins: 525n, ...over });
const done = <T>(answer: { kind: string; value?: T }): T => {
  if (answer.kind !== 'done' || answer.value === undefined) throw new Error(JSON.stringify(answer));
  return answer.value;
};
const opened = async (over: Partial<Payment> = {}) => {
  const payment = card(over);
  const { externalId } = done(await stripe.open(payment));
  return { ...payment, externalId };
};
const factsOf = async (webhook: RawWebhook) => done(await stripe.verify(webhook)).facts;

describe('a payment', () => {
  it('is opened once however often it is asked for, with our id, price and version', async () => {
    const payment = card({ currency: 'NPR', amount: 69_900n });
    const [first, second] = [await stripe.open(payment), await stripe.open(payment)];
    expect(second).toEqual(first);
    expect(server.intents.size).toBe(1);
    const [intent] = server.intents.values();
    expect(intent).toMatchObject({ amount: 69_900, currency: 'npr', metadata: { payment_id: payment.id } });
    const step = { kind: 'stripe', clientSecret: intent?.client_secret, publishableKey: 'pk_test_x' };
    expect(done(first)).toEqual({ externalId: intent?.id, step });
  });

  it('is opened once when the answer was lost', async () => {
    server.faults.push('answer_lost');
    const payment = card();
    expect(await stripe.open(payment)).toMatchObject({ kind: 'done' });
    expect(server.requests).toHaveLength(2);
    expect(server.intents.size).toBe(1);
  });

  it.each([
    ['a rate limit', { status: 429, body: { error: { type: 'invalid_request_error', code: 'rate_limit' } } }],
    ['an outage', { status: 500, body: { error: { type: 'api_error' } } }],
    [
      'another one under way',
      { status: 409, body: { error: { type: 'invalid_request_error', code: 'idempotency_key_in_use' } } },
    ],
    ['no connection', 'connection_cut' as const],
  ])('is not given up for %s', async (_, fault) => {
    server.faults.push(fault, fault);
    expect(await stripe.open(card())).toMatchObject({ kind: 'unavailable' });
  });

  it('is not given up for a key of ours that is wrong', async () => {
    const wrong = createStripeProvider({ ...settings, secretKey: 'sk_test_other' }, clock);
    expect(await wrong.open(card())).toMatchObject({ kind: 'unavailable', reason: 'StripeAuthenticationError' });
  });

  it('is refused for good where Stripe refuses it', async () => {
    expect(await stripe.open(card({ amount: 10n }))).toEqual({ kind: 'refused', reason: 'amount_too_small' });
  });

  it('is given up once, unless it was paid', async () => {
    const payment = await opened();
    expect(await stripe.cancel(payment)).toMatchObject({ kind: 'done' });
    expect(await stripe.cancel({ ...payment, id: card().id })).toMatchObject({ kind: 'done' });
    expect(done(await stripe.read(payment))?.facts).toMatchObject([{ kind: 'expired' }]);
    const paid = await opened();
    server.pay(paid.externalId);
    expect(await stripe.cancel(paid)).toEqual({ kind: 'refused', reason: 'payment_intent_unexpected_state' });
  });

  it('is refunded once by key, and never beyond what came', async () => {
    const payment = await opened();
    server.pay(payment.externalId);
    const first = done(await stripe.refund(payment, 200n, 'a'));
    expect(done(await stripe.refund(payment, 200n, 'a'))).toEqual(first);
    expect(await stripe.refund(payment, 201n, 'a')).toEqual({ kind: 'refused', reason: 'idempotency_error' });
    expect(await stripe.refund(payment, 300n, 'b')).toEqual({ kind: 'refused', reason: 'amount_too_large' });
    expect(server.refunds.size).toBe(1);
  });

  it('is refunded once by key, also long after Stripe forgot the key', async () => {
    const payment = await opened();
    server.pay(payment.externalId);
    const first = done(await stripe.refund(payment, 200n, 'a'));
    server.forgetKeys();
    expect(done(await stripe.refund(payment, 200n, 'a'))).toEqual(first);
    expect(await stripe.refund(payment, 201n, 'a')).toEqual({ kind: 'refused', reason: 'idempotency_error' });
    expect(server.refunds.size).toBe(1);
    expect(await stripe.refund(payment, 100n, 'b')).toMatchObject({ kind: 'done' });
    expect(server.refunds.size).toBe(2);
  });

  it('is read with all that became of it', async () => {
    const payment = await opened();
    server.pay(payment.externalId);
    await stripe.refund(payment, 100n, 'a');
    server.dispute(payment.externalId, 399, 'needs_response');
    const record = done(await stripe.read(payment));
    expect(record).toMatchObject({ externalId: payment.externalId, paymentId: payment.id });
    expect(record?.facts.map(({ kind }) => kind)).toEqual(['paid', 'refunded', 'disputed']);
    expect(await stripe.read(card())).toEqual({ kind: 'done', value: undefined });
  });

  it('stands in a report that is read page by page to its end', async () => {
    const payments = [];
    for (let at = 0; at < 205; at += 1) payments.push(await opened());
    for (const payment of payments.slice(0, 120)) server.pay(payment.externalId);
    for (const payment of payments.slice(0, 3)) await stripe.refund(payment, 5n, payment.id);
    const kinds = new Map<string, number>();
    let cursor: string | undefined;
    do {
      const page = done((await stripe.listPayments?.(time - 1_000, cursor)) ?? { kind: 'none' });
      for (const fact of page.records.flatMap(({ facts }) => facts))
        kinds.set(fact.kind, (kinds.get(fact.kind) ?? 0) + 1);
      cursor = page.next;
    } while (cursor !== undefined);
    expect(Object.fromEntries(kinds)).toEqual({ paid: 120, pending: 85, refunded: 3 });
  });
});

describe('an event', () => {
  it('tells that money came, and how much', async () => {
    const payment = await opened();
    const intent = server.pay(payment.externalId, 498);
    expect(await factsOf(server.webhook('payment_intent.succeeded', intent))).toMatchObject([
      { kind: 'paid', externalId: payment.externalId, paymentId: payment.id, money: { amount: 498n, currency: 'USD' } },
    ]);
  });

  it('of a declined card leaves the payment open; canceled it has failed', async () => {
    const payment = await opened();
    const intent = server.intents.get(payment.externalId) ?? {};
    const declined = await factsOf(server.webhook('payment_intent.payment_failed', intent));
    const canceled = await factsOf(
      server.webhook('payment_intent.canceled', { ...intent, status: 'canceled', cancellation_reason: 'fraudulent' }),
    );
    expect([declined, canceled].flat()).toMatchObject([{ kind: 'pending' }, { kind: 'failed', reason: 'fraudulent' }]);
    const payment_method = { object: 'payment_method', card: { fingerprint: 'Xt5EWLLDS7FJjR1c', last4: '0002' } };
    const last_payment_error = { code: 'card_declined', payment_method };
    const told = await stripe.verify(
      server.webhook('payment_intent.payment_failed', { ...intent, last_payment_error }),
    );
    expect(done(told).declined).toMatchObject({ externalId: payment.externalId, card: 'Xt5EWLLDS7FJjR1c' });
    expect(JSON.stringify(done(told), (_, value) => (typeof value === 'bigint' ? String(value) : value))).not.toContain(
      '0002',
    );
  });

  it('of refunds and disputes leads to the payment, in any order', async () => {
    const payment = await opened();
    const intent = server.pay(payment.externalId);
    const refund = { ...server.refunds.get(done(await stripe.refund(payment, 100n, 'a')).refundId) };
    const dispute = server.dispute(payment.externalId, 399, 'needs_response');
    const events: [string, object][] = [
      ['charge.dispute.closed', { ...dispute, status: 'won' }],
      ['refund.failed', { ...refund, status: 'failed' }],
      ['refund.created', refund],
      ['charge.dispute.created', dispute],
      ['payment_intent.succeeded', intent],
    ];
    const facts: ProviderFact[] = [];
    for (const [type, object] of events) facts.push(...(await factsOf(server.webhook(type, object))));
    const there = facts.reduce<Payment>(applyFact, payment);
    const back = facts.toReversed().reduce<Payment>(applyFact, payment);
    expect(there).toEqual(back);
    expect(there.evidence).toMatchObject({ paid: true, refunds: [{ reversed: true }], disputes: [{ outcome: 'won' }] });
    expect(statusOf(there)).toBe('paid');
  });

  it.each(['warning_needs_response', 'warning_closed', 'prevented'])(
    'of an inquiry (%s) takes nothing',
    async (status) => {
      const payment = await opened();
      expect(
        await factsOf(server.webhook('charge.dispute.created', server.dispute(payment.externalId, 1, status))),
      ).toEqual([]);
    },
  );

  it('of a transfer names the payout that it stands for, and no payment', async () => {
    const payoutId = `po_${'a'.repeat(26)}`;
    const transfer = { object: 'transfer', id: 'tr_1', reversed: true, metadata: { payout_id: payoutId } };
    expect(done(await stripe.verify(server.webhook('transfer.reversed', transfer)))).toMatchObject({
      ...{ payoutId, facts: [] },
    });
    for (const metadata of [{}, { payout_id: 'po_$ne' }]) {
      const event = done(await stripe.verify(server.webhook('transfer.reversed', { ...transfer, metadata })));
      expect(event).not.toHaveProperty('payoutId');
    }
  });

  it('of a kind that we do not know tells nothing', async () => {
    for (const [type, object] of [
      ['customer.created', { object: 'customer' }],
      ['payment_intent.created', { object: 'payment_intent' }],
    ] as const) {
      expect(done(await stripe.verify(server.webhook(type, object)))).toMatchObject({ type, facts: [] });
    }
  });

  it.each([
    ['of a connected account', { account: 'acct_other' }, 'other_account'],
    ['of live mode', { livemode: true }, 'other_mode'],
    ['without an id', { id: 7 }, 'malformed_event'],
    [
      'about an intent that cannot be read',
      { data: { object: { object: 'payment_intent', id: 'pi' } } },
      'malformed_object',
    ],
  ])('%s is refused', async (_, over, reason) => {
    const payment = await opened();
    const intent = server.pay(payment.externalId);
    expect(await stripe.verify(server.webhook('payment_intent.succeeded', intent, over))).toEqual({
      kind: 'refused',
      reason,
    });
    expect(
      await stripe.verify(server.webhook('payment_intent.succeeded', intent, { account: 'acct_ours' })),
    ).toMatchObject({
      kind: 'done',
    });
  });

  it('is proven by either secret while one is replaced, and by no other', async () => {
    const payment = await opened();
    const intent = server.pay(payment.externalId);
    const by = (secret: string) => stripe.verify(server.webhook('payment_intent.succeeded', intent, {}, secret));
    expect(await by('whsec_old')).toMatchObject({ kind: 'done' });
    expect(await by('whsec_new')).toMatchObject({ kind: 'done' });
    expect(await by('whsec_gone')).toEqual({ kind: 'refused', reason: 'wrong_signature' });
  });
});
