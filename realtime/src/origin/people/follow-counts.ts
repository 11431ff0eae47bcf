import { limits } from '@halobuzz/core/limits';
import type { Db } from 'mongodb';
import { followersCounterId, followingCounterId, personCounters } from '../mongo/person-counters.ts';
import { transact } from '../mongo/transact.ts';

/** A count that is not what the follows say: `difference` is follows less count. */
export interface WrongCount {
  readonly accountId: string;
  readonly kind: 'followers' | 'following';
  readonly difference: number;
}

const wrongCountsShownMax = 100;

/** Compares every count with the follows themselves, as of one moment. @returns at most 100 that differ */
export async function verifyFollowCounts(db: Db): Promise<WrongCount[]> {
  const actual = (field: 'followerId' | 'followedId', kind: WrongCount['kind']) => ({
    $group: { _id: { accountId: `$${field}`, kind }, n: { $sum: 1 } },
  });
  const counted = [
    { $match: { kind: { $in: ['followers', 'following'] } } },
    { $project: { _id: { accountId: '$accountId', kind: '$kind' }, n: { $multiply: ['$count', -1] } } },
  ];
  const session = db.client.startSession({ snapshot: true });
  try {
    const found = await db
      .collection('follows')
      .aggregate<{ _id: Omit<WrongCount, 'difference'>; difference: number }>(
        [
          actual('followedId', 'followers'),
          { $unionWith: { coll: 'follows', pipeline: [actual('followerId', 'following')] } },
          { $unionWith: { coll: 'person_counters', pipeline: counted } },
          { $group: { _id: '$_id', difference: { $sum: '$n' } } },
          { $match: { difference: { $ne: 0 } } },
          { $limit: wrongCountsShownMax },
        ],
        { session, allowDiskUse: true },
      )
      .toArray();
    return found.map(({ _id, difference }) => ({ ..._id, difference }));
  } finally {
    await session.endSession();
  }
}

/** Counts an account's follows anew. Whoever follows meanwhile waits or repeats: every counter is written. */
export async function rebuildFollowCounts(db: Db, accountId: string): Promise<void> {
  const follows = db.collection('follows');
  await transact(db, async (session) => {
    const following = await follows.countDocuments({ followerId: accountId }, { session });
    const followers = await follows.countDocuments({ followedId: accountId }, { session });
    const write = (_id: string, kind: WrongCount['kind'], count: number) =>
      personCounters(db).updateOne(
        { _id },
        { $set: { accountId, kind, count }, $inc: { changes: 1 } },
        { upsert: true, session },
      );
    await write(followingCounterId(accountId), 'following', following);
    for (let slot = 0; slot < limits.followerCountSlotsMax; slot += 1) {
      await write(followersCounterId(accountId, slot), 'followers', slot === 0 ? followers : 0);
    }
  });
}
