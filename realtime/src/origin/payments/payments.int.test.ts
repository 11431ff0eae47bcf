import type { SandboxAct } from '@halobuzz/core/api/payments';
import { limits } from '@halobuzz/core/limits';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { giftIntent, grantIntent, random } from '../../../testing/intents.ts';
import { openPaymentBench, type PaymentBench } from '../../../testing/payment-bench.ts';
import { submit } from '../../../testing/wallet.contract.ts';
import { newActor } from '../testing/fakes.ts';
import { advanceDue } from './payment-jobs.ts';
import { postActs } from './post-acts.ts';
import { recordFacts } from './record-facts.ts';
import { requestRefund } from './request-refund.ts';
import { startPayment } from './start-payment.ts';
import { drainEvents, receiveWebhook, retryGivenUp } from './webhooks.ts';

let bench: PaymentBench;
beforeAll(async () => {
  bench = await openPaymentBench();
});
afterAll(() => bench.close());

async function act(id: string, what: SandboxAct): Promise<void> {
  await receiveWebhook(bench.deps, 'sandbox', await bench.sandbox.act(id, what));
}
async function settle(): Promise<void> {
  await advanceDue(bench.deps);
  await bench.commit();
  await advanceDue(bench.deps);
}
const coinsOf = (subject: string) => bench.wallet.state(subject);

describe('a purchase', () => {
  it('is credited once the money came, and not before', async () => {
    const { id, actor } = await bench.start();
    expect(await bench.statusOf(id)).toBe('pending');
    await settle();
    expect(await coinsOf(actor.subject)).toMatchObject({ coins: 0n });
    await act(id, 'approve');
    expect(await bench.statusOf(id)).toBe('paid');
    await advanceDue(bench.deps);
    expect(await coinsOf(actor.subject)).toMatchObject({ coins: 525n });
    expect(await bench.statusOf(id)).toBe('paid');
    await bench.commit();
    expect(await bench.statusOf(id)).toBe('credited');
    await settle();
    expect(await coinsOf(actor.subject)).toMatchObject({ coins: 525n });
    const entry = bench.wallet.entries.find(({ intent }) => intent.orderId === id);
    expect(entry?.intent).toMatchObject({ kind: 'purchase', fiat: 499n, fiatCurrency: 'USD', provider: 'sandbox' });
  });

  it('is credited whatever gifts its buyer named after it before', async () => {
    const { id, actor } = await bench.start();
    const { subject: wallet } = actor;
    const grant = grantIntent({ wallet, amount: 10n });
    expect(await submit(bench.wallet, grant)).toMatchObject({ kind: 'created' });
    // A payment's id is a UUIDv7 that its buyer knows, and so are the ids that people give their gifts.
    const gift = giftIntent({ wallet, amount: 10n, clientId: id });
    expect(await submit(bench.wallet, gift)).toMatchObject({ kind: 'created' });
    await bench.commit();
    await act(id, 'approve');
    await settle();
    expect(await coinsOf(wallet)).toMatchObject({ coins: 525n });
    expect(await bench.statusOf(id)).toBe('credited');
  });

  it('is credited once, however often its worker dies before the commit is marked', async () => {
    const { id, actor } = await bench.start();
    await act(id, 'approve');
    for (let crash = 0; crash < 5; crash += 1) {
      const stored = await bench.deps.payments.get(id);
      if (stored === undefined) throw new Error('gone');
      expect(await postActs(bench.deps, stored.payment)).toMatchObject({ kind: 'posted' });
    }
    await settle();
    expect(await coinsOf(actor.subject)).toMatchObject({ coins: 525n });
    expect(bench.wallet.entries.filter(({ intent }) => intent.orderId === id)).toHaveLength(1);
  });

  it('that was recorded and never opened is opened by the next worker', async () => {
    const down = { ...bench.sandbox.provider, open: async () => ({ kind: 'unavailable', reason: 'down' }) as const };
    const request = { packageId: 'coins_100', amount: '99', currency: 'USD', provider: 'sandbox' } as const;
    const deps = { ...bench.deps, providers: new Map([['sandbox' as const, down]]) };
    const answer = await startPayment(deps, newActor(random, 'ram'), 'k1', request);
    expect(answer).toMatchObject({ payment: { status: 'created' } });
    expect(answer.next).toBeUndefined();
    bench.time.nowMs += limits.paymentJobLeaseMs + 1;
    await advanceDue(deps);
    expect(await bench.statusOf(answer.payment.id)).toBe('created');
    bench.time.nowMs += limits.paymentRetryMaxMs;
    await advanceDue(bench.deps);
    expect(await bench.statusOf(answer.payment.id)).toBe('pending');
  });

  it('that came to more than a day allows is not opened by asking for it again', async () => {
    const actor = newActor(random, 'sita');
    let looks = 0;
    // Others that were begun at the same moment are seen only once this one stands.
    const boughtSince = async () => {
      looks += 1;
      return { payments: looks % 2 === 1 ? 0 : limits.paymentsPerDayMax + 1, coins: 0n };
    };
    const deps = { ...bench.deps, payments: { ...bench.deps.payments, boughtSince } };
    const request = { packageId: 'coins_100', amount: '99', currency: 'USD', provider: 'sandbox' } as const;
    const refused = { code: 'purchase_limit_reached' };
    await expect(startPayment(deps, actor, 'k2', request)).rejects.toMatchObject(refused);
    const again = await startPayment(deps, actor, 'k2', request);
    expect(again).toMatchObject({ payment: { status: 'failed' } });
    expect(again.next).toBeUndefined();
    expect(await bench.sandbox.store.get(again.payment.id)).toBeUndefined();
  });

  it('waits for a wallet that is locked, and raises the alarm when it waits too long', async () => {
    const { id, actor } = await bench.start();
    await act(id, 'approve');
    bench.wallet.locked = true;
    for (let tries = 0; tries < limits.paymentTriesWarn; tries += 1) {
      await advanceDue(bench.deps);
      expect(await bench.statusOf(id)).toBe('paid');
      bench.time.nowMs += limits.paymentRetryMaxMs;
    }
    expect(bench.audited).toContain('payment.found_wrong payment_stuck');
    await bench.deps.measure();
    expect(await bench.registry.metrics()).toContain('halobuzz_origin_payments_waiting{what="payments_stuck"} 1');
    bench.wallet.locked = false;
    await settle();
    expect(await coinsOf(actor.subject)).toMatchObject({ coins: 525n });
    expect(await bench.statusOf(id)).toBe('credited');
  });

  it('that nobody pays expires, and is credited after all when the money comes too late', async () => {
    const { id, actor } = await bench.start();
    bench.time.nowMs += limits.paymentOpenMs + 1;
    await settle();
    expect(await bench.statusOf(id)).toBe('expired');
    const late = { provider: 'sandbox', externalId: `sb_${id}`, paymentId: id, atMs: bench.time.nowMs } as const;
    const money = { amount: 499n, currency: 'USD' };
    await recordFacts(bench.deps, [{ ...late, kind: 'paid', eventId: 'late', money }]);
    await settle();
    expect(await bench.statusOf(id)).toBe('credited');
    expect(await coinsOf(actor.subject)).toMatchObject({ coins: 525n });
  });

  it('whose webhook never came is found at the provider', async () => {
    const { id } = await bench.start();
    await bench.sandbox.act(id, 'approve');
    bench.time.nowMs += limits.paymentAskAfterMs + 1;
    await settle();
    await settle();
    expect(await bench.statusOf(id)).toBe('credited');
  });
});

