import type { Clock } from '@halobuzz/core/clock';
import { limits } from '@halobuzz/core/limits';
import type { Payment } from '@halobuzz/core/payments/payment';
import type { PaymentProvider, ProviderAnswer, ProviderRecord, RawWebhook, VerifiedEvent } from '../provider-port.ts';
import { openInStore } from '../stores/open-in-store.ts';
import { factOfPurchase, factOfVoided, voidIdOf, whyNotBought } from './google-facts.ts';
import { type DeveloperNotification, googlePurchaseToken } from './google-payloads.ts';
import type { GooglePlayApi } from './google-play-api.ts';
import type { GooglePush } from './google-push.ts';

export interface GoogleProviderDeps {
  readonly readPush: (webhook: RawWebhook) => Promise<ProviderAnswer<GooglePush>>;
  readonly api: GooglePlayApi;
  /** Whether purchases of licence testers, who pay nothing, buy coins: never in production. */
  readonly testPurchases: boolean;
  readonly clock: Clock;
}

/** Of a voided purchase, how long before its notification the list may have it. */
const VOIDED_MARGIN_MS = 3_600_000;

/**
 * Purchases of Google Play. Nothing that an app or a notification says is taken for true: a purchase token is the question,
 * the Play Developer API gives the answer. The token is the payment's id at Google, so it works for one payment only.
 */
