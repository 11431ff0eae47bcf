import type { ErasureStepResult } from '@halobuzz/core/api/internal-erasure';
import type { Db } from 'mongodb';
import { type ErasedPerson, pieceDone } from './erasure-service.ts';

/**
 * What stands beside the ledger under a subject. Payments and payouts are kept, as tax law wants them, without the words and
 * provider's texts in them; where money is sent, cards that were tried and refusals go. Whose subject it was is known nowhere
 * once the account's key is gone.
 */
export async function eraseMoneyRecords(
  { db }: { readonly db: Db },
  { subject }: Pick<ErasedPerson, 'subject'>,
): Promise<ErasureStepResult> {
  if (subject === '') return pieceDone({});
  const own = { userId: subject };
  const payments = await db.collection('payments').updateMany(
    { ...own, 'refundRequests.reason': { $gt: '' } },
    // Another version: whoever works on the payment with the words in hand reads it anew.
    { $set: { 'refundRequests.$[].reason': '' }, $inc: { version: 1 } },
    { hint: 'user_newest_first' },
  );
  const payouts = await db
    .collection('payouts')
    .updateMany(
      { ...own, $or: [{ providerText: { $exists: true } }, { externalId: { $exists: true } }] },
      { $unset: { providerText: '', externalId: '' } },
      { hint: 'user_page' },
    );
  const accounts = await db.collection<{ _id: string }>('payout_accounts').deleteMany({ _id: subject });
  const cards = await db.collection('fraud_attempts').deleteMany({ subject }, { hint: 'subject_time' });
  const failed = await db.collection('failed_transactions').deleteMany(own);
  const seen = await db.collection<{ _id: string }>('fraud_wallets').deleteMany({ _id: subject });
  const objections = await db.collection<{ _id: string }>('unprofiled_subjects').deleteMany({ _id: subject });
  return pieceDone({
    ...{ payments: payments.modifiedCount, payouts: payouts.modifiedCount, payout_accounts: accounts.deletedCount },
    ...{
      fraud_attempts: cards.deletedCount,
      failed_transactions: failed.deletedCount,
      fraud_wallets: seen.deletedCount,
      unprofiled_subjects: objections.deletedCount,
    },
  });
}

/** The same for many after a restore, one after the other: there is no hurry, and others use the database. */
export async function eraseUnderSubjects(
  deps: { readonly db: Db },
  subjects: readonly string[],
): Promise<ErasureStepResult> {
  const sums = new Map<string, number>();
  for (const subject of subjects) {
    const { counts } = await eraseMoneyRecords(deps, { subject });
    for (const [name, count] of Object.entries(counts)) sums.set(name, (sums.get(name) ?? 0) + count);
  }
  return pieceDone(Object.fromEntries(sums));
}
