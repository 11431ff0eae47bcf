import { limits } from '@halobuzz/core/limits';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { random } from '../../../../testing/intents.ts';
import { openPaymentBench, type PaymentBench } from '../../../../testing/payment-bench.ts';
import { type StrictStripe, startStrictStripe } from '../../../../testing/strict-stripe.ts';
import { newActor } from '../../testing/fakes.ts';
import { advanceDue } from '../payment-jobs.ts';
import { reconcilePayments } from '../reconcile-payments.ts';
import { requestRefund } from '../request-refund.ts';
import { startPayment } from '../start-payment.ts';
import { receiveWebhook } from '../webhooks.ts';
import { createStripeProvider, STRIPE_API_VERSION } from './stripe-provider.ts';

let bench: PaymentBench;
let server: StrictStripe;
const secretKey = 'sk_test_of_the_recorded_server';

beforeAll(async () => {
  const webhookSecret = 'whsec_recorded';
  const clock = () => bench.time.nowMs;
  server = await startStrictStripe({ secretKey, apiVersion: STRIPE_API_VERSION, webhookSecret, clock });
  const settings = { secretKey, publishableKey: 'pk_test_x', webhookSecrets: [webhookSecret], accountId: undefined };
  bench = await openPaymentBench([createStripeProvider({ ...settings, apiUrl: server.url }, clock)]);
});
afterAll(async () => {
  await Promise.all([bench.close(), server.close()]);
});
beforeEach(() => {
  server.faults.length = 0;
  bench.time.nowMs += 60 * 60_000;
});

const request = { packageId: 'coins_500', amount: '499', currency: 'USD', provider: 'stripe' } as const;
const outage = { status: 500, body: { error: { type: 'api_error' } } } as const;

async function start() {
  const actor = newActor(random, 'rita');
  const { payment, next } = await startPayment(bench.deps, actor, 'k', request);
  const externalId = (await bench.deps.payments.get(payment.id))?.payment.externalId ?? '';
  return { id: payment.id, actor, next, externalId, coins: () => bench.wallet.balance(actor.subject) };
}
const tell = (type: string, object: object, over?: object) =>
  receiveWebhook(bench.deps, 'stripe', server.webhook(type, object, over));
async function settle(): Promise<void> {
  await advanceDue(bench.deps);
  await bench.commit();
  await advanceDue(bench.deps);
}

