import { AppError } from '@halobuzz/core/errors/app-error';
import { limits } from '@halobuzz/core/limits';
import type { Payment } from '@halobuzz/core/payments/payment';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { PlaySale } from '../../../../testing/google-play-server.ts';
import { until } from '../../../../testing/ledger-process.ts';
import { openStoreBench, type StoreBench } from '../../../../testing/store-bench.ts';
import { reconcilePayments } from '../reconcile-payments.ts';
import { redeemReceipt } from '../redeem-receipt.ts';
import { receiveWebhook } from '../webhooks.ts';

let bench: StoreBench;
let sales = 0;

beforeAll(async () => {
  bench = await openStoreBench();
});
afterAll(() => bench.close());

/** Sells a payment's product in the App Store; @returns the transaction's id. */
function sellApple(payment: Payment | undefined, fields: object = {}): string {
  sales += 1;
  const transactionId = String(2_000_000_000_000 + sales);
  return reviseApple(transactionId, payment, fields);
}

function reviseApple(transactionId: string, payment: Payment | undefined, fields: object = {}): string {
  const token = payment === undefined ? {} : { appAccountToken: payment.id };
  bench.apple.sales.set(transactionId, { transactionId, fields: { ...token, ...fields } });
  return transactionId;
}

function sellGoogle(payment: Payment, over: Partial<PlaySale> = {}): string {
  sales += 1;
  const token = `play-token-${sales}`;
  bench.play.sales.set(token, {
    ...{ productId: payment.product, purchaseState: 0, consumptionState: 0, acknowledgementState: 0 },
    ...{ orderId: `GPA.${sales}`, purchaseTimeMillis: String(Date.now()), obfuscatedExternalAccountId: payment.id },
    ...over,
  });
  return token;
}

function voidGoogle(purchaseToken: string, voidedReason = 1): void {
  const [orderId, now] = [bench.play.sales.get(purchaseToken)?.orderId ?? '', String(Date.now() - 120_000)];
  const times = { purchaseTimeMillis: now, voidedTimeMillis: now };
  bench.play.voided.push({ purchaseToken, orderId, ...times, voidedSource: 0, voidedReason });
}

const hookApple = (body: string) =>
  receiveWebhook(bench.deps, 'apple', { body: new TextEncoder().encode(body), headers: {} });

async function hookGoogle(notification: object) {
  const { body, headers } = await bench.play.push(notification);
  return receiveWebhook(bench.deps, 'google', { body: new TextEncoder().encode(body), headers });
}

const soldNote = (purchaseToken: string, sku: string) => ({
  oneTimeProductNotification: { version: '1.0', notificationType: 1, purchaseToken, sku },
});

async function redeem(payment: Payment, receipt: string) {
  const stored = await bench.deps.payments.get(payment.id);
  if (stored === undefined) throw new Error('the payment is not there');
  return redeemReceipt(bench.deps, stored, receipt);
}

async function codeOf(call: Promise<unknown>): Promise<string> {
  try {
    await call;
    return 'none';
  } catch (error) {
    if (error instanceof AppError) return error.code;
    throw error;
  }
}

const findings = (paymentId: string) =>
  bench.ledger.database.db.collection('reconciliation_findings').find({ paymentId, resolvedAt: null }).toArray();

