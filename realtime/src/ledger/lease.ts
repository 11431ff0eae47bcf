import type { Binary, Db } from 'mongodb';
import { ledgerHeads } from '../adapters/mongo/ledger-collections.ts';

/** Shards by lease: one owner each, in `ledger_heads`. Times are MongoDB's own (`$$NOW`), so clocks do not matter. */
export interface LeaseHolder {
  readonly owner: string;
  readonly leaseMs: number;
  /** The MongoDB sessions that the holder commits with. */
  readonly sessions: readonly Binary[];
  /** The shards that it may hold now: those of its wallets server. Undefined: all. */
  readonly mine?: ReadonlySet<number>;
}

/** Takes every shard that is free or expired and renews what is held; gives back what is not its own any more. Returns the shards now owned, with their terms. */
export async function holdLeases(db: Db, holder: LeaseHolder): Promise<ReadonlyMap<number, bigint>> {
  const { owner, leaseMs, sessions, mine } = holder;
  const heads = ledgerHeads(db);
  await endDeadTransactions(db, owner);
  const own = mine === undefined ? {} : { _id: { $in: [...mine] } };
  if (mine !== undefined) await heads.updateMany({ owner, _id: { $nin: [...mine] } }, { $set: { ...nobodys } });
  await heads.updateMany(
    {
      ...own,
      $expr: { $or: [{ $eq: ['$owner', owner] }, { $eq: ['$owner', null] }, { $lt: ['$leaseUntil', '$$NOW'] }] },
    },
    [{ $set: { owner, leaseUntil: { $add: ['$$NOW', leaseMs] }, sessions } }],
  );
  const owned = await heads.find({ owner }, { projection: { term: 1 } }).toArray();
  return new Map(owned.map(({ _id, term }) => [_id, term ?? 0n]));
}

const nobodys = { owner: null, leaseUntil: new Date(0), sessions: [] } as const;

/** Gives everything back, so that a successor need not wait for the lease to run out. */
export async function releaseLeases(db: Db, owner: string): Promise<void> {
  await ledgerHeads(db).updateMany({ owner }, { $set: { ...nobodys } });
}

/**
 * A writer that was killed leaves its transactions open on the server, which keeps their locks on the heads for up to a
 * minute (seen: no successor could take the lease). So whoever finds an expired lease ends the sessions it was held with.
 */
async function endDeadTransactions(db: Db, owner: string): Promise<void> {
  const expired = await ledgerHeads(db)
    .find({ owner: { $nin: [owner, null] }, $expr: { $lt: ['$leaseUntil', '$$NOW'] } }, { projection: { sessions: 1 } })
    .toArray();
  const ids = new Map(
    expired.flatMap(({ sessions }) => (sessions ?? []).map((id) => [id.toString('hex'), id] as const)),
  );
  if (ids.size > 0) await db.command({ killSessions: [...ids.values()].map((id) => ({ id })) });
}
