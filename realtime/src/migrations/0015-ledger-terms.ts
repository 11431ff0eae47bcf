import { headsWithRebuilds as before } from './0009-ledger-kinds.ts';
import { ensureCollection } from './ensure-collection.ts';
import { positiveLong } from './json-schema.ts';
import type { Migration } from './migration.ts';

/** A term in each head: what was sent before it began is not committed any more. */
export const ledgerTermsMigration: Migration = {
  id: '0015-ledger-terms',
  up: async (db) => {
    await ensureCollection(db, { ...before, optional: { ...before.optional, term: positiveLong } });
  },
  down: async (db) => {
    await db.collection('ledger_heads').updateMany({}, { $unset: { term: '' } });
    await ensureCollection(db, before);
  },
};
