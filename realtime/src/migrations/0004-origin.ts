import type { IndexDescription } from 'mongodb';
import { dropCollection, dropIndexes, ensureCollection } from './ensure-collection.ts';
import { type CollectionSpec, filledText, free, oneOf, time } from './json-schema.ts';
import type { Migration } from './migration.ts';

/** Requests that moved money, remembered by `Idempotency-Key` for a day. What they moved stands in `transactions`. */
const idempotencyKeys: CollectionSpec = {
  name: 'idempotency_keys',
  required: {
    _id: filledText,
    fingerprint: filledText,
    clientId: filledText,
    state: oneOf('running', 'done'),
    owner: filledText,
    leaseUntil: time,
    createdAt: time,
    expiresAt: time,
  },
  optional: { answer: free },
  indexes: [{ key: { expiresAt: 1 }, name: 'retention', expireAfterSeconds: 0 }],
};

/** Ended broadcasts whose summary may still move: few at any time, found without touching the rest. */
const unsettledIndex = {
  key: { endedAt: 1 },
  name: 'unsettled',
  partialFilterExpression: { 'summary.final': false },
} satisfies IndexDescription;

/** What the origin keeps besides the shared collections. */
export const originMigration: Migration = {
  id: '0004-origin',
  up: async (db) => {
    await ensureCollection(db, idempotencyKeys);
    await db.collection('livestreams').createIndexes([unsettledIndex]);
  },
  down: async (db) => {
    await dropIndexes(db, 'livestreams', [unsettledIndex.name]);
    await dropCollection(db, idempotencyKeys);
  },
};
