import type { Intent } from '@halobuzz/core/ledger/intent';
import type { Outcome } from '@halobuzz/core/ledger/kinds';
import type { ClientSession, Db, Document } from 'mongodb';

/**
 * Moves a payout's document as its entry says, in the entry's own transaction. Nothing here can be refused by the
 * collection's rules: a payout that could not be written would stop its whole shard.
 */
export async function movePayoutDocument(
  db: Db,
  session: ClientSession,
  id: string,
  intent: Intent,
  outcome: Outcome,
  updatedAt: Date,
): Promise<void> {
  const payouts = db.collection<{ _id: string }>('payouts');
  const own = { _id: id, userId: intent.wallet };
  if (intent.kind === 'payout_hold') {
    const posted = outcome === 'posted';
    const to = posted ? 'held' : 'refused';
    const change: Document = {
      ...{ status: to, ledger: to, transactionId: intent.tx, updatedAt, nextAt: updatedAt, unaudited: true },
      ...(posted ? {} : { reasons: ['above_payable'] }),
      history: {
        $concatArrays: [
          { $ifNull: ['$history', []] },
          [{ at: updatedAt, by: 'ledger', from: '$status', to, ...(posted ? {} : { reason: 'above_payable' }) }],
        ],
      },
    };
    await payouts.updateOne(
      { ...own, status: 'requested' },
      [{ $set: change }, ...(posted ? [] : [{ $unset: 'open' }])],
      { session },
    );
    return;
  }
  if (intent.kind === 'payout_return') {
    await payouts.updateOne(
      { ...own, ledger: 'posted' },
      { $set: { ledger: outcome === 'posted' ? 'returned' : 'stuck', updatedAt } },
      { session },
    );
    return;
  }
  const closed = intent.kind === 'payout_post' ? 'posted' : 'voided';
  await payouts.updateOne(
    { ...own, ledger: 'held' },
    outcome === 'posted'
      ? { $set: { ledger: closed, closingTransactionId: intent.tx, updatedAt }, $unset: { open: '' } }
      : { $set: { ledger: 'stuck', updatedAt } },
    { session },
  );
}