export function createGoogleProvider(deps: GoogleProviderDeps): PaymentProvider {
  const { api, clock, testPurchases } = deps;
  return {
    name: 'google',
    storePriced: true,
    open: async (payment) => openInStore(payment),
    verify: (webhook) => verify(webhook),
    redeem: (payment, receipt) => redeem(payment, receipt),
    read: (payment) => read(payment),
    cancel: (payment) => cancel(payment),
    refund: (payment, amount) => refund(payment, amount),
    finish: (payment) => finish(payment),
    listPayments: (sinceMs, cursor) => listVoided(sinceMs, cursor),
  };

  async function verify(webhook: RawWebhook): Promise<ProviderAnswer<VerifiedEvent>> {
    const push = await deps.readPush(webhook);
    if (push.kind !== 'done') return push;
    const { messageId: eventId, notification } = push.value;
    const { oneTimeProductNotification: sold, voidedPurchaseNotification: voided } = notification;
    if (sold !== undefined) {
      const type = sold.notificationType === 1 ? 'one_time_product_purchased' : 'one_time_product_cancelled';
      return soldEvent(eventId, type, sold.sku, sold.purchaseToken);
    }
    if (voided !== undefined && voided.productType !== 1) return voidedEvent(eventId, notification, voided);
    const type = notification.testNotification === undefined ? 'other' : 'test';
    return { kind: 'done', value: { eventId, type, facts: [], summary: {} } };
  }

  async function soldEvent(eventId: string, type: string, product: string, token: string) {
    const answer = await api.purchase(product, token);
    if (answer.kind !== 'done') return answer;
    const purchase = answer.value;
    if (purchase === undefined) return eventOf(eventId, type, [], { product, problem: 'unknown to Google Play' });
    const problem =
      whyNotBought(purchase, testPurchases) ??
      (purchase.obfuscatedExternalAccountId === undefined
        ? 'bought outside of the app: no payment of ours'
        : undefined);
    const summary = {
      ...{ product, orderId: purchase.orderId, quantity: String(purchase.quantity) },
      ...(purchase.regionCode !== undefined && { region: purchase.regionCode }),
      ...(problem !== undefined && { problem }),
    };
    const isBought = whyNotBought(purchase, testPurchases) === undefined;
    const facts = isBought ? [factOfPurchase(purchase, product, token, eventId)] : [];
    return eventOf(eventId, type, facts, summary);
  }

  async function voidedEvent(
    eventId: string,
    notification: DeveloperNotification,
    voided: NonNullable<DeveloperNotification['voidedPurchaseNotification']>,
  ): Promise<ProviderAnswer<VerifiedEvent>> {
    const [type, summary] = ['voided_purchase', { orderId: voided.orderId }];
    let since = earliest(Number(notification.eventTimeMillis) - VOIDED_MARGIN_MS);
    // Google's clock may be ahead of ours, and it refuses a span that ends before it begins.
    since = Math.min(since, clock() - VOIDED_MARGIN_MS);
    let next: string | undefined;
    for (let pages = 0; pages < limits.storePagesMax; pages += 1) {
      const page = await api.voided(since, clock(), next);
      if (page.kind !== 'done') return page;
      const found = page.value.records.find(({ purchaseToken }) => purchaseToken === voided.purchaseToken);
      if (found !== undefined) return eventOf(eventId, type, [factOfVoided(found)], summary);
      next = page.value.next;
      if (next === undefined) break;
    }
    // Not listed yet: the next pass over that list takes it.
    return eventOf(eventId, type, [], { ...summary, problem: 'not listed as voided yet' });
  }

  async function redeem(payment: Payment, token: string) {
    if (!googlePurchaseToken.safeParse(token).success) return refused('malformed');
    const answer = await api.purchase(payment.product, token);
    if (answer.kind !== 'done') return answer;
    if (answer.value === undefined) return refused('unknown_purchase');
    const why = whyNotBought(answer.value, testPurchases);
    if (why !== undefined) return refused(why);
    // Play had this id from our app at the moment of purchase: another's token names another's payment.
    if (answer.value.obfuscatedExternalAccountId !== payment.id) return refused('other_buyer');
    const fact = factOfPurchase(answer.value, payment.product, token, `receipt:${payment.id}`);
    return { kind: 'done', value: [fact] } as const;
  }

  async function read(payment: Payment): Promise<ProviderAnswer<ProviderRecord | undefined>> {
    const { externalId, product } = payment;
    if (externalId === '') return { kind: 'done', value: undefined };
    const answer = await api.purchase(product, externalId);
    if (answer.kind !== 'done') return answer;
    const purchase = answer.value;
    if (purchase === undefined || whyNotBought(purchase, testPurchases) !== undefined)
      return { kind: 'done', value: undefined };
    const facts = [factOfPurchase(purchase, product, externalId, `read:${payment.id}`)];
    const { obfuscatedExternalAccountId: paymentId } = purchase;
    return { kind: 'done', value: { externalId, facts, ...(paymentId !== undefined && { paymentId }) } };
  }

  async function cancel(payment: Payment): Promise<ProviderAnswer<undefined>> {
    // Play asks nobody whether it may sell: a payment that was never bought is simply not waited for.
    if (payment.externalId === '') return { kind: 'done', value: undefined };
    const answer = await api.purchase(payment.product, payment.externalId);
    if (answer.kind !== 'done') return answer;
    if (answer.value === undefined || answer.value.purchaseState === 1) return { kind: 'done', value: undefined };
    return refused(answer.value.purchaseState === 2 ? 'pending' : 'bought');
  }

  async function refund(payment: Payment, amount: bigint): ReturnType<PaymentProvider['refund']> {
    if (amount !== payment.amount) return refused('whole_only');
    const answer = await api.purchase(payment.product, payment.externalId);
    if (answer.kind !== 'done') return answer;
    if (answer.value === undefined || answer.value.orderId === '') return refused('no_order');
    const { orderId } = answer.value;
    const done = await api.refund(orderId);
    return done.kind === 'done' ? { kind: 'done', value: { refundId: voidIdOf(orderId, payment.externalId) } } : done;
  }

  async function finish(payment: Payment): Promise<ProviderAnswer<undefined>> {
    const { product, externalId } = payment;
    const done = await api.consume(product, externalId);
    if (done.kind !== 'refused') return done;
    // Refused also when it was consumed before (an answer that was lost, or the app did it), and when it was given back.
    const answer = await api.purchase(product, externalId);
    if (answer.kind !== 'done') return answer;
    const isOver = answer.value?.consumptionState === 1 || answer.value?.purchaseState === 1;
    return isOver ? { kind: 'done', value: undefined } : done;
  }

  async function listVoided(
    sinceMs: number,
    cursor: string | undefined,
  ): ReturnType<NonNullable<PaymentProvider['listPayments']>> {
    const page = await api.voided(earliest(sinceMs), clock(), cursor);
    if (page.kind !== 'done') return page;
    const { records, next } = page.value;
    const found = records.map((voided) => ({ externalId: voided.purchaseToken, facts: [factOfVoided(voided)] }));
    return { kind: 'done', value: { records: found, next } };
  }

  function earliest(sinceMs: number): number {
    return Math.max(sinceMs, clock() - limits.googleVoidedWindowMs);
  }
}

function eventOf(
  eventId: string,
  type: string,
  facts: VerifiedEvent['facts'],
  summary: VerifiedEvent['summary'],
): ProviderAnswer<VerifiedEvent> {
  return { kind: 'done', value: { eventId, type, facts, summary } };
}

function refused(reason: string): { readonly kind: 'refused'; readonly reason: string } {
  return { kind: 'refused', reason };
}
