import { documentOfOrder, kindSpec } from '@halobuzz/core/ledger/kinds';
import { statusOf, withCommitted } from '@halobuzz/core/payments/payment-status';
import type { ClientSession, Db } from 'mongodb';
import { paymentsCollection, storedOf } from '../adapters/mongo/payment-document.ts';
import type { JudgedEntry } from './stream-entry.ts';

/**
 * Tells payments that the ledger holds their acts, in the very transaction that commits the entries: a payment is
 * credited, or a refund taken back, exactly when the ledger says so. Who changes such a payment meanwhile makes this
 * transaction begin again, or reads the payment anew; nothing written here can be refused by the collection's rules.
 */
export async function movePaymentDocuments(
  db: Db,
  session: ClientSession,
  entries: readonly Pick<JudgedEntry, 'posting'>[],
  updatedAt: Date,
): Promise<void> {
  const orders = new Map<string, string[]>();
  const bought = new Map<string, string>();
  for (const { posting } of entries) {
    if (posting.kind !== 'intent' || !isOfPayment(posting.intent.kind)) continue;
    const { orderId, tx, kind } = posting.intent;
    const id = documentOfOrder(orderId);
    orders.set(id, [...(orders.get(id) ?? []), orderId]);
    if (kind === 'purchase') bought.set(id, tx);
  }
  if (orders.size === 0) return;
  const collection = paymentsCollection(db);
  const found = await collection.find({ _id: { $in: [...orders.keys()] } }, { session }).toArray();
  for (const document of found) {
    const payment = (orders.get(document._id) ?? []).reduce(withCommitted, storedOf(document).payment);
    const transactionId = bought.get(document._id);
    await collection.updateOne(
      { _id: document._id },
      {
        // Its worker looks at it at once: what comes next waited for this.
        $set: {
          ...{ acts: payment.acts, status: statusOf(payment), nextAt: updatedAt, updatedAt },
          ...(transactionId === undefined ? {} : { transactionId }),
        },
        $inc: { version: 1 },
      },
      { session },
    );
  }
}

/** The only entries for an order that move money from or to a buyer. */
function isOfPayment(kind: Parameters<typeof kindSpec>[0]): boolean {
  const { effect, fiat, order } = kindSpec(kind);
  return fiat === true && order === true && effect !== 'none';
}
