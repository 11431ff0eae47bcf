import { type AddedIndexes, addIndexes, dropAddedIndexes } from './ensure-collection.ts';
import type { Migration } from './migration.ts';

/** By which retention finds what is old; see origin/retention/retention-rules.ts. */
const added: AddedIndexes = {
  sanctions: [
    { key: { createdAt: 1 }, name: 'replaced', partialFilterExpression: { active: false } },
    { key: { endsAt: 1 }, name: 'ended', partialFilterExpression: { endsAt: { $gt: new Date(0) } } },
  ],
  push_tokens: [{ key: { lastSeenAt: 1 }, name: 'seen' }],
};

/** Indexes of what is deleted by age. */
export const retentionMigration: Migration = {
  id: '0026-retention',
  up: (db) => addIndexes(db, added),
  down: (db) => dropAddedIndexes(db, added),
};
