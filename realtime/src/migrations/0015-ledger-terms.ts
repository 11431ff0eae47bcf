import { moneyCollections } from './collections-money.ts';
import { ensureCollection } from './ensure-collection.ts';
import { type CollectionSpec, positiveLong, text } from './json-schema.ts';
import type { Migration } from './migration.ts';

const before = (): CollectionSpec => {
  const spec = moneyCollections.find(({ name }) => name === 'ledger_heads');
  if (spec === undefined) throw new Error('0001 made no collection ledger_heads');
  return { ...spec, optional: { ...spec.optional, rebuildAsked: text } };
};

/** A term in each head: what was sent before it began is not committed any more. */
export const ledgerTermsMigration: Migration = {
  id: '0015-ledger-terms',
  up: async (db) => {
    const spec = before();
    await ensureCollection(db, { ...spec, optional: { ...spec.optional, term: positiveLong } });
  },
  down: async (db) => {
    await db.collection('ledger_heads').updateMany({}, { $unset: { term: '' } });
    await ensureCollection(db, before());
  },
};
