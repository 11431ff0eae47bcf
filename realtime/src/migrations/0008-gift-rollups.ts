import { dropCollection, ensureCollection } from './ensure-collection.ts';
import {
  type CollectionSpec,
  filledText,
  oneOf,
  positiveLong,
  strictObject,
  text,
  time,
  whole,
} from './json-schema.ts';
import type { Migration } from './migration.ts';

const span = strictObject({ start: whole, coins: positiveLong });

/** What people gave to a host, and what a host was given from one wallet shard: the source of all leaderboards. */
const giftRollups: CollectionSpec = {
  name: 'rollups_gifts',
  required: {
    _id: filledText,
    kind: oneOf('gifter', 'host'),
    hostId: filledText,
    account: filledText,
    shard: whole,
    sequence: positiveLong,
    all: positiveLong,
    day: span,
    week: span,
    room: strictObject({ id: text, coins: positiveLong }),
    updatedAt: time,
  },
  indexes: [{ key: { kind: 1, hostId: 1 }, name: 'kind_host' }],
};

/** Sums of gifts for leaderboards. They are made from the ledger's entries and hold no money themselves. */
export const giftRollupsMigration: Migration = {
  id: '0008-gift-rollups',
  up: (db) => ensureCollection(db, giftRollups),
  down: (db) => dropCollection(db, giftRollups),
};
