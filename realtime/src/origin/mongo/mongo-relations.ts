import { AppError } from '@halobuzz/core/errors/app-error';
import { limits } from '@halobuzz/core/limits';
import type { ClientSession, Db, Filter } from 'mongodb';
import type { RelationPoint, Relations } from '../people/relations.ts';
import { countFollow, enterActsOf, personCounters } from './person-counters.ts';
import { transact } from './transact.ts';

interface FollowDocument {
  _id: string;
  followerId: string;
  followedId: string;
  createdAt: Date;
}
interface BlockDocument {
  _id: string;
  blockerId: string;
  blockedId: string;
  createdAt: Date;
}

/** One document per ordered pair, whoever writes it. */
const pairId = (from: string, to: string): string => `${from}:${to}`;

/**
 * Relations in MongoDB. Each act first moves the counter of everybody whose relations it decides on, so of two acts that
 * cross one is repeated after the other: without it, a follow and a block could each miss the other (write skew).
 */
export function mongoRelations(db: Db, clock: () => number): Relations {
  const follows = db.collection<FollowDocument>('follows');
  const blocks = db.collection<BlockDocument>('blocks');

  async function dropFollow(followerId: string, followedId: string, session: ClientSession): Promise<void> {
    const dropped = await follows.deleteOne({ _id: pairId(followerId, followedId) }, { session });
    if (dropped.deletedCount === 1) await countFollow(db, { followerId, followedId }, -1, session);
  }

  async function blockBetween(a: string, b: string, session: ClientSession): Promise<boolean> {
    const either = { _id: { $in: [pairId(a, b), pairId(b, a)] } };
    return (await blocks.findOne(either, { session, projection: { _id: 1 } })) !== null;
  }

  return {
    async follow(followerId, followedId) {
      await transact(db, async (session) => {
        const following = await enterActsOf(db, followerId, session);
        if (await blockBetween(followerId, followedId, session)) throw new AppError('follow_refused');
        const _id = pairId(followerId, followedId);
        if ((await follows.findOne({ _id }, { session })) !== null) return;
        if (following >= limits.followsPerAccountMax) throw new AppError('follows_full');
        await follows.insertOne({ _id, followerId, followedId, createdAt: new Date(clock()) }, { session });
        await countFollow(db, { followerId, followedId }, 1, session);
      });
    },

    async unfollow(followerId, followedId) {
      await transact(db, async (session) => {
        await enterActsOf(db, followerId, session);
        await dropFollow(followerId, followedId, session);
      });
    },

    async block(blockerId, blockedId) {
      await transact(db, async (session) => {
        for (const person of [blockerId, blockedId].sort()) await enterActsOf(db, person, session);
        const _id = pairId(blockerId, blockedId);
        if ((await blocks.findOne({ _id }, { session })) !== null) return;
        const held = await blocks.countDocuments({ blockerId }, { session, limit: limits.blocksPerAccountMax });
        if (held >= limits.blocksPerAccountMax) throw new AppError('blocks_full');
        await blocks.insertOne({ _id, blockerId, blockedId, createdAt: new Date(clock()) }, { session });
        await dropFollow(blockerId, blockedId, session);
        await dropFollow(blockedId, blockerId, session);
      });
    },

    async unblock(blockerId, blockedId) {
      await transact(db, async (session) => {
        await enterActsOf(db, blockerId, session);
        await blocks.deleteOne({ _id: pairId(blockerId, blockedId) }, { session });
      });
    },

    async between(viewer, other) {
      const [there, back] = [pairId(viewer, other), pairId(other, viewer)];
      const either = { _id: { $in: [there, back] } };
      const [followIds, blockIds] = await Promise.all([
        idsOf(follows.find(either, { projection: { _id: 1 } }).toArray()),
        idsOf(blocks.find(either, { projection: { _id: 1 } }).toArray()),
      ]);
      return {
        following: followIds.has(there),
        followsYou: followIds.has(back),
        blocking: blockIds.has(there),
        blockedBy: blockIds.has(back),
      };
    },

    async counts(accountId) {
      const kinds = ['followers', 'following'] as const;
      const found = await personCounters(db)
        .find({ accountId, kind: { $in: [...kinds] } })
        .toArray();
      const sum = (kind: (typeof kinds)[number]): number =>
        found.filter((counter) => counter.kind === kind).reduce((total, { count }) => total + count, 0);
      return { followers: sum('followers'), following: sum('following') };
    },

    async newFollowers(accountId, fromMs, toMs) {
      const since = { $gte: new Date(fromMs), $lte: new Date(toMs) };
      const bounds = { limit: limits.newFollowersMax, hint: 'followers_page' };
      return await follows.countDocuments({ followedId: accountId, createdAt: since }, bounds);
    },

    async list(list, accountId, after, limit) {
      const order = { createdAt: -1, _id: -1 } as const;
      switch (list) {
        case 'followers': {
          const found = follows.find({ followedId: accountId, ...behind(after) }).sort(order);
          return (await found.limit(limit).toArray()).map((one) => line(one, one.followerId));
        }
        case 'following': {
          const found = follows.find({ followerId: accountId, ...behind(after) }).sort(order);
          return (await found.limit(limit).toArray()).map((one) => line(one, one.followedId));
        }
        case 'blocks': {
          const found = blocks.find({ blockerId: accountId, ...behind(after) }).sort(order);
          return (await found.limit(limit).toArray()).map((one) => line(one, one.blockedId));
        }
        default:
          return list satisfies never;
      }
    },

    async blockersOf(viewer, accountIds) {
      const ids = accountIds.map((accountId) => pairId(accountId, viewer));
      const found = await blocks.find({ _id: { $in: ids } }, { projection: { blockerId: 1 } }).toArray();
      return new Set(found.map(({ blockerId }) => blockerId));
    },
  };
}

/** What stands behind a point in newest-first order. */
function behind(after: RelationPoint | undefined): Filter<{ _id: string; createdAt: Date }> {
  if (after === undefined) return {};
  const createdAt = new Date(after.atMs);
  return { $or: [{ createdAt: { $lt: createdAt } }, { createdAt, _id: { $lt: after.id } }] };
}

function line(one: { readonly _id: string; readonly createdAt: Date }, accountId: string) {
  return { accountId, point: { atMs: one.createdAt.getTime(), id: one._id } };
}

async function idsOf(found: Promise<readonly { readonly _id: string }[]>): Promise<ReadonlySet<string>> {
  return new Set((await found).map(({ _id }) => _id));
}
