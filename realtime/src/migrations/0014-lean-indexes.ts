import type { IndexDescription } from 'mongodb';
import { dropIndexes } from './ensure-collection.ts';
import type { Migration } from './migration.ts';

const diamonds = {
  key: { account: 1, currency: 1, timestamp: -1 },
  name: 'diamonds_newest',
  partialFilterExpression: { currency: 'DIAMOND', userId: { $gt: '' } },
} as const satisfies IndexDescription;
const allAccounts = {
  key: { account: 1, currency: 1, timestamp: -1 },
  name: 'account_newest',
} as const satisfies IndexDescription;
const shardTypeTime = {
  key: { shard: 1, type: 1, createdAt: 1 },
  name: 'shard_type_time',
} as const satisfies IndexDescription;

/**
 * Indexes that every gift paid for and hardly anybody read. Of a gift's four legs only the host's diamonds are asked for by
 * account; what a shard gave today is found as well by the index of the idempotency window.
 */
export const leanIndexesMigration: Migration = {
  id: '0014-lean-indexes',
  up: async (db) => {
    // The same key may not stand under two names unless their filters differ.
    await db.collection('transaction_ledger').createIndexes([diamonds]);
    await dropIndexes(db, 'transaction_ledger', [allAccounts.name]);
    await dropIndexes(db, 'transactions', [shardTypeTime.name]);
  },
  down: async (db) => {
    await db.collection('transaction_ledger').createIndexes([allAccounts]);
    await db.collection('transactions').createIndexes([shardTypeTime]);
    await dropIndexes(db, 'transaction_ledger', [diamonds.name]);
  },
};
