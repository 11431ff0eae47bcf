import { WALLET_SHARDS } from '@halobuzz/core/limits';
import type { Db } from 'mongodb';
import { ledgerHeads, transactions } from '../../adapters/mongo/ledger-collections.ts';
import type { WalletSessions } from '../../adapters/redis/wallet-servers.ts';
import { amountOf } from '../mongo/numbers.ts';
import type { ShardPoint } from '../streams/livestream.ts';
import { pointOf, reachedShards, readAcceptedHead } from '../wallet/shard-heads.ts';

const readConcern = { level: 'majority' } as const;

/** What battles ask of wallets and ledger. Everything rejects when a store cannot be asked. */
export interface BattleLedger {
  /** Now, ms, by the wallets servers' clocks: the latest of them. */
  walletNowMs(): Promise<number>;
  /**
   * The last entry of every wallet shard; undefined while some server's clock has not passed the bell. Whatever a wallet
   * accepts after this stands behind these points or carries a time that does not count.
   */
  bellHeads(endsAtMs: number): Promise<readonly ShardPoint[] | undefined>;
  /** How far every shard has come into the ledger, and from there into rooms. By a majority: it is not taken back. */
  progress(): Promise<{ readonly committed: readonly ShardPoint[]; readonly projected: readonly ShardPoint[] }>;
  /** Coins of a room's committed gifts that were accepted within a time: from the first ms on, before the second. */
  coinsWithin(roomId: string, startsAtMs: number, endsAtMs: number): Promise<bigint>;
}

export function battleLedger(db: Db, wallets: WalletSessions): BattleLedger {
  return {
    async walletNowMs() {
      const servers = new Set(reachedShards(wallets).map(({ redis }) => redis));
      return Math.max(...(await Promise.all([...servers].map(async (redis) => timeMs(await redis.time())))));
    },
    async bellHeads(endsAtMs) {
      const heads = await Promise.all(
        reachedShards(wallets).map(async ({ shard, redis }) => {
          // In this order: an entry that is assigned after the clock was read carries no earlier time.
          const nowMs = timeMs(await redis.time());
          return { nowMs, head: await readAcceptedHead(redis, shard) };
        }),
      );
      return heads.every(({ nowMs }) => nowMs >= endsAtMs) ? heads.map(({ head }) => head) : undefined;
    },
    async progress() {
      const heads = await ledgerHeads(db)
        .find({}, { projection: { epoch: 1, sequence: 1, projected: 1 }, readConcern })
        .limit(WALLET_SHARDS)
        .toArray();
      return {
        committed: heads.map((head) => pointOf(head._id, head)),
        projected: heads.map((head) => pointOf(head._id, head.projected)),
      };
    },
    async coinsWithin(roomId, startsAtMs, endsAtMs) {
      // Given up before it began: no moment lies in it.
      if (endsAtMs <= startsAtMs) return 0n;
      const [sum] = await transactions(db)
        .aggregate<{ coins: number | bigint }>(
          [
            { $match: battleGiftsQuery(roomId, startsAtMs, endsAtMs) },
            { $group: { _id: null, coins: { $sum: '$amount' } } },
          ],
          { hint: 'room', readConcern },
        )
        .toArray();
      return amountOf(sum?.coins ?? 0);
    },
  };
}

/** Exported for the test that explains it. */
export function battleGiftsQuery(roomId: string, startsAtMs: number, endsAtMs: number) {
  const createdAt = { $gte: new Date(startsAtMs), $lt: new Date(endsAtMs) };
  return { roomId, createdAt, type: 'gift' as const, status: 'completed' as const };
}

/** Redis answers seconds and microseconds. */
function timeMs([seconds, micros]: readonly (number | string)[]): number {
  return Number(seconds) * 1_000 + Math.floor(Number(micros) / 1_000);
}
