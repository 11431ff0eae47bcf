import type { Db } from 'mongodb';
import { isDuplicateKey } from '../../adapters/mongo/is-duplicate-key.ts';
import { type DisputeWork, type DisputeWorkStore, disputeWorkId } from '../finance/dispute-work.ts';

export function mongoDisputeWork(db: Db): DisputeWorkStore {
  const collection = db.collection<DisputeWork>('dispute_work', {
    readConcern: { level: 'majority' },
    writeConcern: { w: 'majority', journal: true },
    ignoreUndefined: true,
  });
  return {
    get: async (id) => (await collection.findOne({ _id: id })) ?? undefined,
    async put(work, before) {
      try {
        const { _id, ...fields } = work;
        const filter = before === 0 ? { _id, version: { $exists: false } } : { _id, version: before };
        const done = await collection.replaceOne(filter, fields, { upsert: before === 0 });
        return done.matchedCount + done.upsertedCount === 1;
      } catch (error) {
        if (isDuplicateKey(error)) return false;
        throw error;
      }
    },
    ofPayment: (paymentId, disputeIds) =>
      collection
        .find({ _id: { $in: disputeIds.map((id) => disputeWorkId(paymentId, id)) } })
        .limit(disputeIds.length)
        .toArray(),
    unaudited: (limit) => collection.find({ unaudited: true }).limit(limit).toArray(),
    async markAudited(id, count) {
      await collection.updateOne(
        { _id: id, history: { $size: count } },
        { $set: { audited: count }, $unset: { unaudited: '' } },
      );
    },
  };
}
