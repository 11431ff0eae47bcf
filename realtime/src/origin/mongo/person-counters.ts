import { limits } from '@halobuzz/core/limits';
import type { ClientSession, Collection, Db } from 'mongodb';

/** See migration 0005: `changes` makes two acts on one counter conflict even when neither changes the count. */
export interface CounterDocument {
  _id: string;
  accountId: string;
  kind: 'following' | 'followers' | 'reports';
  count: number;
  changes: number;
  since?: Date;
}

export function personCounters(db: Db): Collection<CounterDocument> {
  return db.collection<CounterDocument>('person_counters');
}

/** The counter that every act of an account on its relations goes through. */
export function followingCounterId(accountId: string): string {
  return `${accountId}:following`;
}

export function followersCounterId(followed: string, slot: number): string {
  return `${followed}:followers:${slot}`;
}

/** Account ids end in random base32, so any sum of them spreads evenly. */
export function followerSlot(follower: string): number {
  let sum = 0;
  for (let at = 0; at < follower.length; at += 1) sum += follower.charCodeAt(at) * (at + 1);
  return sum % limits.followerCountSlotsMax;
}

/** Within a transaction: takes part in the order of an account's acts. @returns whom it follows, in number. */
export async function enterActsOf(db: Db, accountId: string, session: ClientSession): Promise<number> {
  const entered = await personCounters(db).findOneAndUpdate(
    { _id: followingCounterId(accountId) },
    { $inc: { changes: 1 }, $setOnInsert: { accountId, kind: 'following', count: 0 } },
    { upsert: true, returnDocument: 'after', session },
  );
  return entered?.count ?? 0;
}

/** The counter that an account's reports and requests to us go through; `count` is of reports alone. */
export function reportsCounterId(accountId: string): string {
  return `${accountId}:reports`;
}

/** Within a transaction: takes part in the order of what an account reports or asks for. @returns the counter as it is now */
export async function enterReportsOf(
  db: Db,
  accountId: string,
  nowMs: number,
  session: ClientSession,
): Promise<CounterDocument | undefined> {
  const fresh = { accountId, kind: 'reports', count: 0, since: new Date(nowMs) } as const;
  const entered = await personCounters(db).findOneAndUpdate(
    { _id: reportsCounterId(accountId) },
    { $inc: { changes: 1 }, $setOnInsert: fresh },
    { upsert: true, returnDocument: 'after', session },
  );
  return entered ?? undefined;
}

/** Within a transaction: one follow more or less, on both sides. */
export async function countFollow(
  db: Db,
  { followerId, followedId }: { readonly followerId: string; readonly followedId: string },
  by: 1 | -1,
  session: ClientSession,
): Promise<void> {
  await personCounters(db).updateOne({ _id: followingCounterId(followerId) }, { $inc: { count: by } }, { session });
  await personCounters(db).updateOne(
    { _id: followersCounterId(followedId, followerSlot(followerId)) },
    { $inc: { count: by, changes: 1 }, $setOnInsert: { accountId: followedId, kind: 'followers' } },
    { upsert: true, session },
  );
}
