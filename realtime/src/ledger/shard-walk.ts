import type { Db, MongoClient } from 'mongodb';
import { mongoChain } from './chain-source.ts';
import { type ShardVerdict, type VerifyOptions, verifyShard } from './verify-shard.ts';

/** Walks one shard as of one moment, here or in another thread. */
export type ShardWalk = (shard: number, options: VerifyOptions) => Promise<ShardVerdict>;

/** Walks in this thread. */
export function walkHere(client: MongoClient, db: Db): ShardWalk {
  return async (shard, options) => {
    const session = client.startSession({ snapshot: true });
    try {
      return await verifyShard(mongoChain(db, session, shard), options);
    } finally {
      await session.endSession();
    }
  };
}
