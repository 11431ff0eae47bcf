import { limits } from '@halobuzz/core/limits';
import type { Db } from 'mongodb';
import type { Keywords } from '../moderation/keywords.ts';

interface KeywordDocument {
  _id: string;
  by: string;
  createdAt: Date;
}

/** Terms are kept as they were given; gateways fold them. */
export function mongoKeywords(db: Db, clock: () => number): Keywords {
  const terms = db.collection<KeywordDocument>('keyword_terms', { writeConcern: { w: 'majority' } });
  return {
    async all() {
      const found = await terms
        .find({}, { projection: { _id: 1 } })
        .limit(limits.keywordTermsMax)
        .toArray();
      return found.map(({ _id }) => _id).sort();
    },
    async change(add, remove, by) {
      const known = await terms.countDocuments({ _id: { $nin: [...add] } });
      if (known + add.length > limits.keywordTermsMax) return false;
      const createdAt = new Date(clock());
      const writes = [
        ...[...remove].map((_id) => ({ deleteOne: { filter: { _id } } })),
        ...[...add].map((_id) => ({
          updateOne: { filter: { _id }, update: { $setOnInsert: { by, createdAt } }, upsert: true },
        })),
      ];
      if (writes.length > 0) await terms.bulkWrite(writes, { ordered: true });
      return true;
    },
  };
}