describe('money that is not what was asked for', () => {
  const paid = async (money: { amount: bigint; currency: string }) => {
    const { id, actor } = await bench.start();
    const base = { provider: 'sandbox', externalId: `sb_${id}`, paymentId: id, atMs: bench.time.nowMs } as const;
    await recordFacts(bench.deps, [{ ...base, kind: 'paid', eventId: `e_${id}`, money }]);
    await settle();
    return { id, actor };
  };

  it.each([
    ['too little', { amount: 498n, currency: 'USD' }, 'amount_differs'],
    ['too much', { amount: 500n, currency: 'USD' }, 'amount_differs'],
    ['another currency', { amount: 499n, currency: 'NPR' }, 'currency_differs'],
  ])('%s is flagged and not credited', async (_, money, flag) => {
    const { id, actor } = await paid(money);
    expect(await bench.statusOf(id)).toBe('review');
    expect(await coinsOf(actor.subject)).toMatchObject({ coins: 0n });
    expect(bench.audited).toContain(`payment.found_wrong ${flag}`);
    const finding = await bench.database.db.collection('reconciliation_findings').findOne({ paymentId: id });
    expect(finding).toMatchObject({ kind: flag, times: 1, resolvedAt: null });
  });

  it("of another payment's id is not taken for this one", async () => {
    const [a, b] = [await bench.start(), await bench.start()];
    const base = { provider: 'sandbox', externalId: `sb_${a.id}`, paymentId: b.id, atMs: bench.time.nowMs } as const;
    await recordFacts(bench.deps, [{ ...base, kind: 'paid', eventId: 'x', money: { amount: 499n, currency: 'USD' } }]);
    expect(await bench.statusOf(b.id)).toBe('pending');
    expect(await bench.statusOf(a.id)).toBe('paid');
  });
});

