import { intentKinds } from '@halobuzz/core/ledger/kinds';
import type { Db } from 'mongodb';
import { moneyCollections } from './collections-money.ts';
import { dropCollection, ensureCollection } from './ensure-collection.ts';
import { type CollectionSpec, flag, long, nullable, oneOf, positiveLong, text, time, whole } from './json-schema.ts';
import type { Migration } from './migration.ts';

const before = (): CollectionSpec => {
  const spec = moneyCollections.find(({ name }) => name === 'transactions');
  if (spec === undefined) throw new Error('0001 made no collection transactions');
  return spec;
};

const transactions: CollectionSpec = {
  ...before(),
  required: {
    ...before().required,
    type: oneOf(...intentKinds, 'quarantined'),
    status: oneOf('completed', 'refused', 'quarantined'),
  },
  optional: { ...before().optional, change: long, outcome: oneOf('posted', 'refused') },
  indexes: [
    ...before().indexes,
    { key: { 'metadata.reference': 1 }, name: 'reference', sparse: true },
    // What a rebuild sums up: what each wallet of a shard spent today.
    { key: { shard: 1, type: 1, createdAt: 1 }, name: 'shard_type_time' },
  ],
};

const heads = (): CollectionSpec => {
  const spec = moneyCollections.find(({ name }) => name === 'ledger_heads');
  if (spec === undefined) throw new Error('0001 made no collection ledger_heads');
  return spec;
};
const ledgerHeads: CollectionSpec = { ...heads(), optional: { ...heads().optional, rebuildAsked: text } };

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
  indexes: [{ key: { shard: 1 }, name: 'shard' }],
};

async function dropIndexes(db: Db): Promise<void> {
  const collection = db.collection('transactions');
  for (const name of ['reference', 'shard_type_time']) {
    if (await collection.indexExists(name)) await collection.dropIndex(name);
  }
}

/** Everything else that moves money beside gifts: more kinds of transactions, and what bounds a wallet's spending. */
export const ledgerKindsMigration: Migration = {
  id: '0009-ledger-kinds',
  up: async (db) => {
    for (const spec of [transactions, ledgerHeads, walletControls]) await ensureCollection(db, spec);
  },
  down: async (db) => {
    await dropCollection(db, walletControls);
    await dropIndexes(db);
    await ensureCollection(db, heads());
    await ensureCollection(db, before());
  },
};
