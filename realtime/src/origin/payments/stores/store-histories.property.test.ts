import { applyFact } from '@halobuzz/core/payments/apply-fact';
import type { Payment } from '@halobuzz/core/payments/payment';
import { statusOf, withCommitted } from '@halobuzz/core/payments/payment-status';
import { planActs } from '@halobuzz/core/payments/plan-acts';
import type { ProviderFact } from '@halobuzz/core/payments/provider-facts';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openRecordedStores, type RecordedStores } from '../../../../testing/recorded-stores.ts';
import { storePayment } from '../../../../testing/store-payment.ts';
import type { PaymentProvider, RawWebhook } from '../provider-port.ts';

let stores: RecordedStores;
let sales = 0;

beforeAll(async () => {
  stores = await openRecordedStores();
});
afterAll(() => stores.close());

/** What reached us: a webhook by its place in the history, or a receipt that the app got at that moment. */
interface Delivery {
  readonly at: number;
  readonly how: 'webhook' | 'receipt';
}

const deliveries = fc.array(
  fc.record({ at: fc.nat(3), how: fc.constantFrom('webhook' as const, 'receipt' as const) }),
  { maxLength: 8 },
);

/** What happened in the store, step by step: the webhook that told it, and the receipt of that moment. */
interface Told {
  readonly webhook: RawWebhook;
  readonly receipt: string;
}

/** Plays deliveries in the order they came, then the comparison with the store, and answers the payment as it is then. */
async function heard(provider: PaymentProvider, payment: Payment, told: readonly Told[], came: readonly Delivery[]) {
  let known = payment;
  const hear = (facts: readonly ProviderFact[]): void => {
    for (const fact of facts) {
      const about = fact.externalId === known.externalId || fact.paymentId === known.id;
      if (!about) continue;
      const planned = planActs(applyFact(known, fact));
      known = planned.acts.reduce((booked, act) => withCommitted(booked, act.orderId), planned);
    }
  };
  for (const { at, how } of came) {
    const step = told[at];
    if (step === undefined) continue;
    if (how === 'webhook') {
      const answer = await provider.verify(step.webhook);
      hear(answer.kind === 'done' ? answer.value.facts : []);
    } else {
      const answer = await provider.redeem?.(known, step.receipt);
      hear(answer?.kind === 'done' ? answer.value : []);
    }
  }
  // Whoever bought comes back with the purchase in the end: stores keep it for the app until it is finished.
  const last = await provider.redeem?.(known, told.at(-1)?.receipt ?? '');
  hear(last?.kind === 'done' ? last.value : []);
  const report = await provider.listPayments?.(0, undefined);
  for (const { facts } of report?.kind === 'done' ? report.value.records : []) hear(facts);
  const read = await provider.read(known);
  hear(read.kind === 'done' ? (read.value?.facts ?? []) : []);
  return known;
}

function newPayment(provider: 'apple' | 'google'): Payment {
  sales += 1;
  return storePayment(provider, { id: `0190b0c4-0000-7000-8000-${sales.toString().padStart(12, '0')}` });
}

const coinsLeft = ({ acts }: Payment): bigint =>
  acts.reduce((sum, { kind, coins }) => {
    const gives = kind === 'purchase' || kind === 'refund_reversal' || kind === 'chargeback_reversal';
    return gives ? sum + coins : sum - coins;
  }, 0n);