describe('a refund', () => {
  it('takes coins back in proportion, and the last one the rest; what was spent is owed', async () => {
    const { id, actor } = await bench.start();
    await act(id, 'approve');
    await settle();
    await act(id, 'refund_half');
    await settle();
    expect(await bench.statusOf(id)).toBe('partially_refunded');
    // 249 of 499 cents are 261.97 of 525 coins.
    expect(await coinsOf(actor.subject)).toMatchObject({ coins: 525n - 261n });
    await act(id, 'refund');
    await settle();
    expect(await bench.statusOf(id)).toBe('refunded');
    expect(await coinsOf(actor.subject)).toMatchObject({ coins: 0n, owed: 0n });
    await act(id, 'fail_refund');
    await settle();
    expect(await bench.statusOf(id)).toBe('partially_refunded');
    expect(await coinsOf(actor.subject)).toMatchObject({ coins: 525n - 261n });
  });

  it('that is heard of before the payment waits for it', async () => {
    const { id, actor } = await bench.start();
    const base = { provider: 'sandbox', externalId: `sb_${id}`, paymentId: id, atMs: 1 } as const;
    const money = (amount: bigint) => ({ amount, currency: 'USD' });
    await recordFacts(bench.deps, [{ ...base, kind: 'refunded', eventId: 'r', refundId: 'r1', money: money(100n) }]);
    await settle();
    expect(await coinsOf(actor.subject)).toMatchObject({ coins: 0n, owed: 0n });
    await recordFacts(bench.deps, [{ ...base, kind: 'paid', eventId: 'p', money: money(499n) }]);
    await settle();
    expect(await bench.statusOf(id)).toBe('partially_refunded');
    expect(await coinsOf(actor.subject)).toMatchObject({ coins: 525n - 105n });
  });

  it('that staff ask for is sent once, bounded by what is left, and survives an outage', async () => {
    const { id, actor } = await bench.start();
    await act(id, 'approve');
    await settle();
    const order = { paymentId: id, key: 'case-1', amount: 200n, reason: 'goodwill', by: 'operator:me' };
    const down = { ...bench.sandbox.provider, refund: async () => ({ kind: 'unavailable', reason: 'down' }) as const };
    const broken = { ...bench.deps, providers: new Map([['sandbox' as const, down]]) };
    expect(await requestRefund(broken, order)).toMatchObject({ request: { state: 'requested', amount: 200n } });
    // What waits counts already: nobody promises the same money twice.
    const second = { ...order, key: 'case-2', amount: 300n };
    await expect(requestRefund(bench.deps, second)).rejects.toMatchObject({ code: 'refund_refused' });
    await expect(requestRefund(bench.deps, { ...order, amount: 201n })).rejects.toMatchObject({ code: 'conflict' });
    bench.time.nowMs += limits.paymentRetryMaxMs;
    await settle();
    expect(await requestRefund(bench.deps, order)).toMatchObject({ request: { state: 'sent' } });
    expect(await coinsOf(actor.subject)).toMatchObject({ coins: 525n - 210n });
    await requestRefund(bench.deps, { ...order, key: 'case-3', amount: undefined });
    await settle();
    expect(await bench.statusOf(id)).toBe('refunded');
    expect(await coinsOf(actor.subject)).toMatchObject({ coins: 0n });
    const rest = { ...order, key: 'case-4', amount: undefined };
    await expect(requestRefund(bench.deps, rest)).rejects.toMatchObject({ code: 'refund_refused' });
    await expect(requestRefund(bench.deps, { ...rest, paymentId: 'none' })).rejects.toMatchObject({
      code: 'payment_not_found',
    });
  });
});

