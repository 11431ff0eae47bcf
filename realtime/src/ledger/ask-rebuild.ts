import { setTimeout as delay } from 'node:timers/promises';
import { limits } from '@halobuzz/core/limits';
import type { Db } from 'mongodb';
import { ledgerHeads } from '../adapters/mongo/ledger-collections.ts';
import { lockGate } from '../adapters/redis/wallet-gate.ts';
import type { WalletSessions } from '../adapters/redis/wallet-servers.ts';

/** No writer did it in time; the shard is as it was, or will be once a writer looks at it. */
export class RebuildNotDone extends Error {}

export interface RebuiltShard {
  readonly shard: number;
  readonly epoch: bigint;
  readonly tookMs: number;
}

const lookEveryMs = 100;

/**
 * Has a shard's wallets made anew from MongoDB while everything runs: the gate shuts, its owner commits what was accepted,
 * rebuilds under the next epoch and opens again; gifts from its wallets are answered `wallet_locked` meanwhile, and those of
 * other shards go on. Throws {@link RebuildNotDone} when no writer did it within `ledgerRebuildWaitMs`.
 */
export async function askRebuild(
  db: Db,
  wallets: WalletSessions,
  shard: number,
  reason: string,
): Promise<RebuiltShard> {
  const startedAtMs = performance.now();
  const heads = ledgerHeads(db);
  const before = await heads.findOneAndUpdate({ _id: shard }, { $set: { rebuildAsked: reason } });
  if (before === null) throw new RebuildNotDone(`shard ${shard} has no head: the database is not migrated`);
  const session = wallets.session(shard);
  // Only a hint that makes the owner look at once: it compares heads by itself.
  if (session !== undefined) await lockGate(session, shard, before.epoch);
  while (performance.now() - startedAtMs < limits.ledgerRebuildWaitMs) {
    const head = await heads.findOne({ _id: shard });
    if (head?.state === 'open' && head.rebuildAsked === undefined && head.epoch > before.epoch) {
      return { shard, epoch: head.epoch, tookMs: performance.now() - startedAtMs };
    }
    await delay(lookEveryMs);
  }
  await heads.updateOne(
    { _id: shard, epoch: before.epoch, state: { $ne: 'rebuilding' } },
    { $unset: { rebuildAsked: '' } },
  );
  const seconds = limits.ledgerRebuildWaitMs / 1_000;
  throw new RebuildNotDone(`shard ${shard} was not rebuilt within ${seconds} s: is a ledger writer running?`);
}
