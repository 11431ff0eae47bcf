import { heardLoss } from './apply-fact.ts';
import type { Payment, PaymentStatus } from './payment.ts';
import { bookedLoss } from './plan-acts.ts';

/**
 * The status that evidence and ledger give. What the ledger has to do is told as done only when it is: a payment stays
 * `paid` until its coins are booked, and `credited` until those of a refund are taken back.
 */
export function statusOf(payment: Payment): PaymentStatus {
  const { evidence, amount, acts } = payment;
  const { paid, flags, failed, expired, pending, disputes } = evidence;
  if (!paid) {
    if (flags.length > 0) return 'review';
    if (failed) return 'failed';
    if (expired) return 'expired';
    return pending || payment.externalId !== '' ? 'pending' : 'created';
  }
  const disputed = disputes.filter(({ outcome }) => outcome !== 'won');
  const lost = disputed.some(({ outcome }) => outcome === 'lost');
  if (acts.length === 0) {
    // Nothing was left of it before anything was credited.
    if (disputed.length > 0) return lost ? 'charged_back' : 'disputed';
    return heardLoss(payment).refunded >= amount ? 'refunded' : 'paid';
  }
  const committed = { acts: acts.filter((act) => act.committed) };
  if (committed.acts.length === 0) return 'paid';
  const booked = bookedLoss(committed);
  if (booked.disputed > 0n && disputed.length > 0) return lost ? 'charged_back' : 'disputed';
  const taken = booked.refunded + booked.disputed;
  if (taken > 0n) return taken >= amount ? 'refunded' : 'partially_refunded';
  return disputes.some(({ outcome }) => outcome === 'won') ? 'won' : 'credited';
}

/** Where a status can lead, by one fact heard or one act committed. A test walks random histories along it. */
export const paymentMoves: Readonly<Record<PaymentStatus, readonly PaymentStatus[]>> = {
  created: ['pending', 'paid', 'failed', 'expired', 'review'],
  pending: ['paid', 'failed', 'expired', 'review', 'refunded', 'disputed', 'charged_back'],
  // Money that comes after all is never turned away.
  failed: ['paid', 'review', 'refunded', 'disputed', 'charged_back'],
  expired: ['paid', 'failed', 'review', 'refunded', 'disputed', 'charged_back'],
  review: ['paid', 'refunded', 'disputed', 'charged_back'],
  // Without `credited` in between: wholly taken back before the coins were booked, which then never are.
  paid: ['credited', 'won', 'refunded', 'disputed', 'charged_back'],
  credited: ['partially_refunded', 'refunded', 'disputed', 'charged_back', 'won'],
  partially_refunded: ['credited', 'refunded', 'disputed', 'charged_back', 'won'],
  refunded: ['partially_refunded', 'credited', 'paid', 'disputed', 'charged_back', 'won'],
  disputed: ['charged_back', 'won', 'paid', 'credited', 'partially_refunded', 'refunded'],
  charged_back: ['won', 'disputed', 'paid', 'credited', 'partially_refunded', 'refunded'],
  won: ['credited', 'partially_refunded', 'refunded', 'disputed', 'charged_back'],
};

/** The payment after the ledger committed one of its acts. */
export function withCommitted(payment: Payment, orderId: string): Payment {
  return { ...payment, acts: payment.acts.map((act) => (act.orderId === orderId ? { ...act, committed: true } : act)) };
}
