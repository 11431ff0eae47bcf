import { walletShardKeys } from '@halobuzz/core/ledger/keys';
import { WALLET_SHARDS } from '@halobuzz/core/limits';
import type { Db } from 'mongodb';
import { ledgerHeads } from '../../adapters/mongo/ledger-collections.ts';
import type { WalletSessions } from '../../adapters/redis/wallet-servers.ts';
import type { ShardPoint } from '../streams/livestream.ts';

/** The last entry that Redis assigned in every wallet shard. A shard that never took one stands at sequence 0. Rejects when one cannot be asked. */
export async function readAcceptedHeads(wallets: WalletSessions): Promise<readonly ShardPoint[]> {
  const shards = Array.from({ length: WALLET_SHARDS }, (_, shard) => shard);
  return Promise.all(
    shards.map(async (shard) => {
      const session = wallets.session(shard);
      if (session === undefined) throw new Error('wallets are out of reach');
      const [epoch, sequence] = await session.redis.hmget(walletShardKeys(shard).head, 'epoch', 'sequence');
      return { shard, epoch: Number(epoch ?? 0), sequence: Number(sequence ?? 0) };
    }),
  );
}

/** The last entry of every shard that is committed. */
export async function readCommittedHeads(db: Db): Promise<readonly ShardPoint[]> {
  const heads = await ledgerHeads(db)
    .find({}, { projection: { epoch: 1, sequence: 1 } })
    .limit(WALLET_SHARDS)
    .toArray();
  return heads.map(({ _id, epoch, sequence }) => ({ shard: _id, epoch: Number(epoch), sequence: Number(sequence) }));
}

/** The last entry of every shard that is committed and applied to its room. */
export async function readProjectedHeads(db: Db): Promise<readonly ShardPoint[]> {
  const heads = await ledgerHeads(db)
    .find({}, { projection: { projected: 1 } })
    .limit(WALLET_SHARDS)
    .toArray();
  return heads.map(({ _id, projected }) => ({
    shard: _id,
    epoch: Number(projected.epoch),
    sequence: Number(projected.sequence),
  }));
}
