import { walletShardKeys } from '@halobuzz/core/ledger/keys';
import { WALLET_SHARDS } from '@halobuzz/core/limits';
import type { Redis } from 'ioredis';
import type { Db } from 'mongodb';
import { ledgerHeads, type Position } from '../../adapters/mongo/ledger-collections.ts';
import type { WalletSessions } from '../../adapters/redis/wallet-servers.ts';
import type { ShardPoint } from '../streams/livestream.ts';

/** What makes a summary or a score final must not be taken back by a fail-over. */
const readConcern = { level: 'majority' } as const;

/** Every wallet shard with the server that holds it. @throws when one is out of reach */
export function reachedShards(wallets: WalletSessions): readonly { readonly shard: number; readonly redis: Redis }[] {
  return Array.from({ length: WALLET_SHARDS }, (_, shard) => {
    const session = wallets.session(shard);
    if (session === undefined) throw new Error('wallets are out of reach');
    return { shard, redis: session.redis };
  });
}

/** The last entry that Redis assigned in a wallet shard; one that never took any stands at sequence 0. */
export async function readAcceptedHead(redis: Redis, shard: number): Promise<ShardPoint> {
  const [epoch, sequence] = await redis.hmget(walletShardKeys(shard).head, 'epoch', 'sequence');
  return { shard, epoch: Number(epoch ?? 0), sequence: Number(sequence ?? 0) };
}

/** The same of every wallet shard. Rejects when one cannot be asked. */
export async function readAcceptedHeads(wallets: WalletSessions): Promise<readonly ShardPoint[]> {
  return Promise.all(reachedShards(wallets).map(({ shard, redis }) => readAcceptedHead(redis, shard)));
}

/** The last entry of every shard that is committed. */
export async function readCommittedHeads(db: Db): Promise<readonly ShardPoint[]> {
  const heads = await ledgerHeads(db)
    .find({}, { projection: { epoch: 1, sequence: 1 }, readConcern })
    .limit(WALLET_SHARDS)
    .toArray();
  return heads.map((head) => pointOf(head._id, head));
}

/** The last entry of every shard that is committed and applied to its room. */
export async function readProjectedHeads(db: Db): Promise<readonly ShardPoint[]> {
  const heads = await ledgerHeads(db)
    .find({}, { projection: { projected: 1 }, readConcern })
    .limit(WALLET_SHARDS)
    .toArray();
  return heads.map(({ _id, projected }) => pointOf(_id, projected));
}

export function pointOf(shard: number, { epoch, sequence }: Position): ShardPoint {
  return { shard, epoch: Number(epoch), sequence: Number(sequence) };
}