describe('a purchase in the App Store', () => {
  it('is credited once, whoever tells it and however often', async () => {
    const payment = await bench.start('apple');
    const sale = sellApple(payment);
    const [receipt, charge] = [bench.apple.signedTransaction(sale), bench.apple.notify('ONE_TIME_CHARGE', sale)];
    await Promise.all([redeem(payment, receipt), hookApple(charge), redeem(payment, receipt)]);
    await bench.becomes(payment.id, 'credited');
    expect(await hookApple(charge)).toEqual({ repeated: true });
    expect(await redeem(payment, receipt)).toMatchObject({ status: 'credited' });
    await bench.work();
    expect(await bench.coins(payment)).toBe(100n);
  });

  it('pays one payment: another buyer gets nothing for it, nor does its buyer for a second payment', async () => {
    const [payment, other] = [await bench.start('apple'), await bench.start('apple')];
    const second = await bench.start('apple', { userId: payment.userId });
    const receipt = bench.apple.signedTransaction(sellApple(payment));
    expect(await codeOf(redeem(other, receipt))).toBe('receipt_refused');
    await redeem(payment, receipt);
    await bench.becomes(payment.id, 'credited');
    for (const wrong of [other, second]) expect(await codeOf(redeem(wrong, receipt))).toBe('receipt_refused');
    expect([await bench.coins(payment), await bench.coins(other)]).toEqual([100n, 0n]);
  });

  it('is taken back by a refund and given back by its reversal, told in the wrong order', async () => {
    const payment = await bench.start('apple');
    const sale = sellApple(payment);
    await redeem(payment, bench.apple.signedTransaction(sale));
    await bench.becomes(payment.id, 'credited');
    const revoked = { revocationReason: 1, revocationType: 'REFUND_FULL' };
    reviseApple(sale, payment, { revocationDate: Date.now() - 60_000, ...revoked });
    const refund = bench.apple.notify('REFUND', sale);
    reviseApple(sale, payment);
    const reversal = bench.apple.notify('REFUND_REVERSED', sale);
    await hookApple(reversal);
    await hookApple(refund);
    await bench.work();
    expect(await bench.coins(payment)).toBe(100n);
    // Apple names no refunds: the second of a purchase is told from the first by its time.
    reviseApple(sale, payment, { revocationDate: Date.now() + 60_000, ...revoked });
    await hookApple(bench.apple.notify('REFUND', sale));
    await bench.becomes(payment.id, 'refunded');
    expect(await bench.coins(payment)).toBe(0n);
    await hookApple(refund);
    await bench.work();
    expect(await bench.coins(payment)).toBe(0n);

    const late = await bench.start('apple');
    const lateSale = sellApple(late);
    await redeem(late, bench.apple.signedTransaction(lateSale));
    await bench.becomes(late.id, 'credited');
    const prorated = { revocationType: 'REFUND_PRORATED', revocationPercentage: 50_000 };
    reviseApple(lateSale, late, { revocationDate: Date.now() - 60_000, ...prorated });
    await hookApple(bench.apple.notify('REFUND', lateSale));
    await bench.becomes(late.id, 'partially_refunded');
    expect(await bench.coins(late)).toBe(51n);
    reviseApple(lateSale, late);
    await hookApple(bench.apple.notify('REFUND_REVERSED', lateSale));
    await bench.becomes(late.id, 'credited');
    expect(await bench.coins(late)).toBe(100n);
  });

  it('without a payment of ours is recorded, credited to nobody, and shown to people', async () => {
    const sale = sellApple(undefined);
    expect(await codeOf(hookApple(bench.apple.notify('ONE_TIME_CHARGE', sale)))).toBe('none');
    const events = bench.ledger.database.db.collection('webhook_events');
    const isGivenUp = async () => (await events.findOne({ 'summary.transactionId': sale }))?.status === 'failed';
    await until('the event is given up', async () => {
      bench.ahead(limits.paymentRetryMaxMs);
      await bench.work();
      return isGivenUp();
    });
    const found = await findings('');
    expect(found).toMatchObject([{ kind: 'webhook_given_up', provider: 'apple', externalId: sale }]);
  });

  it('that no webhook told is caught up from the history, and the report accuses no other', async () => {
    const [quiet, gone] = [await bench.start('apple'), await bench.start('apple')];
    const [quietSale, goneSale] = [sellApple(quiet), sellApple(gone)];
    await redeem(quiet, bench.apple.signedTransaction(quietSale));
    await bench.becomes(quiet.id, 'credited');
    await redeem(gone, bench.apple.signedTransaction(goneSale));
    await bench.becomes(gone.id, 'credited');
    reviseApple(goneSale, gone, { revocationDate: Date.now() - 120_000 });
    bench.apple.notify('REFUND', goneSale);
    bench.ahead(120_000);
    expect(await reconcilePayments(bench.deps)).toMatchObject({ unread: [], caughtUp: 1 });
    await bench.becomes(gone.id, 'refunded');
    expect([await findings(quiet.id), await findings(gone.id)]).toEqual([[], []]);
  });
});

