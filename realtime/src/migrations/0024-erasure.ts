import { users as before } from './0005-people.ts';
import { transactions } from './0009-ledger-kinds.ts';
import { ensureCollection } from './ensure-collection.ts';
import { type CollectionSpec, flag } from './json-schema.ts';
import type { Migration } from './migration.ts';

/** `hidden`: the account is being erased and may still be taken back: nobody sees it. */
export const users: CollectionSpec = { ...before, optional: { ...before.optional, hidden: flag }, indexes: [] };

/** Accounts that wait for their erasure, and diamonds that were given up with one. */
export const erasureMigration: Migration = {
  id: '0024-erasure',
  up: async (db) => {
    await ensureCollection(db, users);
    // As 0009 made it; its kinds are the ledger's own, which have become more.
    await ensureCollection(db, { ...transactions, indexes: [] });
  },
  down: async (db) => {
    await db.collection('users').updateMany({ hidden: { $exists: true } }, { $unset: { hidden: '' } });
    await ensureCollection(db, { ...before, indexes: [] });
  },
};
