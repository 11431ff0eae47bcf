import { liveCollections } from './collections-live.ts';
import { moneyCollections } from './collections-money.ts';
import { peopleCollections } from './collections-people.ts';
import { dropCollection, ensureCollections } from './ensure-collection.ts';
import type { Migration } from './migration.ts';

const collections = [...moneyCollections, ...peopleCollections, ...liveCollections];

/** Every collection with its validator and indexes. */
export const collectionsMigration: Migration = {
  id: '0001-collections',
  up: async (db) => {
    await ensureCollections(db, collections);
  },
  down: async (db) => {
    for (const spec of collections) await dropCollection(db, spec);
  },
};
