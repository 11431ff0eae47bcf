import type { ConsentRecord } from '@halobuzz/core/api/internal-consents';
import type { ConsentType } from '@halobuzz/core/privacy/consent';
import { ERASED_NAME } from '@halobuzz/core/privacy/erasure-steps';
import type { Db } from 'mongodb';
import { isDuplicateKey } from '../../adapters/mongo/is-duplicate-key.ts';
import type { ConsentRecords } from '../consents/consent-records.ts';
import { isErased } from './is-erased.ts';

/** The customer's ConsentRecord; `_id` is the receipt. */
export interface ConsentDocument {
  _id: string;
  userId: string;
  consentType: ConsentType;
  granted: boolean;
  timestamp: Date;
  version: string;
}

export const consentsCollection = (db: Db) =>
  db.collection<ConsentDocument>('consents', { writeConcern: { w: 'majority' } });

/** {@link ConsentRecords} in MongoDB. */
export function mongoConsents(db: Db): ConsentRecords {
  const consents = consentsCollection(db);

  async function insert({ receiptId: _id, atMs, ...record }: ConsentRecord): Promise<boolean> {
    try {
      await consents.insertOne({ _id, ...record, timestamp: new Date(atMs) });
      return true;
    } catch (error) {
      if (!isDuplicateKey(error)) throw error;
      return false;
    }
  }

  return {
    async add(record) {
      const added = await insert(record);
      if (await isErased(db, record.userId)) {
        await consents.updateOne({ _id: record.receiptId }, { $set: { userId: ERASED_NAME } });
      }
      return added;
    },
  };
}
