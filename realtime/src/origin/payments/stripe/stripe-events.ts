import { z } from 'zod';
import type { ProviderAnswer, VerifiedEvent } from '../provider-port.ts';
import {
  declinedCardSchema,
  disputeFacts,
  disputeSchema,
  intentFacts,
  intentSchema,
  refundFacts,
  refundSchema,
  type Told,
} from './stripe-facts.ts';

const eventSchema = z.object({
  object: z.literal('event'),
  id: z.string().regex(/^evt_[A-Za-z0-9_]{1,200}$/),
  type: z.string().max(200),
  created: z.int().min(0),
  livemode: z.boolean(),
  account: z.string().nullish(),
  api_version: z.string().nullish(),
  data: z.object({ object: z.looseObject({ object: z.string() }) }),
});

/** What events must belong to. */
export interface StripeAccount {
  readonly livemode: boolean;
  /** Connected accounts' events name theirs; ours name none, or this one. */
  readonly accountId: string | undefined;
}

/** Translates a proven event. Types we do not know, and objects we do not act on, tell nothing. */
export function readStripeEvent(body: unknown, account: StripeAccount): ProviderAnswer<VerifiedEvent> {
  const parsed = eventSchema.safeParse(body);
  if (!parsed.success) return { kind: 'refused', reason: 'malformed_event' };
  const event = parsed.data;
  if (event.livemode !== account.livemode) return { kind: 'refused', reason: 'other_mode' };
  if (event.account != null && event.account !== account.accountId) return { kind: 'refused', reason: 'other_account' };
  const told = { eventId: event.id, atMs: event.created * 1_000 };
  const facts = factsOf(event.type, event.data.object, told);
  if (facts === undefined) return { kind: 'refused', reason: 'malformed_object' };
  const summary = { object: event.data.object.object, apiVersion: event.api_version ?? '' };
  const more = { ...declinedBy(event.type, event.data.object, told.atMs), ...payoutIn(event.data.object) };
  return { kind: 'done', value: { eventId: event.id, type: event.type, facts, summary, ...more } };
}

/** Many declined cards on one account are a sign of stolen ones (origin/fraud/assess.ts counts them). */
function declinedBy(type: string, object: object, atMs: number): Pick<VerifiedEvent, 'declined'> {
  if (type !== 'payment_intent.payment_failed') return {};
  const failed = declinedCardSchema.safeParse(object);
  if (!failed.success) return {};
  const { id: externalId, last_payment_error: error } = failed.data;
  return { declined: { externalId, card: error.payment_method.card.fingerprint, atMs } };
}

/** Transfers to hosts carry their payout's id (stripe-payouts.ts). What became of one, Stripe itself is asked. */
function payoutIn(object: { readonly object: string }): Pick<VerifiedEvent, 'payoutId'> {
  if (object.object !== 'transfer') return {};
  const transfer = transferSchema.safeParse(object);
  return transfer.success ? { payoutId: transfer.data.metadata.payout_id } : {};
}

const transferSchema = z.object({ metadata: z.object({ payout_id: z.string().regex(/^po_[a-z2-7]{10,60}$/) }) });

/** Undefined: an object that should tell of money and cannot be read. */
function factsOf(type: string, object: { readonly object: string }, told: Told): VerifiedEvent['facts'] | undefined {
  switch (object.object) {
    case 'payment_intent': {
      // Only these change where the money is; the others are steps of the buyer's.
      if (!intentTypes.has(type)) return [];
      const intent = intentSchema.safeParse(object);
      return intent.success ? intentFacts(intent.data, told) : undefined;
    }
    case 'refund': {
      const refund = refundSchema.safeParse(object);
      return refund.success ? refundFacts(refund.data, told) : undefined;
    }
    case 'dispute': {
      const dispute = disputeSchema.safeParse(object);
      return dispute.success ? disputeFacts(dispute.data, told) : undefined;
    }
    default:
      return [];
  }
}

const intentTypes: ReadonlySet<string> = new Set([
  ...['payment_intent.succeeded', 'payment_intent.processing', 'payment_intent.canceled'],
  'payment_intent.payment_failed',
]);
