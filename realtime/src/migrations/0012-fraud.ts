import type { Db } from 'mongodb';
import { ensureCollection } from './ensure-collection.ts';
import {
  type CollectionSpec,
  filledText,
  flag,
  nullable,
  positiveLong,
  strictObject,
  text,
  time,
  whole,
} from './json-schema.ts';
import type { Migration } from './migration.ts';

const stops = {
  bsonType: 'array',
  items: strictObject({ source: filledText, reason: text, by: filledText, at: time }),
};

/** As 0009 made it, with the lists that it follows from. */
const walletControls: CollectionSpec = {
  name: 'wallet_controls',
  holdsMoney: true,
  required: {
    _id: { bsonType: 'string', minLength: 1 },
    shard: whole,
    heldCoins: positiveLong,
    heldUntil: nullable(time),
    dailyCap: nullable(positiveLong),
    frozen: flag,
    reason: text,
    updatedAt: time,
  },
  optional: {
    version: whole,
    pending: flag,
    applyAt: nullable(time),
    freezes: stops,
    payoutHolds: stops,
    holds: { bsonType: 'array', items: strictObject({ source: filledText, coins: positiveLong, until: time }) },
    nextCap: nullable(strictObject({ cap: nullable(positiveLong), from: time })),
  },
  indexes: [
    { key: { shard: 1 }, name: 'shard' },
    { key: { applyAt: 1 }, name: 'apply_at', partialFilterExpression: { applyAt: { $type: 'date' } } },
  ],
};

const listFields = ['version', 'pending', 'applyAt', 'freezes', 'payoutHolds', 'holds', 'nextCap'];

async function asBefore(db: Db): Promise<void> {
  const collection = db.collection(walletControls.name);
  if (await collection.indexExists('apply_at')) await collection.dropIndex('apply_at');
  await collection.updateMany({}, { $unset: Object.fromEntries(listFields.map((name) => [name, ''])) });
  const { name, required, indexes } = walletControls;
  await ensureCollection(db, { name, required, holdsMoney: true, indexes: indexes.slice(0, 1) });
}

/** Fraud rules and what they found, and why wallets are bounded. */
export const fraudMigration: Migration = {
  id: '0012-fraud',
  up: async (db) => {
    await ensureCollection(db, walletControls);
  },
  down: asBefore,
};
