import type { TransactionLine } from '@halobuzz/core/api/finance-ledger';
import type { StaffPayment, StaffPaymentDetail } from '@halobuzz/core/api/finance-payments';
import { transactionId } from '@halobuzz/core/ids';
import type { QuarantineDoc, TransactionDoc, WalletControlsDoc } from '../../adapters/mongo/ledger-collections.ts';
import type { StoredPayment } from '../payments/payment-store.ts';
import { refundable } from '../payments/request-refund.ts';
import type { DisputeWork } from './dispute-work.ts';
import type { DatedRate } from './finance-lists.ts';
import type { Change } from './history.ts';
import { maskedAccount, maskedSubject } from './masked.ts';

/** A payment as staff see it: its buyer masked. */
export function staffPaymentView(stored: StoredPayment): StaffPayment {
  const { payment, status, tries, trouble, updatedAtMs } = stored;
  const { id, provider, externalId, packageId, packageVersion, coins, amount, currency, evidence } = payment;
  return {
    ...{ id, status, provider, externalId, packageId, packageVersion, currency, tries, trouble },
    ...{ person: maskedSubject(payment.userId), coins: String(coins), amount: String(amount) },
    refundable: evidence.paid ? String(refundable(stored)) : '0',
    flags: [...evidence.flags],
    disputes: evidence.disputes.map((one) => ({ id: one.id, amount: String(one.amount), outcome: one.outcome })),
    createdAt: new Date(payment.createdAtMs).toISOString(),
    updatedAt: new Date(updatedAtMs).toISOString(),
  };
}

/** With all that was heard and done. `work`: of its disputes, by their ids. */
export function staffPaymentDetail(stored: StoredPayment, work: ReadonlyMap<string, DisputeWork>): StaffPaymentDetail {
  const { evidence, acts, userId } = stored.payment;
  return {
    payment: staffPaymentView(stored),
    refunds: evidence.refunds.map(({ id, amount, reversed }) => ({ id, amount: String(amount), reversed })),
    disputes: evidence.disputes.map((dispute) => disputeView(dispute, work.get(dispute.id))),
    acts: acts.map(({ orderId, kind, coins, fiat, committed }) => ({
      ...{ orderId, kind, committed, coins: String(coins), fiat: String(fiat) },
      tx: transactionId(userId, orderId),
    })),
    refundRequests: stored.refundRequests.map(({ key, amount, reason, by, atMs, state }) => ({
      ...{ key, reason, by, state, amount: String(amount), at: new Date(atMs).toISOString() },
    })),
  };
}

export function disputeView(
  { id, amount, outcome, atMs }: StoredPayment['payment']['evidence']['disputes'][number],
  work: DisputeWork | undefined,
): StaffPaymentDetail['disputes'][number] {
  const { dueOn } = work ?? {};
  return {
    ...{ id, outcome, amount: String(amount), at: new Date(atMs).toISOString() },
    work: {
      state: work?.state ?? 'to_answer',
      ...(dueOn === undefined ? {} : { dueOn }),
      version: work?.version ?? 0,
      notes: notesOf(work?.history ?? []),
    },
  };
}

/** What people wrote down with their changes. */
export function notesOf(history: readonly Change[]) {
  return history.flatMap(({ by, at, reason }) =>
    reason === undefined ? [] : [{ by, at: at.toISOString(), text: reason }],
  );
}

export function transactionLine(entry: TransactionDoc): TransactionLine {
  const { _id: tx, type, status, amount, currency, userId, counterparty, metadata, createdAt } = entry;
  const { orderId } = metadata;
  return {
    ...{ tx, type, status, currency, amount: String(amount) },
    person: maskedSubject(userId),
    counterparty: maskedSubject(counterparty),
    ...(orderId === undefined ? {} : { orderId: maskedAccount(orderId) }),
    at: createdAt.toISOString(),
  };
}

export function frozenWalletView({ _id, freezes = [], updatedAt }: WalletControlsDoc) {
  return {
    person: maskedSubject(_id),
    freezes: freezes.map(({ source, reason, by, at }) => ({ source, reason, by, at: at.toISOString() })),
    updatedAt: updatedAt.toISOString(),
  };
}

/** `entry`: as the chain holds it, which says whose wallet it was and what that had moved. */
export function quarantineView(held: QuarantineDoc, entry: TransactionDoc | undefined) {
  return {
    ...{ tx: held._id, shard: held.shard, epoch: String(held.epoch), sequence: String(held.sequence) },
    reason: held.reason,
    person: maskedSubject(entry?.userId ?? ''),
    change: String(entry?.amount ?? 0n),
    fields: Object.keys(held.fields),
    at: held.createdAt.toISOString(),
  };
}

/** `isCurrent`: the newest of its currency. */
export function rateView({ currency, version, numerator, denominator, since, by }: DatedRate, isCurrent: boolean) {
  return {
    ...{ currency, version, by, numerator: String(numerator), denominator: String(denominator) },
    ...{ since: since.toISOString(), current: isCurrent },
  };
}
