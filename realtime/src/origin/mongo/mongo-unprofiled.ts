import type { Db } from 'mongodb';
import type { Unprofiled } from '../privacy/requests/unprofiled.ts';

/** {@link Unprofiled} in MongoDB. */
export function mongoUnprofiled(db: Db, clock: () => number): Unprofiled {
  const collection = db.collection<{ _id: string; at: Date }>('unprofiled_subjects', {
    writeConcern: { w: 'majority' },
  });
  return {
    async set(subject, objects) {
      if (objects)
        await collection.updateOne({ _id: subject }, { $setOnInsert: { at: new Date(clock()) } }, { upsert: true });
      else await collection.deleteOne({ _id: subject });
    },
    async among(subjects) {
      if (subjects.length === 0) return new Set();
      const found = await collection.find({ _id: { $in: [...subjects] } }, { projection: { _id: 1 } }).toArray();
      return new Set(found.map(({ _id }) => _id));
    },
  };
}
