import type { Clock } from '@halobuzz/core/clock';
import { limits } from '@halobuzz/core/limits';
import type { Payment } from '@halobuzz/core/payments/payment';
import Stripe from 'stripe';
import type { PaymentProvider, ProviderAnswer, ProviderRecord } from '../provider-port.ts';
import { verifySigned } from '../signed-webhook.ts';
import { readStripeEvent } from './stripe-events.ts';
import {
  disputeFacts,
  disputeSchema,
  intentFacts,
  intentSchema,
  PAYMENT_ID,
  refundFacts,
  refundSchema,
  type Told,
} from './stripe-facts.ts';

/** Pinned: an account's own default may move. It is the one that the library's types are of. */
export const STRIPE_API_VERSION = '2026-10-28.endive';

export interface StripeSettings {
  readonly secretKey: string;
  readonly publishableKey: string;
  /** While one is replaced, the old and the new. */
  readonly webhookSecrets: readonly string[];
  readonly accountId: string | undefined;
  /** Stripe's API, or a recorded server in tests. */
  readonly apiUrl: string;
}

/** Metadata of a refund: what it was asked for under. */
const REFUND_KEY = 'refund_key';

type Listed = { readonly id: string };

/**
 * Card payments by Stripe's PaymentIntents. One intent carries a payment from first to last, so every event leads to it, and one
 * that was given up can be canceled for good.
 */
export function createStripeProvider(settings: StripeSettings, clock: Clock): PaymentProvider {
  const stripe = clientOf(settings);
  const account = { livemode: isLive(settings.secretKey), accountId: settings.accountId };
  return {
    name: 'stripe',
    storePriced: false,
    open: (payment) =>
      asked(async () => {
        const intent = await stripe.paymentIntents.create(
          {
            // Prices are far below what a double carries exactly.
            amount: Number(payment.amount),
            currency: payment.currency.toLowerCase(),
            automatic_payment_methods: { enabled: true },
            metadata: { [PAYMENT_ID]: payment.id },
          },
          { idempotencyKey: `open:${payment.id}` },
        );
        const clientSecret = intent.client_secret ?? '';
        const { publishableKey } = settings;
        return { externalId: intent.id, step: { kind: 'stripe', clientSecret, publishableKey } as const };
      }),
    async verify(webhook) {
      const body = verifySigned(webhook, 'stripe-signature', settings.webhookSecrets, clock());
      return body.kind === 'proven' ? readStripeEvent(body.value, account) : body;
    },
    read: (payment) => asked(() => readIntent(payment)),
    cancel: (payment) => cancel(payment),
    refund: (payment, amount, key) => refund(payment, amount, key),
    listPayments: (sinceMs, cursor) => asked(() => list(Math.floor(sinceMs / 1_000), cursor)),
  };

  async function readIntent({ externalId }: Payment): Promise<ProviderRecord | undefined> {
    if (externalId === '') return undefined;
    const [intent, refunds, disputes] = await Promise.all([
      stripe.paymentIntents.retrieve(externalId),
      stripe.refunds.list({ payment_intent: externalId, limit: 100 }),
      stripe.disputes.list({ payment_intent: externalId, limit: 100 }),
    ]);
    const facts = [
      ...intentFacts(intentSchema.parse(intent), told('read', intent)),
      ...refunds.data.flatMap((refund) => refundFacts(refundSchema.parse(refund), told('read', refund))),
      ...disputes.data.flatMap((dispute) => disputeFacts(disputeSchema.parse(dispute), now('read', dispute.id))),
    ];
    const paymentId = intent.metadata[PAYMENT_ID];
    return { externalId, facts, ...(paymentId === undefined ? {} : { paymentId }) };
  }

  /**
   * Stripe forgets idempotency keys after a day, and a refund is asked for until it is answered, however long: whether an
   * earlier try was carried out stands in the refund itself.
   */
  async function refund(
    { id, externalId }: Payment,
    amount: bigint,
    key: string,
  ): ReturnType<PaymentProvider['refund']> {
    const made = await asked(() => stripe.refunds.list({ payment_intent: externalId, limit: 100 }));
    if (made.kind !== 'done') return made;
    const known = made.value.data.find(({ metadata }) => metadata?.[REFUND_KEY] === key);
    if (known !== undefined) {
      if (known.amount !== Number(amount)) return { kind: 'refused', reason: 'idempotency_error' };
      return { kind: 'done', value: { refundId: known.id } };
    }
    return asked(async () => {
      const refunded = await stripe.refunds.create(
        {
          payment_intent: externalId,
          amount: Number(amount),
          reason: 'requested_by_customer',
          metadata: { [PAYMENT_ID]: id, [REFUND_KEY]: key },
        },
        { idempotencyKey: `refund:${key}` },
      );
      return { refundId: refunded.id };
    });
  }

  async function cancel({ id, externalId }: Payment): Promise<ProviderAnswer<undefined>> {
    if (externalId === '') return { kind: 'refused', reason: 'not_opened' };
    const answer = await asked(async () => {
      await stripe.paymentIntents.cancel(
        externalId,
        { cancellation_reason: 'abandoned' },
        { idempotencyKey: `cancel:${id}` },
      );
      return undefined;
    });
    if (answer.kind !== 'refused') return answer;
    // It is canceled already, or paid, or about to be.
    const state = await asked(() => stripe.paymentIntents.retrieve(externalId));
    if (state.kind !== 'done') return state;
    return state.value.status === 'canceled' ? { kind: 'done', value: undefined } : answer;
  }

  /** Three lists one after the other: what was begun, what was refunded and what was disputed since then. */
  async function list(since: number, cursor: string | undefined) {
    const [part = 'intents', after] = (cursor ?? 'intents').split(' ');
    const page = { created: { gte: since }, limit: 100, ...(after === undefined ? {} : { starting_after: after }) };
    if (part === 'intents') {
      const { data, has_more } = await stripe.paymentIntents.list(page);
      const records = data.map((intent) => {
        const paymentId = intent.metadata[PAYMENT_ID];
        const facts = intentFacts(intentSchema.parse(intent), told('list', intent));
        return { externalId: intent.id, facts, ...(paymentId === undefined ? {} : { paymentId }) };
      });
      return { records, next: nextOf('intents', data, has_more, 'refunds') };
    }
    if (part === 'refunds') {
      const { data, has_more } = await stripe.refunds.list(page);
      const facts = data.flatMap((refund) => refundFacts(refundSchema.parse(refund), told('list', refund)));
      return { records: recordsOf(facts), next: nextOf('refunds', data, has_more, 'disputes') };
    }
    const { data, has_more } = await stripe.disputes.list(page);
    const facts = data.flatMap((dispute) => disputeFacts(disputeSchema.parse(dispute), now('list', dispute.id)));
    return { records: recordsOf(facts), next: nextOf('disputes', data, has_more, undefined) };
  }

  /** Lists do not say when a dispute was decided: what is read now is the latest that is known. */
  function now(how: string, id: string): Told {
    return { eventId: `${how}:${id}`, atMs: clock() };
  }
}

