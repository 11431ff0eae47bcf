import { liveCollections } from './collections-live.ts';
import { moneyCollections } from './collections-money.ts';
import { peopleCollections } from './collections-people.ts';
import { dropCollection, ensureCollection } from './ensure-collection.ts';
import type { Migration } from './migration.ts';

const collections = [...moneyCollections, ...peopleCollections, ...liveCollections];

/** Every collection with its validator and indexes. */
export const collectionsMigration: Migration = {
  id: '0001-collections',
  up: async (db) => {
    for (const spec of collections) await ensureCollection(db, spec);
  },
  down: async (db) => {
    for (const spec of collections) await dropCollection(db, spec);
  },
};
