import type { ConsentType } from '@halobuzz/core/privacy/consent';
import type { Db } from 'mongodb';
import { isDuplicateKey } from '../../adapters/mongo/is-duplicate-key.ts';
import type { ConsentRecords } from '../consents/consent-records.ts';

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
  return {
    async add({ receiptId: _id, atMs, ...record }) {
      try {
        await consentsCollection(db).insertOne({ _id, ...record, timestamp: new Date(atMs) });
        return true;
      } catch (error) {
        if (!isDuplicateKey(error)) throw error;
        return false;
      }
    },
  };
}
