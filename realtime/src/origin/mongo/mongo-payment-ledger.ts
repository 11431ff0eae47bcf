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
        .find(
          {
            type: { $in: paymentKinds },
            createdAt: { $gte: new Date(sinceMs) },
            ...(after === undefined ? {} : { _id: { $gt: after } }),
          },
          { ...majority, projection: { 'metadata.orderId': 1 } },
        )
        .sort({ _id: 1 })
        .limit(limit)
        .toArray();
      return found.map(({ _id, metadata }) => ({ tx: _id, orderId: metadata.orderId ?? '' }));
    },
  };
}
