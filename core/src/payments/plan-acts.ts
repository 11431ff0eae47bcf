import { heardLoss } from './apply-fact.ts';
import type { Payment, PaymentAct, PaymentActKind } from './payment.ts';

/** What acts come to so far, planned ones included. Coins and money that were taken back from the buyer. */
interface Booked {
  readonly refunded: bigint;
  readonly disputed: bigint;
  readonly coins: bigint;
}

/**
 * The payment with the acts that its evidence asks for and that are not decided yet. Once decided, an act stays as it is:
 * what is heard later leads to further ones. Coins that are taken back follow the share of the money, rounded down over
 * all of it, so the last part takes the rest; shares too small for one coin wait for the next. What was wholly taken back
 * before it was credited is never credited.
 */
export function planActs(payment: Payment): Payment {
  if (!payment.evidence.paid) return payment;
  const heard = heardLoss(payment);
  const lost = least(payment.amount, heard.refunded + heard.disputed);
  let acts = payment.acts;
  if (acts.length === 0) {
    if (lost === payment.amount) return payment;
    const { coins, amount: fiat, id: orderId } = payment;
    acts = [{ kind: 'purchase', orderId, coins, fiat, reference: '', committed: false }];
  }
  let planned: Payment = { ...payment, acts };
  const booked = bookedLoss(planned);
  const change = lost - booked.refunded - booked.disputed;
  const taking = change > 0n;
  const refunded = taking
    ? least(change, most(0n, heard.refunded - booked.refunded))
    : -least(-change, most(0n, booked.refunded - heard.refunded));
  planned = moved(planned, taking ? 'refund' : 'refund_reversal', refunded);
  planned = moved(planned, taking ? 'chargeback' : 'chargeback_reversal', change - refunded);
  // Two shares that are each too small for a coin may come to one together.
  const { refunded: r, disputed: d } = bookedLoss(planned);
  return moved(planned, taking ? 'refund' : 'refund_reversal', lost - r - d);
}

/** Money and coins that the acts of a payment took from the buyer, less what they gave back. */
export function bookedLoss({ acts }: Pick<Payment, 'acts'>): Booked {
  const sum = { refunded: 0n, disputed: 0n, coins: 0n };
  for (const { kind, fiat, coins } of acts) {
    if (kind === 'purchase') continue;
    const sign = kind === 'refund' || kind === 'chargeback' ? 1n : -1n;
    const family = kind === 'refund' || kind === 'refund_reversal' ? 'refunded' : 'disputed';
    sum[family] += sign * fiat;
    sum.coins += sign * coins;
  }
  return sum;
}

/** Adds an act that changes the money lost by `change`, unless it comes to no coin. */
function moved(payment: Payment, kind: Exclude<PaymentActKind, 'purchase'>, change: bigint): Payment {
  if (change === 0n) return payment;
  const { acts, amount } = payment;
  const booked = bookedLoss(payment);
  const lost = booked.refunded + booked.disputed + change;
  const coins = (payment.coins * lost) / amount - booked.coins;
  if (coins === 0n) return payment;
  const orderId = `${payment.id}:${kind}-${acts.length}`;
  const act = { kind, orderId, coins: magnitude(coins), fiat: magnitude(change), committed: false };
  return { ...payment, acts: [...acts, { ...act, reference: referenceOf(acts, kind) }] };
}

/** What an act undoes: the purchase, or the last act that took coins, by preference one of its own family. */
function referenceOf(acts: readonly PaymentAct[], kind: PaymentActKind): string {
  const wanted = kind === 'refund_reversal' ? 'refund' : kind === 'chargeback_reversal' ? 'chargeback' : 'purchase';
  const own = acts.findLast((act) => act.kind === wanted);
  const taking = acts.findLast((act) => act.kind === 'refund' || act.kind === 'chargeback');
  return (own ?? taking)?.orderId ?? '';
}

function least(a: bigint, b: bigint): bigint {
  return a < b ? a : b;
}

function most(a: bigint, b: bigint): bigint {
  return a > b ? a : b;
}

function magnitude(value: bigint): bigint {
  return value < 0n ? -value : value;
}
