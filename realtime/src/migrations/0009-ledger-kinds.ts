import { intentKinds } from '@halobuzz/core/ledger/kinds';
import { moneyCollections } from './collections-money.ts';
import { dropCollection, dropIndexes, ensureCollection, ensureCollections, specNamed } from './ensure-collection.ts';
import { type CollectionSpec, flag, long, nullable, oneOf, positiveLong, text, time, whole } from './json-schema.ts';
import type { Migration } from './migration.ts';

const before = specNamed(moneyCollections, 'transactions');

/** 0024 brings its kinds up to date. */
export const transactions: CollectionSpec = {
  ...before,
  required: {
    ...before.required,
    type: oneOf(...intentKinds, 'quarantined'),
    status: oneOf('completed', 'refused', 'quarantined'),
  },
  optional: { ...before.optional, change: long, outcome: oneOf('posted', 'refused') },
  indexes: [
    ...before.indexes,
    { key: { 'metadata.reference': 1 }, name: 'reference', sparse: true },
    // What a rebuild sums up: what each wallet of a shard spent today.
    { key: { shard: 1, type: 1, createdAt: 1 }, name: 'shard_type_time' },
  ],
};

const headsBefore = specNamed(moneyCollections, 'ledger_heads');
/** 0015 adds to it. */
export const headsWithRebuilds: CollectionSpec = {
  ...headsBefore,
  optional: { ...headsBefore.optional, rebuildAsked: text },
};

/** 0012 adds to it. */
export const walletControls: CollectionSpec = {
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

/** Everything else that moves money beside gifts: more kinds of transactions, and what bounds a wallet's spending. */
export const ledgerKindsMigration: Migration = {
  id: '0009-ledger-kinds',
  up: async (db) => {
    await ensureCollections(db, [transactions, headsWithRebuilds, walletControls]);
  },
  down: async (db) => {
    await dropCollection(db, walletControls);
    await dropIndexes(db, 'transactions', ['reference', 'shard_type_time']);
    await ensureCollection(db, headsBefore);
    await ensureCollection(db, before);
  },
};