describe('a payment by Stripe', () => {
  it('is credited when its webhook comes, refunded by staff, disputed and won', async () => {
    const { id, externalId, coins, next } = await start();
    expect(next).toMatchObject({ kind: 'stripe', publishableKey: 'pk_test_x' });
    await tell('payment_intent.succeeded', server.pay(externalId));
    await settle();
    expect([await bench.statusOf(id), await coins()]).toEqual(['credited', 525n]);
    const order = { paymentId: id, key: 'case', amount: 99n, reason: 'goodwill', by: 'operator:me' };
    await requestRefund(bench.deps, order);
    await settle();
    const [refund] = [...server.refunds.values()].filter((one) => one.payment_intent === externalId);
    await tell('refund.created', refund ?? {});
    await settle();
    expect([await bench.statusOf(id), await coins()]).toEqual(['partially_refunded', 525n - 104n]);
    const dispute = server.dispute(externalId, 400, 'needs_response');
    await tell('charge.dispute.closed', { ...dispute, status: 'won' });
    await tell('charge.dispute.created', dispute);
    await settle();
    expect([await bench.statusOf(id), await coins()]).toEqual(['partially_refunded', 525n - 104n]);
  });

  it('is made once through an outage, by whoever comes first', async () => {
    server.faults.push(outage, outage);
    const actor = newActor(random, 'ram');
    const answer = await startPayment(bench.deps, actor, 'k', request);
    expect(answer).toMatchObject({ payment: { status: 'created' } });
    expect(answer.next).toBeUndefined();
    const again = await startPayment(bench.deps, actor, 'k', request);
    expect(again).toMatchObject({ payment: { id: answer.payment.id }, next: { kind: 'stripe' } });
    bench.time.nowMs += limits.paymentAskAfterMs + limits.paymentJobLeaseMs;
    await settle();
    const made = [...server.intents.values()].filter(({ metadata }) =>
      JSON.stringify(metadata).includes(answer.payment.id),
    );
    expect(made).toHaveLength(1);
    expect(await bench.statusOf(answer.payment.id)).toBe('pending');
  });

  it('whose answer was lost is found by its webhook, which names our id', async () => {
    server.faults.push('answer_lost', 'answer_lost');
    const actor = newActor(random, 'maya');
    const { payment } = await startPayment(bench.deps, actor, 'k', request);
    const [intent] = [...server.intents.values()].filter(({ metadata }) =>
      JSON.stringify(metadata).includes(payment.id),
    );
    if (intent === undefined) throw new Error('Stripe never heard of it');
    await tell('payment_intent.succeeded', server.pay(intent.id));
    await settle();
    expect(await bench.statusOf(payment.id)).toBe('credited');
    expect((await bench.deps.payments.get(payment.id))?.payment.externalId).toBe(intent.id);
  });

  it('that was abandoned is canceled at Stripe, so that no money comes any more', async () => {
    const { id, externalId } = await start();
    bench.time.nowMs += limits.paymentOpenMs;
    await settle();
    expect(await bench.statusOf(id)).toBe('expired');
    expect(server.intents.get(externalId)).toMatchObject({ status: 'canceled', cancellation_reason: 'abandoned' });
  });

  it('that was paid in the last moment is credited, not given up', async () => {
    const { id, externalId, coins } = await start();
    server.pay(externalId);
    bench.time.nowMs += limits.paymentOpenMs;
    await settle();
    await settle();
    expect([await bench.statusOf(id), await coins()]).toEqual(['credited', 525n]);
  });

  it('stays open through an outage however long, and settles afterwards', async () => {
    const { id, externalId, coins } = await start();
    server.pay(externalId);
    for (let hours = 0; hours < 3; hours += 1) {
      server.faults.push(...Array.from({ length: 12 }, () => outage));
      bench.time.nowMs += 3_600_000;
      await advanceDue(bench.deps);
      server.faults.length = 0;
      expect(await bench.statusOf(id)).toBe('pending');
    }
    bench.time.nowMs += limits.paymentRetryMaxMs;
    await settle();
    await settle();
    expect([await bench.statusOf(id), await coins()]).toEqual(['credited', 525n]);
  });

  it('for another amount, of another account or of live mode is not credited', async () => {
    const [less, foreign] = [await start(), await start()];
    await tell('payment_intent.succeeded', server.pay(less.externalId, 498));
    await settle();
    expect([await bench.statusOf(less.id), await less.coins()]).toEqual(['review', 0n]);
    const paid = server.pay(foreign.externalId);
    for (const over of [{ account: 'acct_other' }, { livemode: true }]) {
      await expect(tell('payment_intent.succeeded', paid, over)).rejects.toMatchObject({ code: 'webhook_invalid' });
    }
    await settle();
    expect([await bench.statusOf(foreign.id), await foreign.coins()]).toEqual(['pending', 0n]);
  });

  it('is caught up with by the report: money, refunds and disputes that no webhook told', async () => {
    const [a, b] = [await start(), await start()];
    for (const { externalId } of [a, b]) server.pay(externalId);
    server.dispute(b.externalId, 499, 'needs_response');
    bench.time.nowMs += 120_000;
    const summary = await reconcilePayments(bench.deps, 3_600_000);
    expect(summary).toMatchObject({ caughtUp: 2, unread: [] });
    await settle();
    expect([await bench.statusOf(a.id), await a.coins()]).toEqual(['credited', 525n]);
    // Disputed before it was credited: it never is.
    expect([await bench.statusOf(b.id), await b.coins()]).toEqual(['disputed', 0n]);
  });

  it('is worked on by one of several origins at a time, and credited once', async () => {
    const many = await Promise.all(Array.from({ length: 8 }, () => start()));
    const told = many.map(({ externalId }) => server.webhook('payment_intent.succeeded', server.pay(externalId)));
    // Each twice, all at once, while four origins work.
    await Promise.all([
      ...[...told, ...told].map((webhook) => receiveWebhook(bench.deps, 'stripe', webhook)),
      ...Array.from({ length: 4 }, () => advanceDue(bench.deps)),
    ]);
    bench.time.nowMs += limits.paymentJobLeaseMs + 1;
    await Promise.all(Array.from({ length: 4 }, () => advanceDue(bench.deps)));
    await bench.commit();
    for (const { id, coins } of many) expect([await bench.statusOf(id), await coins()]).toEqual(['credited', 525n]);
  });
});

describe('news of a transfer to a host', () => {
  it('is noted before it is answered: what could not be noted is told again', async () => {
    const payoutId = `po_${'b'.repeat(26)}`;
    const webhook = server.webhook('transfer.reversed', { object: 'transfer', metadata: { payout_id: payoutId } });
    const noted: string[] = [];
    let isDown = true;
    const onPayoutNews = async (id: string): Promise<void> => {
      if (isDown) throw new Error('no database');
      noted.push(id);
    };
    const hear = () => receiveWebhook({ ...bench.deps, onPayoutNews }, 'stripe', webhook);
    await expect(hear()).rejects.toThrow('no database');
    isDown = false;
    expect(await hear()).toEqual({ repeated: false });
    expect(await hear()).toEqual({ repeated: true });
    expect(noted).toEqual([payoutId, payoutId]);
    // As it is wired: of a payout that nobody knows, nothing becomes.
    expect(await receiveWebhook(bench.deps, 'stripe', webhook)).toEqual({ repeated: true });
  });
});
