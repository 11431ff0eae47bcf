import type { Db, IndexDescription } from 'mongodb';
import type { Migration } from './migration.ts';

const diamonds: IndexDescription = {
  key: { account: 1, currency: 1, timestamp: -1 },
  name: 'diamonds_newest',
  partialFilterExpression: { currency: 'DIAMOND', userId: { $gt: '' } },
};
const allAccounts: IndexDescription = { key: { account: 1, currency: 1, timestamp: -1 }, name: 'account_newest' };
const shardTypeTime: IndexDescription = { key: { shard: 1, type: 1, createdAt: 1 }, name: 'shard_type_time' };

async function dropIndex(db: Db, collection: string, { name = '' }: IndexDescription): Promise<void> {
  if (await db.collection(collection).indexExists(name)) await db.collection(collection).dropIndex(name);
}

/**
 * Indexes that every gift paid for and hardly anybody read. Of a gift's four legs only the host's diamonds are asked for by
 * account; what a shard gave today is found as well by the index of the idempotency window.
 */
export const leanIndexesMigration: Migration = {
  id: '0014-lean-indexes',
  up: async (db) => {
    // The same key may not stand under two names unless their filters differ.
    await db.collection('transaction_ledger').createIndexes([diamonds]);
    await dropIndex(db, 'transaction_ledger', allAccounts);
    await dropIndex(db, 'transactions', shardTypeTime);
  },
  down: async (db) => {
    await db.collection('transaction_ledger').createIndexes([allAccounts]);
    await db.collection('transactions').createIndexes([shardTypeTime]);
    await dropIndex(db, 'transaction_ledger', diamonds);
  },
};
