import { dropCollection, ensureCollection } from './ensure-collection.ts';
import { bytes, type CollectionSpec, filledText, long, positiveLong, text, time, whole } from './json-schema.ts';
import type { Migration } from './migration.ts';

/** A room that a store kept away for so long is over, and its summary was made from the ledger. */
const parkedLifeSeconds = 7 * 86_400;

/**
 * Committed gifts whose room could not be reached. The money is in `transactions`; this is what shows them, and nothing
 * else holds it once the stream is trimmed.
 */
const parkedGifts: CollectionSpec = {
  name: 'parked_gifts',
  required: {
    _id: filledText,
    shard: whole,
    epoch: long,
    sequence: long,
    store: filledText,
    roomId: filledText,
    tx: filledText,
    event: bytes,
    account: filledText,
    name: text,
    coins: positiveLong,
    earned: positiveLong,
    payee: text,
    acceptedAt: time,
    createdAt: time,
  },
  indexes: [
    { key: { shard: 1, store: 1, sequence: 1 }, name: 'shard_store_sequence' },
    { key: { createdAt: 1 }, name: 'retention', expireAfterSeconds: parkedLifeSeconds },
  ],
};

/** Gifts that wait for their room's store, so that they hold back no others. */
export const parkedGiftsMigration: Migration = {
  id: '0013-parked-gifts',
  up: (db) => ensureCollection(db, parkedGifts),
  down: (db) => dropCollection(db, parkedGifts),
};