describe('a purchase in Google Play', () => {
  it('is credited once, and consumed when it is', async () => {
    const payment = await bench.start('google');
    const token = sellGoogle(payment);
    await Promise.all([redeem(payment, token), hookGoogle(soldNote(token, payment.product))]);
    await bench.becomes(payment.id, 'credited');
    bench.play.faults.push('answer_lost');
    await until('Google is told', async () => {
      bench.ahead(limits.paymentRetryMinMs * 4);
      await bench.work();
      return (await bench.deps.payments.get(payment.id))?.finished === true;
    });
    bench.play.faults.length = 0;
    expect(bench.play.sales.get(token)).toMatchObject({ consumptionState: 1, acknowledgementState: 1 });
    await hookGoogle(soldNote(token, payment.product));
    expect(await redeem(payment, token)).toMatchObject({ status: 'credited' });
    expect(await bench.coins(payment)).toBe(100n);
  });

  it('raises the alarm long before Google gives the money back', async () => {
    const payment = await bench.start('google');
    const token = sellGoogle(payment);
    await redeem(payment, token);
    const sale = bench.play.sales.get(token);
    if (sale === undefined) throw new Error('the sale is not there');
    // As long as it reads as pending, Google refuses to consume it.
    sale.purchaseState = 2;
    await bench.becomes(payment.id, 'credited');
    let waitedMs = 0;
    await until('people are told', async () => {
      bench.ahead(60_000);
      waitedMs += 60_000;
      await bench.work();
      return (await findings(payment.id)).some(({ kind }) => kind === 'payment_stuck');
    });
    expect(waitedMs).toBeLessThan(24 * 3_600_000);
    sale.purchaseState = 0;
    await until('Google is told', async () => {
      bench.ahead(limits.paymentRetryMaxMs);
      await bench.work();
      return sale.consumptionState === 1;
    });
  });

  it('waits while it is pending, fails when it is cancelled', async () => {
    const [waits, fails] = [await bench.start('google'), await bench.start('google')];
    const tokens = [sellGoogle(waits, { purchaseState: 2 }), sellGoogle(fails, { purchaseState: 2 })] as const;
    expect(await redeem(waits, tokens[0])).toMatchObject({ status: 'pending' });
    expect(await redeem(fails, tokens[1])).toMatchObject({ status: 'pending' });
    expect([await bench.coins(waits), await bench.coins(fails)]).toEqual([0n, 0n]);
    const [first, second] = tokens.map((token) => bench.play.sales.get(token));
    if (first === undefined || second === undefined) throw new Error('the sales are not there');
    [first.purchaseState, second.purchaseState] = [0, 1];
    // No notification comes: payments ask by themselves.
    bench.ahead(limits.paymentAskAfterMs * 2);
    await bench.becomes(waits.id, 'credited');
    await bench.becomes(fails.id, 'failed');
    expect([await bench.coins(waits), await bench.coins(fails)]).toEqual([100n, 0n]);
  });

  it('pays one payment: its token gets another buyer nothing', async () => {
    const [payment, other] = [await bench.start('google'), await bench.start('google')];
    const token = sellGoogle(payment);
    expect(await codeOf(redeem(other, token))).toBe('receipt_refused');
    await redeem(payment, token);
    await bench.becomes(payment.id, 'credited');
    // Even if Google named the other buyer now: the token is taken.
    const sale = bench.play.sales.get(token);
    if (sale !== undefined) bench.play.sales.set(token, { ...sale, obfuscatedExternalAccountId: other.id });
    expect(await codeOf(redeem(other, token))).toBe('receipt_refused');
    await hookGoogle(soldNote(token, payment.product));
    await bench.work();
    expect([await bench.coins(payment), await bench.coins(other)]).toEqual([100n, 0n]);
  });

  it('is taken back when it was voided, told or not', async () => {
    const [told, missed] = [await bench.start('google'), await bench.start('google')];
    const tokens = [sellGoogle(told), sellGoogle(missed)] as const;
    for (const [at, payment] of [told, missed].entries()) {
      await redeem(payment, tokens[at] ?? '');
      await bench.becomes(payment.id, 'credited');
    }
    voidGoogle(tokens[0], 7);
    await hookGoogle({ voidedPurchaseNotification: { purchaseToken: tokens[0], orderId: 'GPA', productType: 2 } });
    await bench.becomes(told.id, 'charged_back');
    voidGoogle(tokens[1]);
    expect(await reconcilePayments(bench.deps)).toMatchObject({ unread: [], caughtUp: 1 });
    await bench.becomes(missed.id, 'refunded');
    expect([await bench.coins(told), await bench.coins(missed)]).toEqual([0n, 0n]);
  });

  it('is told again after an outage', async () => {
    const payment = await bench.start('google');
    const token = sellGoogle(payment);
    const note = soldNote(token, payment.product);
    bench.play.faults.push('connection_cut', { status: 503, body: '' });
    expect(await codeOf(redeem(payment, token))).toBe('unavailable');
    expect(await codeOf(hookGoogle(note))).toBe('unavailable');
    expect(await codeOf(hookGoogle(note))).toBe('none');
    await bench.becomes(payment.id, 'credited');
  });
});

it('leaves a ledger that verifies', async () => {
  expect(await bench.ledger.verify()).toMatchObject({ breaks: [], problems: [] });
});
