import { documentOfOrder } from '@halobuzz/core/ledger/kinds';
import type { ClientSession, Db } from 'mongodb';
import { movePaymentDocuments } from './payment-documents.ts';
import { movePayoutDocument } from './payout-documents.ts';
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
  await movePaymentDocuments(db, session, entries, updatedAt);
  for (const { posting } of entries) {
    if (posting.kind !== 'intent') continue;
    const { intent, effects } = posting;
    const id = documentOfOrder(intent.orderId);
    if (id === '') continue;
    switch (intent.kind) {
      case 'payout_hold':
      case 'payout_post':
      case 'payout_void':
      case 'payout_return':
        await movePayoutDocument(db, session, id, intent, effects.outcome, updatedAt);
        break;
      case 'promotion':
        await db
          .collection<{ _id: string }>('promotion_grants')
          .updateOne(
            { _id: intent.orderId },
            { $set: { status: 'credited', transactionId: intent.tx, updatedAt } },
            { session },
          );
        break;
      default:
        break;
    }
  }
}
