import { ERASED_NAME } from '@halobuzz/core/privacy/erasure-steps';
import type { Db } from 'mongodb';

/**
 * Cases about the person go, with their orders and with the record of how often the person's own reports were right. What
 * they did for us stays without their name: whoever works for us may leave too.
 */
export async function eraseCases(db: Db, accountId: string): Promise<Readonly<Record<string, number>>> {
  const cases = db.collection<{ _id: string; assignee: string }>('cases');
  const orders = db.collection('sanction_orders');
  const about = await cases.deleteMany({ accountId });
  const ordered = await orders.deleteMany({ accountId });
  const records = await db.collection<{ _id: string }>('reporter_records').deleteOne({ _id: accountId });
  await cases.updateMany(
    { state: 'open', assignee: accountId },
    { $set: { assignee: '' }, $unset: { leaseUntil: '' } },
  );
  const decided = await cases.updateMany({ 'decision.by': accountId }, { $set: { 'decision.by': ERASED_NAME } });
  const gave = await orders.updateMany({ by: accountId }, { $set: { by: ERASED_NAME } });
  const counted = await db.collection('rollups_cases').deleteMany({ scope: 'moderator', key: accountId });
  return {
    ...{ cases: about.deletedCount, sanction_orders: ordered.deletedCount, reporter_records: records.deletedCount },
    ...{ case_counts: counted.deletedCount, names_taken_out_of_cases: decided.modifiedCount + gave.modifiedCount },
  };
}
