import { limits } from '../limits.ts';
import type { DisputeEvidence, Payment, PaymentEvidence, PaymentFlag, RefundEvidence } from './payment.ts';
import type { Money, ProviderFact, Share } from './provider-facts.ts';

/**
 * The payment with one more fact heard. Facts may come in any order and more than once: the result is the same. What
 * contradicts the payment is flagged and moves nothing. {@link planActs} tells what the ledger has to do then.
 */
export function applyFact(payment: Payment, fact: ProviderFact): Payment {
  if (payment.externalId !== '' && payment.externalId !== fact.externalId)
    return flagged(payment, 'external_id_differs');
  const known = payment.externalId === '' ? { ...payment, externalId: fact.externalId } : payment;
  const { evidence } = known;
  switch (fact.kind) {
    case 'pending':
      return withEvidence(known, { pending: true });
    case 'paid': {
      const flag = paidFlag(known, fact.money, fact.product);
      return flag === undefined ? withEvidence(known, { paid: true }) : flagged(known, flag);
    }
    case 'failed':
      return withEvidence(known, { failed: true });
    case 'expired':
      return withEvidence(known, { expired: true });
    case 'refunded':
    case 'refund_reversed': {
      const money = fact.kind === 'refunded' ? amountIn(known, fact.money) : 0n;
      if (money === undefined) return flagged(known, 'currency_differs');
      const told = { id: fact.refundId, amount: money, reversed: fact.kind === 'refund_reversed' };
      const heard = fact.byTime === true ? { ...told, atMs: fact.atMs } : told;
      const refunds = joined(evidence.refunds, heard, joinRefunds);
      return refunds === undefined ? flagged(known, 'too_many_facts') : withEvidence(known, { refunds });
    }
    case 'disputed':
    case 'dispute_won':
    case 'dispute_lost': {
      const amount = amountIn(known, fact.money);
      if (amount === undefined) return flagged(known, 'currency_differs');
      const heard = { id: fact.disputeId, amount, outcome: outcomes[fact.kind], atMs: fact.atMs };
      const disputes = joined(evidence.disputes, heard, joinDisputes);
      return disputes === undefined ? flagged(known, 'too_many_facts') : withEvidence(known, { disputes });
    }
    default:
      return fact satisfies never;
  }
}

const outcomes = { disputed: 'open', dispute_won: 'won', dispute_lost: 'lost' } as const;
/** Of outcomes at the same time, the one that takes more from the buyer counts. */
const outcomeRank = { open: 0, won: 1, lost: 2 } as const;

/** Why the money that came is not what the payment asks for. A store names the price itself: there the product counts. */
function paidFlag(payment: Payment, money: Money, product: string | undefined): PaymentFlag | undefined {
  if (payment.product !== '') return product === payment.product ? undefined : 'product_differs';
  if (money.currency !== payment.currency) return 'currency_differs';
  return money.amount === payment.amount ? undefined : 'amount_differs';
}

function amountIn(payment: Payment, money: Money | Share | 'whole'): bigint | undefined {
  if (money === 'whole') return payment.amount;
  if ('millionths' in money) return (payment.amount * money.millionths) / 1_000_000n;
  return money.currency === payment.currency ? money.amount : undefined;
}

function joinRefunds(a: RefundEvidence, b: RefundEvidence): RefundEvidence {
  if (a.atMs !== undefined || b.atMs !== undefined) return latestRefund(timed(a), timed(b));
  return { id: a.id, amount: a.amount > b.amount ? a.amount : b.amount, reversed: a.reversed || b.reversed };
}

/**
 * A reversal follows its refund, so of both at the same time it is the later. It keeps no sum: the next refund says its own, and
 * what was refunded before says nothing about it.
 */
function latestRefund(a: TimedRefund, b: TimedRefund): RefundEvidence {
  if (a.atMs !== b.atMs) return a.atMs > b.atMs ? a : b;
  const amount = a.amount > b.amount ? a.amount : b.amount;
  return { id: a.id, amount, reversed: a.reversed || b.reversed, atMs: a.atMs };
}

type TimedRefund = RefundEvidence & { readonly atMs: number };

/** What was told before times were kept is older than whatever is told with one. */
function timed(refund: RefundEvidence): TimedRefund {
  return { ...refund, atMs: refund.atMs ?? 0 };
}

function joinDisputes(a: DisputeEvidence, b: DisputeEvidence): DisputeEvidence {
  const amount = a.amount > b.amount ? a.amount : b.amount;
  const [aOpen, bOpen] = [a.outcome === 'open', b.outcome === 'open'];
  // That it was opened says nothing about how it ended, whenever it is told.
  if (aOpen !== bOpen) return { ...(aOpen ? b : a), amount };
  const later = a.atMs === b.atMs ? outcomeRank[a.outcome] >= outcomeRank[b.outcome] : a.atMs > b.atMs;
  return { ...(later ? a : b), amount };
}

/** The list with one more heard, sorted by id; undefined when it is full. */
function joined<T extends { readonly id: string }>(
  list: readonly T[],
  heard: T,
  join: (a: T, b: T) => T,
): readonly T[] | undefined {
  const known = list.find(({ id }) => id === heard.id);
  if (known === undefined && list.length >= limits.paymentRefundsMax) return undefined;
  const others = list.filter(({ id }) => id !== heard.id);
  const one = known === undefined ? heard : join(known, heard);
  return [...others, one].sort((a, b) => (a.id < b.id ? -1 : 1));
}

function withEvidence(payment: Payment, change: Partial<PaymentEvidence>): Payment {
  return { ...payment, evidence: { ...payment.evidence, ...change } };
}

function flagged(payment: Payment, flag: PaymentFlag): Payment {
  const flags = [...new Set([...payment.evidence.flags, flag])].sort();
  return withEvidence(payment, { flags });
}

/** Money that refunds and disputes hold back now, as told, minor units. */
export function heardLoss({ evidence }: Payment): { readonly refunded: bigint; readonly disputed: bigint } {
  let [refunded, disputed] = [0n, 0n];
  for (const { amount, reversed } of evidence.refunds) if (!reversed) refunded += amount;
  for (const { amount, outcome } of evidence.disputes) if (outcome !== 'won') disputed += amount;
  return { refunded, disputed };
}
