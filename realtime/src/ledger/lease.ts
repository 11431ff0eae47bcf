import type { Db } from 'mongodb';
import { ledgerHeads } from '../adapters/mongo/ledger-collections.ts';

/** Shards by lease: one owner each, in `ledger_heads`. Times are MongoDB's own (`$$NOW`), so clocks do not matter. */

/** Takes every shard that is free or expired and renews what is held. Returns the shards now owned. */
export async function holdLeases(db: Db, owner: string, leaseMs: number): Promise<ReadonlySet<number>> {
  const heads = ledgerHeads(db);
  await heads.updateMany(
    { $expr: { $or: [{ $eq: ['$owner', owner] }, { $eq: ['$owner', null] }, { $lt: ['$leaseUntil', '$$NOW'] }] } },
    [{ $set: { owner, leaseUntil: { $add: ['$$NOW', leaseMs] } } }],
  );
  const owned = await heads.find({ owner }, { projection: { _id: 1 } }).toArray();
  return new Set(owned.map((head) => head._id));
}

/** Gives everything back, so that a successor need not wait for the lease to run out. */
export async function releaseLeases(db: Db, owner: string): Promise<void> {
  await ledgerHeads(db).updateMany({ owner }, { $set: { owner: null, leaseUntil: new Date(0) } });
}
