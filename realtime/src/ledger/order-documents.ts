import { documentOfOrder } from '@halobuzz/core/ledger/kinds';
import type { ClientSession, Db } from 'mongodb';
import type { JudgedEntry } from './stream-entry.ts';

/**
 * Moves the documents that entries stand for, inside the very transaction that writes the entries: a payment is credited
 * and a payout held exactly when the ledger says so, whoever dies when.
 */
export async function moveOrderDocuments(
  db: Db,
  session: ClientSession,
  entries: readonly JudgedEntry[],
  updatedAt: Date,
): Promise<void> {
  for (const { posting } of entries) {
    if (posting.kind !== 'intent') continue;
    const { intent, effects } = posting;
    const id = documentOfOrder(intent.orderId);
    if (id === '') continue;
    switch (intent.kind) {
      case 'purchase':
        // One that was refunded or disputed meanwhile keeps that status.
        await db.collection<{ _id: string }>('payments').updateOne(
          { _id: id },
          [
            {
              $set: {
                transactionId: intent.tx,
                updatedAt,
                status: { $cond: [{ $eq: ['$status', 'paid'] }, 'credited', '$status'] },
              },
            },
          ],
          { session },
        );
        break;
      case 'payout_hold': {
        const status = effects.outcome === 'posted' ? 'held' : 'refused';
        await db
          .collection<{ _id: string }>('payouts')
          .updateOne({ _id: id }, { $set: { transactionId: intent.tx, status, updatedAt } }, { session });
        break;
      }
      default:
        break;
    }
  }
}
