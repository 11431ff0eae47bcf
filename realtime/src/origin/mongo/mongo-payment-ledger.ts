import type { kindSpecs } from '@halobuzz/core/ledger/kinds';
import type { PaymentActKind } from '@halobuzz/core/payments/payment';
import type { Db } from 'mongodb';
import { transactions } from '../../adapters/mongo/ledger-collections.ts';
import type { PaymentLedger } from '../payments/payment-ledger.ts';

const paymentKinds = [
  ...(['purchase', 'refund', 'chargeback', 'refund_reversal', 'chargeback_reversal'] as const),
] satisfies readonly (PaymentActKind & keyof typeof kindSpecs)[];
const majority = { readConcern: { level: 'majority' } } as const;

/** Entries of payments in MongoDB, read by a majority. */
export function mongoPaymentLedger(db: Db): PaymentLedger {
  const collection = transactions(db);
  return {
    async isCommitted(tx) {
      return (await collection.findOne({ _id: tx }, { ...majority, projection: { _id: 1 } })) !== null;
    },
    async booked(txs) {
      const found = await collection.find({ _id: { $in: [...txs] } }, majority).toArray();
      return found.map(({ _id, type, amount, metadata }) => ({
        ...{ tx: _id, kind: type, coins: amount, orderId: metadata.orderId ?? '' },
        fiat: `${metadata.fiat ?? '0'} ${metadata.fiatCurrency ?? ''}`,
      }));
    },
    async ordersSince(sinceMs, after, limit) {
      const found = await collection
        .find(paymentOrders(after ?? firstIdOf(sinceMs)), { ...majority, projection: { 'metadata.orderId': 1 } })
        .sort({ 'metadata.orderId': 1 })
        .limit(limit)
        .toArray();
      return found.map(({ _id, metadata }) => ({ tx: _id, orderId: metadata.orderId ?? '' }));
    },
  };
}

/** The customer's index over order ids serves this. Exported for the test that explains it. */
export function paymentOrders(after: string) {
  // Ids of payments begin with a digit of their time; those of other documents with a letter behind all of these.
  return { 'metadata.orderId': { $gt: after, $lt: 'g' }, type: { $in: paymentKinds } };
}

/** What a UUIDv7 of that time begins with: ids of payments are in the order of their making. */
export function firstIdOf(ms: number): string {
  const digits = Math.max(0, Math.floor(ms)).toString(16).padStart(12, '0');
  return `${digits.slice(0, 8)}-${digits.slice(8)}`;
}
