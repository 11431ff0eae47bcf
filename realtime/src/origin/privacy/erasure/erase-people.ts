import type { ErasureStepResult } from '@halobuzz/core/api/internal-erasure';
import { ERASED_NAME } from '@halobuzz/core/privacy/erasure-steps';
import type { AnyBulkWriteOperation, Db, Filter } from 'mongodb';
import type { CacheService } from '../../cache/cache-service.ts';
import {
  type CounterDocument,
  followerSlot,
  followersCounterId,
  followingCounterId,
  personCounters,
} from '../../mongo/person-counters.ts';
import { transact } from '../../mongo/transact.ts';
import { type ErasedPerson, pieceDone, pieceMore } from './erasure-service.ts';

export interface ErasePeopleDeps {
  readonly db: Db;
  readonly cache: Pick<CacheService, 'drop'>;
}

interface Follow {
  _id: string;
  followerId: string;
  followedId: string;
}

/** Follows that one transaction takes back: each writes a counter of somebody else. */
const followsAtOnceMax = 200;

/** Who the person was to others: profile, relations, devices, consents, what they asked to take away. */
export async function erasePeople(deps: ErasePeopleDeps, { accountId }: ErasedPerson): Promise<ErasureStepResult> {
  const { db } = deps;
  // Each index serves one of the two; whoever is followed by millions is let go of piece by piece.
  for (const filter of [{ followerId: accountId }, { followedId: accountId }]) {
    const follows = await dropFollows(deps, filter);
    if (follows > 0) return pieceMore({ follows });
  }
  const remove = async (name: string, filter: Filter<{ _id: string }>): Promise<readonly [string, number]> => [
    name,
    (await db.collection<{ _id: string }>(name).deleteMany(filter)).deletedCount,
  ];
  const tokens = await db.collection<{ token: string }>('push_tokens').distinct('token', { accountId });
  const counts = [
    await remove('blocks', { blockerId: accountId }),
    await remove('person_counters', { accountId }),
    await remove('push_jobs', { hostId: accountId }),
    await remove('host_viewers', { _id: accountId }),
    await remove('media_users', { account: accountId }),
    await remove('media_removals', { account: accountId }),
  ];
  const others = await db.collection('blocks').deleteMany({ blockedId: accountId });
  const calls = await dropFromCalls(db, tokens);
  const devices = await db.collection('push_tokens').deleteMany({ accountId });
  // Before what may still come in of the account: whoever stores that looks for this mark afterwards.
  const shown = await leaveTombstone(db, accountId);
  // Proof that somebody agreed or withdrew stands under its receipt alone.
  const consents = await db.collection('consents').updateMany({ userId: accountId }, { $set: { userId: ERASED_NAME } });
  const exports = await db.collection('data_exports').deleteMany({ userId: accountId });
  await deps.cache.drop(`person:${accountId}`, 'hosts', 'lobby');
  return pieceDone({
    ...Object.fromEntries(counts),
    blocks_by_others: others.deletedCount,
    push_calls: calls,
    push_tokens: devices.deletedCount,
    data_exports: exports.deletedCount,
    consents_pseudonymised: consents.modifiedCount,
    ...shown,
  });
}

/** A call goes to many devices at once: the others still hear it. @returns out of how many it was taken */
async function dropFromCalls(db: Db, tokens: readonly string[]): Promise<number> {
  if (tokens.length === 0) return 0;
  const calls = db.collection<{ _id: string; to: { token: string }[] }>('push_calls');
  const token = { $in: [...tokens] };
  const others = { $elemMatch: { token: { $nin: [...tokens] } } };
  const alone = await calls.deleteMany({ 'to.token': token, to: { $not: others } });
  const shared = await calls.updateMany({ 'to.token': token }, { $pull: { to: { token } } });
  return alone.deletedCount + shared.modifiedCount;
}

/** @returns how many; 0 when none is left */
async function dropFollows({ db, cache }: ErasePeopleDeps, filter: Filter<Follow>): Promise<number> {
  const follows = db.collection<Follow>('follows');
  const others = await transact(db, async (session) => {
    const found = await follows.find(filter, { session }).limit(followsAtOnceMax).toArray();
    if (found.length === 0) return [];
    await follows.deleteMany({ _id: { $in: found.map(({ _id }) => _id) } }, { session });
    await personCounters(db).bulkWrite(found.flatMap(withdrawals), { session, ordered: false });
    return found.map(({ followerId, followedId }) => ('followerId' in filter ? followedId : followerId));
  });
  if (others.length > 0) await cache.drop(...others.map((id) => `person:${id}` as const));
  return others.length;
}

function withdrawals({ followerId, followedId }: Follow): AnyBulkWriteOperation<CounterDocument>[] {
  const less = { $inc: { count: -1, changes: 1 } };
  return [followingCounterId(followerId), followersCounterId(followedId, followerSlot(followerId))].map((_id) => ({
    updateOne: { filter: { _id }, update: less },
  }));
}

/** The account stands there as gone: a report of it that comes late finds a newer one, and nobody takes it for unknown. */
async function leaveTombstone(db: Db, accountId: string): Promise<Readonly<Record<string, number>>> {
  const version = { $add: [{ $max: [{ $ifNull: ['$version', 0] }, 0] }, 1] };
  const gone = { updatedAt: '$$NOW', version };
  const alive = { _id: accountId, username: { $ne: ERASED_NAME } };
  const blank = { email: '', emailVerified: false, status: 'deleted', isBanned: false, roles: [], country: 'XX' };
  const fixed = { _id: accountId, username: ERASED_NAME, displayName: '', bio: '', createdAt: new Date(0) };
  const users = await db
    .collection<{ _id: string }>('users')
    .updateOne(alive, [{ $replaceWith: { ...fixed, ...blank, ...gone } }], { writeConcern: { w: 'majority' } });
  const listed = { _id: accountId, $or: [{ handle: { $ne: '' } }, { shown: true }, { streams: { $gt: 0 } }] };
  const nobody = { _id: accountId, handle: '', displayName: '', shown: false, streams: 0, fame: 0, searchKeys: [] };
  const directory = await db
    .collection<{ _id: string }>('host_directory')
    .updateOne(listed, [{ $replaceWith: { ...nobody, ...gone } }], { writeConcern: { w: 'majority' } });
  return { users: users.modifiedCount, host_directory: directory.modifiedCount };
}
