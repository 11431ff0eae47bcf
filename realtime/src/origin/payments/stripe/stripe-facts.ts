import type { Money, ProviderFact } from '@halobuzz/core/payments/provider-facts';
import { z } from 'zod';

/** Fields of Stripe's objects that decide about money; everything else is ignored. */
const idOf = z.union([z.string(), z.object({ id: z.string() }).transform(({ id }) => id)]);
const amount = z.int().min(0).max(Number.MAX_SAFE_INTEGER);
const metadata = z.record(z.string(), z.string()).nullish();
const seconds = z.int().min(0);

export const intentSchema = z.object({
  object: z.literal('payment_intent'),
  ...{ id: z.string(), amount, amount_received: amount, currency: z.string(), status: z.string(), metadata },
  ...{ created: seconds, livemode: z.boolean(), cancellation_reason: z.string().nullish() },
  client_secret: z.string().nullish(),
});
export const refundSchema = z.object({
  object: z.literal('refund'),
  ...{ id: z.string(), amount, currency: z.string(), status: z.string().nullable(), created: seconds, metadata },
  payment_intent: idOf.nullable(),
});
export const disputeSchema = z.object({
  object: z.literal('dispute'),
  ...{ id: z.string(), amount, currency: z.string(), status: z.string(), created: seconds, metadata },
  payment_intent: idOf.nullable(),
});
/** What a failed try says of the card; the rest of it is not ours to know. */
export const declinedCardSchema = z.object({
  id: z.string(),
  last_payment_error: z.object({
    payment_method: z.object({ card: z.object({ fingerprint: z.string().min(1).max(64) }) }),
  }),
});
export type StripeIntent = z.infer<typeof intentSchema>;
export type StripeRefund = z.infer<typeof refundSchema>;
export type StripeDispute = z.infer<typeof disputeSchema>;

/** An object as an event or a list tells of it, and when. */
export interface Told {
  readonly eventId: string;
  readonly atMs: number;
}

/** Metadata that carries our payment id. */
export const PAYMENT_ID = 'payment_id';

/** What an intent tells. A declined card leaves it open: the buyer may try another. */
export function intentFacts(intent: StripeIntent, told: Told): readonly ProviderFact[] {
  const base = baseOf(intent.id, intent.metadata?.[PAYMENT_ID], told);
  switch (intent.status) {
    case 'succeeded':
      return [{ ...base, kind: 'paid', money: moneyOf(intent.amount_received, intent.currency) }];
    case 'canceled':
      return intent.cancellation_reason === 'abandoned'
        ? [{ ...base, kind: 'expired' }]
        : [{ ...base, kind: 'failed', reason: intent.cancellation_reason ?? 'canceled' }];
    default:
      return [{ ...base, kind: 'pending' }];
  }
}

/** What a refund tells; nothing when it belongs to no intent. One under way counts: coins must not be spent meanwhile. */
export function refundFacts(refund: StripeRefund, told: Told): readonly ProviderFact[] {
  if (refund.payment_intent === null) return [];
  const base = baseOf(refund.payment_intent, refund.metadata?.[PAYMENT_ID], told);
  const money = moneyOf(refund.amount, refund.currency);
  const taken: ProviderFact = { ...base, kind: 'refunded', refundId: refund.id, money };
  const failed = refund.status === 'failed' || refund.status === 'canceled';
  return failed ? [taken, { ...base, kind: 'refund_reversed', refundId: refund.id }] : [taken];
}

/** What a dispute tells; nothing for inquiries and what was prevented, which take no money. */
export function disputeFacts(dispute: StripeDispute, told: Told): readonly ProviderFact[] {
  if (dispute.payment_intent === null) return [];
  const kind = disputeKind(dispute.status);
  if (kind === undefined) return [];
  const base = baseOf(dispute.payment_intent, undefined, told);
  return [{ ...base, kind, disputeId: dispute.id, money: moneyOf(dispute.amount, dispute.currency) }];
}

function disputeKind(status: string): 'disputed' | 'dispute_won' | 'dispute_lost' | undefined {
  switch (status) {
    case 'needs_response':
    case 'under_review':
    case 'appeal_needs_response':
    case 'appeal_under_review':
      return 'disputed';
    case 'won':
      return 'dispute_won';
    case 'lost':
      return 'dispute_lost';
    default:
      return undefined;
  }
}

function baseOf(externalId: string, paymentId: string | undefined, told: Told) {
  return { provider: 'stripe' as const, externalId, ...told, ...(paymentId === undefined ? {} : { paymentId }) };
}

/** Stripe counts in the currency's smallest unit, as we do, for every currency we sell in. */
function moneyOf(units: number, currency: string): Money {
  return { amount: BigInt(units), currency: currency.toUpperCase() };
}
