import type { Collection, Db } from 'mongodb';
import { type CollectionSpec, filledText, oneOf, text, time, whole } from './json-schema.ts';

/** A migration's record; `lock` and `install` stand beside them under their own ids. */
export interface MigrationRecord {
  readonly _id: string;
  readonly state?: 'started' | 'applied' | 'reverting';
  readonly startedAt?: Date;
  readonly appliedAt?: Date;
  readonly owner?: string;
  readonly leaseUntil?: Date;
  readonly walletShards?: number;
}

export const migrationsCollection: CollectionSpec = {
  name: 'migrations',
  required: { _id: filledText },
  optional: {
    state: oneOf('started', 'applied', 'reverting'),
    startedAt: time,
    appliedAt: time,
    owner: text,
    leaseUntil: time,
    walletShards: whole,
  },
  indexes: [],
};

export function migrationRecords(db: Db): Collection<MigrationRecord> {
  return db.collection<MigrationRecord>(migrationsCollection.name, {
    writeConcern: { w: 'majority', journal: true },
    readConcern: { level: 'majority' },
  });
}