function recordsOf(facts: ProviderRecord['facts']): readonly ProviderRecord[] {
  return facts.map((fact) => ({ externalId: fact.externalId, facts: [fact] }));
}

function nextOf(
  part: string,
  data: readonly Listed[],
  more: boolean,
  following: string | undefined,
): string | undefined {
  const last = data.at(-1);
  return more && last !== undefined ? `${part} ${last.id}` : following;
}

function told(how: string, { id, created }: { readonly id: string; readonly created: number }): Told {
  return { eventId: `${how}:${id}`, atMs: created * 1_000 };
}

function clientOf({ secretKey, apiUrl }: StripeSettings): Stripe {
  const { protocol, hostname, port } = new URL(apiUrl);
  return new Stripe(secretKey, {
    apiVersion: STRIPE_API_VERSION,
    host: hostname,
    ...(port === '' ? {} : { port }),
    protocol: protocol === 'http:' ? 'http' : 'https',
    timeout: limits.paymentProviderTimeoutMs,
    maxNetworkRetries: limits.paymentProviderRetriesMax,
    telemetry: false,
  });
}

function isLive(secretKey: string): boolean {
  return /^(sk|rk)_live_/.test(secretKey);
}

/** What Stripe refused for good is told apart from what may work later; a wrong key of ours counts as later. */
async function asked<T>(work: () => Promise<T>): Promise<ProviderAnswer<T>> {
  try {
    return { kind: 'done', value: await work() };
  } catch (error) {
    const status = error instanceof Stripe.errors.StripeError ? error.statusCode : undefined;
    // Another request with the same key is under way, or there are too many: neither says anything about this one.
    if (status === 409 || status === 429) return { kind: 'unavailable', reason: `status_${status}` };
    if (error instanceof Stripe.errors.StripeInvalidRequestError || error instanceof Stripe.errors.StripeCardError) {
      return { kind: 'refused', reason: error.code ?? error.type };
    }
    if (error instanceof Stripe.errors.StripeIdempotencyError) return { kind: 'refused', reason: 'idempotency_error' };
    if (error instanceof Stripe.errors.StripeError) return { kind: 'unavailable', reason: error.type };
    return { kind: 'unavailable', reason: error instanceof Error ? error.name : 'unknown' };
  }
}