describe('a dispute', () => {
  it('takes the coins back while it is open, and gives them back when it is won', async () => {
    const { id, actor } = await bench.start();
    await act(id, 'approve');
    await settle();
    await act(id, 'dispute');
    await settle();
    expect(await bench.statusOf(id)).toBe('disputed');
    expect(await coinsOf(actor.subject)).toMatchObject({ coins: 0n });
    await act(id, 'win');
    await settle();
    expect(await bench.statusOf(id)).toBe('won');
    expect(await coinsOf(actor.subject)).toMatchObject({ coins: 525n });
    const kinds = bench.wallet.entries
      .filter(({ intent }) => intent.wallet === actor.subject)
      .map((e) => e.intent.kind);
    expect(kinds).toEqual(['purchase', 'chargeback', 'chargeback_reversal']);
  });

  it('that is lost stays taken, also when it was told of before it was opened', async () => {
    const { id, actor } = await bench.start();
    await act(id, 'approve');
    await settle();
    const base = {
      provider: 'sandbox',
      externalId: `sb_${id}`,
      paymentId: id,
      disputeId: 'd',
      money: 'whole',
    } as const;
    await recordFacts(bench.deps, [{ ...base, kind: 'dispute_lost', eventId: 'l', atMs: 2 }]);
    await recordFacts(bench.deps, [{ ...base, kind: 'disputed', eventId: 'o', atMs: 1 }]);
    await settle();
    expect(await bench.statusOf(id)).toBe('charged_back');
    expect(await coinsOf(actor.subject)).toMatchObject({ coins: 0n });
  });
});

describe('webhooks', () => {
  it('are applied once, and a repetition says so', async () => {
    const { id, actor } = await bench.start();
    const webhook = await bench.sandbox.act(id, 'approve');
    const answers = await Promise.all(Array.from({ length: 5 }, () => receiveWebhook(bench.deps, 'sandbox', webhook)));
    expect(answers.filter(({ repeated }) => !repeated)).toHaveLength(1);
    await settle();
    expect(await coinsOf(actor.subject)).toMatchObject({ coins: 525n });
    expect(await bench.registry.metrics()).toContain(
      'halobuzz_origin_webhooks_total{provider="sandbox",result="repeated"} 4',
    );
  });

  it('about a payment that is not known yet wait for it, and are given up in the end', async () => {
    const [known, never] = [await bench.start(), await bench.start()];
    const early = await bench.sandbox.act(known.id, 'approve');
    const lost = await bench.sandbox.act(never.id, 'approve');
    const payments = { ...bench.deps.payments, get: async () => undefined, byExternalId: async () => undefined };
    const blind = { ...bench.deps, payments };
    await receiveWebhook(blind, 'sandbox', early);
    await receiveWebhook(blind, 'sandbox', lost);
    expect(await bench.statusOf(known.id)).toBe('pending');
    bench.time.nowMs += limits.paymentRetryMaxMs;
    await bench.database.db
      .collection('webhook_events')
      .updateOne({ eventId: new RegExp(never.id) }, { $set: { nextAt: null } });
    await drainEvents(bench.deps);
    expect(await bench.statusOf(known.id)).toBe('paid');
    await bench.database.db
      .collection('webhook_events')
      .updateOne({ eventId: new RegExp(never.id) }, { $set: { nextAt: new Date(bench.time.nowMs) } });
    for (let tries = 0; tries < limits.webhookTriesMax; tries += 1) {
      await drainEvents(blind);
      bench.time.nowMs += limits.paymentRetryMaxMs;
    }
    expect(await bench.deps.events.givenUp()).toBe(1);
    expect(bench.audited).toContain('payment.found_wrong webhook_given_up');
    await retryGivenUp(blind);
    expect(await bench.deps.events.givenUp()).toBe(1);
    await retryGivenUp(bench.deps);
    expect(await bench.deps.events.givenUp()).toBe(0);
    expect(await bench.statusOf(never.id)).toBe('paid');
    await settle();
  });

  it('whose facts could not be applied are applied by the next worker', async () => {
    const { id } = await bench.start();
    const down = { ...bench.deps.payments, replace: () => Promise.reject(new Error('mongo is away')) };
    await receiveWebhook({ ...bench.deps, payments: down }, 'sandbox', await bench.sandbox.act(id, 'approve'));
    expect(await bench.statusOf(id)).toBe('pending');
    bench.time.nowMs += limits.paymentRetryMaxMs;
    await drainEvents(bench.deps);
    expect(await bench.statusOf(id)).toBe('paid');
    await settle();
  });

  it('of a provider that is not there are not taken', async () => {
    const webhook = { body: new Uint8Array(2), headers: {} };
    await expect(receiveWebhook(bench.deps, 'stripe', webhook)).rejects.toMatchObject({ code: 'not_found' });
    await expect(receiveWebhook(bench.deps, 'sandbox', webhook)).rejects.toMatchObject({ code: 'webhook_invalid' });
  });
});