describe('whatever of a purchase reaches us, in whichever order and however often', () => {
  it('comes to what the App Store has in the end', async () => {
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 1, max: 4 }), deliveries, async (steps, came) => {
        const { apple } = stores;
        apple.server.history.length = 0;
        const payment = newPayment('apple');
        const sale = String(3_000_000_000_000 + sales);
        const told: Told[] = [];
        const begin = Date.now();
        for (const [at, type] of ['ONE_TIME_CHARGE', 'REFUND', 'REFUND_REVERSED', 'REFUND'].slice(0, steps).entries()) {
          // The second one an hour after the first was reversed.
          const revocationDate = at === 3 ? begin + 3_600_000 : begin;
          const revoked = type === 'REFUND' ? { revocationDate, revocationReason: 0 } : {};
          apple.server.sales.set(sale, { transactionId: sale, fields: { appAccountToken: payment.id, ...revoked } });
          const body = new TextEncoder().encode(apple.server.notify(type, sale));
          told.push({ webhook: { body, headers: {} }, receipt: apple.server.signedTransaction(sale) });
        }
        const known = await heard(apple.provider, payment, told, came);
        const refunded = steps === 2 || steps === 4;
        expect(known.evidence.flags).toEqual([]);
        expect([statusOf(known), coinsLeft(known)]).toEqual(refunded ? ['refunded', 0n] : ['credited', 100n]);
      }),
      { numRuns: 60 },
    );
  });

  it('comes to what Google Play has in the end', async () => {
    const ends = fc.constantFrom('bought', 'refunded', 'charged_back', 'cancelled');
    await fc.assert(
      fc.asyncProperty(ends, fc.boolean(), deliveries, async (end, wasPending, came) => {
        const { google } = stores;
        google.server.voided.length = 0;
        const payment = newPayment('google');
        const [token, orderId, now] = [`play-token-${sales}`, `GPA.${sales}`, String(Date.now())];
        const told: Told[] = [];
        const tell = async (purchaseState: 0 | 1 | 2, notification: object) => {
          google.server.sales.set(token, {
            ...{ productId: payment.product, purchaseState, consumptionState: 0, acknowledgementState: 0 },
            ...{ orderId, purchaseTimeMillis: now, obfuscatedExternalAccountId: payment.id },
          });
          const { body, headers } = await google.server.push(notification);
          told.push({ webhook: { body: new TextEncoder().encode(body), headers }, receipt: token });
        };
        const sold = (notificationType: number) => ({
          oneTimeProductNotification: { notificationType, purchaseToken: token, sku: payment.product },
        });
        if (wasPending || end === 'cancelled') await tell(2, sold(1));
        await tell(end === 'cancelled' ? 1 : 0, sold(end === 'cancelled' ? 2 : 1));
        if (end === 'refunded' || end === 'charged_back') {
          const times = { purchaseTimeMillis: now, voidedTimeMillis: now };
          const voidedReason = end === 'refunded' ? 0 : 7;
          google.server.voided.push({ purchaseToken: token, orderId, ...times, voidedSource: 0, voidedReason });
          await tell(1, { voidedPurchaseNotification: { purchaseToken: token, orderId, productType: 2 } });
        }
        const known = await heard(google.provider, payment, told, came);
        expect(known.evidence.flags).toEqual([]);
        expect(coinsLeft(known)).toBe(end === 'bought' ? 100n : 0n);
        // Google says of what was given back that it is cancelled: whether it was ever paid need not have reached us.
        const status = { bought: 'credited', cancelled: 'failed', refunded: 'failed', charged_back: 'failed' }[end];
        expect(known.evidence.paid ? (end === 'bought' ? 'credited' : end) : status).toBe(statusOf(known));
      }),
      { numRuns: 60 },
    );
  });
});

describe('nonsense', () => {
  const bytes = fc.uint8Array({ maxLength: 300 });
  const words = fc.oneof(
    fc.string(),
    fc.json(),
    bytes.map((raw) => Buffer.from(raw).toString('base64url')),
  );

  it('is refused by both, and throws nothing', async () => {
    await fc.assert(
      fc.asyncProperty(words, words, words, async (a, b, c) => {
        const text = [a, b, c].join('.');
        for (const { provider } of [stores.apple, stores.google]) {
          const payment = storePayment('apple');
          const bodies = [text, JSON.stringify({ signedPayload: text }), JSON.stringify({ message: { data: text } })];
          for (const body of bodies) {
            const webhook = { body: new TextEncoder().encode(body), headers: { authorization: `Bearer ${text}` } };
            expect(await provider.verify(webhook)).toMatchObject({ kind: 'refused' });
          }
          expect(await provider.redeem?.(payment, text)).toMatchObject({ kind: 'refused' });
        }
      }),
      { numRuns: 200 },
    );
  });
});
