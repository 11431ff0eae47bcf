import { limits } from '@halobuzz/core/limits';
import type { AnyBulkWriteOperation, Binary, ClientSession, Db, MongoClient } from 'mongodb';
import {
  accountBalances,
  type HeadDoc,
  ledgerHeads,
  projectedForward,
  quarantine,
  transactions,
  walletControls,
} from '../adapters/mongo/ledger-collections.ts';
import type { Books } from './books.ts';
import { coalesced } from './coalesced.ts';
import { commitBatch } from './commit-batch.ts';
import { findDuplicates, quarantinedUnprojected } from './duplicates.ts';
import { knownBalances } from './known-balances.ts';
import { holdLeases, releaseLeases } from './lease.ts';

const batchSize = limits.ledgerBatchEntriesMax;
/** A term waits for a majority; without one it is given up by then, and the shard stays shut. */
const provenHeadMs = 5_000;

/**
 * {@link Books} in MongoDB, for the writer named `owner`. `mine`: the shards that it may hold now; undefined: all. `others`:
 * sessions of other transactions of this process, which end with its lease.
 */
export function mongoBooks(
  client: MongoClient,
  db: Db,
  owner: string,
  mine?: () => ReadonlySet<number>,
  others: readonly Binary[] = [],
): Books {
  // One MongoDB session per transaction in flight, known by the lease: see endDeadTransactions.
  const sessions = Array.from({ length: limits.ledgerTransactionsInFlightMax }, () => client.startSession());
  const sessionIds = [...sessions.flatMap(({ id }) => (id === undefined ? [] : [id.id])), ...others];
  const idle: ClientSession[] = [...sessions];
  const known = knownBalances();
  const sameHead = (head: HeadDoc) => {
    const { _id, epoch, sequence, hash, term } = head;
    return { _id, owner, epoch, sequence, hash, ...(term === undefined ? {} : { term }) };
  };
  // Dozens of shards are saved at the same time: one write to the disk for all of them.
  const saveAll = coalesced<AnyBulkWriteOperation<HeadDoc>, boolean>(async (writes) => {
    const { matchedCount } = await ledgerHeads(db).bulkWrite(writes, { ordered: false });
    return matchedCount === writes.length;
  });
  return {
    holdLeases: (leaseMs) =>
      holdLeases(db, { owner, leaseMs, sessions: sessionIds, ...(mine === undefined ? {} : { mine: mine() }) }),
    releaseLeases: () => releaseLeases(db, owner),
    heads: (shards) =>
      ledgerHeads(db)
        // By a majority: after a commit whose answer was lost, a head that may yet be rolled back confirms nothing.
        .find({ _id: { $in: [...shards] } }, { readConcern: { level: 'majority' } })
        .toArray(),
    takeTerm: (shard) =>
      // A primary that was cut off does not know it yet and would tell an older head, against which a Redis that lost its
      // tail looks level. No majority takes its write. And what was committed with before the write is over after it.
      ledgerHeads(db).findOneAndUpdate(
        { _id: shard, owner },
        { $inc: { term: 1n } },
        { returnDocument: 'after', writeConcern: { w: 'majority', journal: true }, timeoutMS: provenHeadMs },
      ),
    async markOpen(shard, epoch) {
      await ledgerHeads(db).updateOne(
        { _id: shard, owner, epoch },
        { $set: { state: 'open', updatedAt: new Date() }, $unset: { reason: '' } },
      );
    },
    async markLocked(shard, epoch, reason) {
      await ledgerHeads(db).updateOne(
        { _id: shard, owner, epoch },
        { $set: { state: 'locked', reason, updatedAt: new Date() } },
      );
    },
    async claimRebuild(head, epoch, reason) {
      const claimed = await ledgerHeads(db).updateOne(
        { ...sameHead(head), rebuildEpoch: head.rebuildEpoch },
        { $set: { state: 'rebuilding', rebuildEpoch: epoch, reason, updatedAt: new Date() } },
      );
      return claimed.matchedCount === 1;
    },
    async endRebuild(head, epoch) {
      const ended = await ledgerHeads(db).findOneAndUpdate(
        { ...sameHead(head), rebuildEpoch: epoch },
        { $set: { epoch, state: 'open', updatedAt: new Date() }, $unset: { reason: '', rebuildAsked: '' } },
        { returnDocument: 'after' },
      );
      return ended ?? undefined;
    },
    async commit(parts) {
      const session = idle.pop();
      if (session === undefined) throw new Error('more transactions at once than there are sessions');
      try {
        return await commitBatch(session, db, owner, parts, known);
      } finally {
        idle.push(session);
      }
    },
    findDuplicates: (parts) => findDuplicates(db, parts),
    quarantinedUnprojected: (head) => quarantinedUnprojected(db, head),
    saveProjected: (shard, term, cursor) =>
      saveAll({ updateOne: { filter: { _id: shard, owner, term }, update: projectedForward(cursor) } }),
    coinBalances: (shard) =>
      accountBalances(db)
        .find(
          { shard, currency: 'COIN' },
          { projection: { account: 1, userId: 1, currency: 1, balance: 1 }, batchSize },
        )
        .sort({ _id: 1 }),
    controls: (shard) => walletControls(db).find({ shard }, { batchSize }),
    spentSince: (shard, since) =>
      transactions(db).aggregate<{ readonly _id: string; readonly coins: bigint }>(
        [
          { $match: { shard, createdAt: { $gte: since }, type: 'gift' } },
          { $group: { _id: '$userId', coins: { $sum: '$amount' } } },
        ],
        { batchSize, allowDiskUse: true },
      ),
    entriesSince: (shard, since) =>
      transactions(db).find(
        { shard, createdAt: { $gt: since } },
        { projection: { intent: 1, epoch: 1, sequence: 1, balanceAfter: 1, amount: 1, createdAt: 1 }, batchSize },
      ),
    async setAside(entries) {
      const writes = entries.map(({ _id, ...doc }) => {
        return { updateOne: { filter: { _id }, update: { $setOnInsert: doc }, upsert: true } };
      });
      await quarantine(db).bulkWrite(writes);
    },
    async close() {
      await Promise.all(sessions.map((session) => session.endSession()));
    },
  };
}
