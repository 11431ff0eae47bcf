import type { IndexDescription } from 'mongodb';
import { dropIndexes } from './ensure-collection.ts';
import type { Migration } from './migration.ts';

/** By which retention finds what is old; see origin/retention/retention-rules.ts. */
const added: Readonly<Record<string, readonly (IndexDescription & { readonly name: string })[]>> = {
  sanctions: [
    { key: { createdAt: 1 }, name: 'replaced', partialFilterExpression: { active: false } },
    { key: { endsAt: 1 }, name: 'ended', partialFilterExpression: { endsAt: { $gt: new Date(0) } } },
  ],
  push_tokens: [{ key: { lastSeenAt: 1 }, name: 'seen' }],
};

/** Indexes of what is deleted by age. */
export const retentionMigration: Migration = {
  id: '0026-retention',
  up: async (db) => {
    for (const [name, indexes] of Object.entries(added)) await db.collection(name).createIndexes([...indexes]);
  },
  down: async (db) => {
    for (const [collection, indexes] of Object.entries(added)) {
      await dropIndexes(
        db,
        collection,
        indexes.map(({ name }) => name),
      );
    }
  },
};
