import type { KeyObject } from 'node:crypto';
import { WALLET_SHARDS } from '@halobuzz/core/limits';
import type { Currency } from '@halobuzz/core/money';
import type { Db, MongoClient } from 'mongodb';
import type { WalletSession } from '../adapters/redis/wallet-connection.ts';
import {
  type Checkpoint,
  checkpointHolds,
  keyIdOf,
  newestCheckpointFile,
  newestStoredCheckpoint,
} from './checkpoint.ts';
import { reconcileShard } from './reconcile.ts';
import { type Break, verifyShard } from './verify-shard.ts';

export interface VerifyDeps {
  readonly client: MongoClient;
  readonly db: Db;
  /** Undefined: Redis cannot be reached, and only the books are verified. */
  readonly wallets: WalletSession | undefined;
  readonly checkpoints: { readonly dir: string; readonly publicKey: KeyObject } | undefined;
  readonly onProgress: (done: { readonly shard: number; readonly entries: number }) => void;
}

export interface VerifySummary {
  readonly entries: number;
  readonly legs: number;
  readonly totals: ReadonlyMap<Currency, bigint>;
  /** When the checkpoints were signed that the chains were held against. */
  readonly checkpointsAtMs: readonly number[];
  /** Undefined: Redis was not compared. */
  readonly wallets:
    | { readonly compared: number; readonly undrained: number; readonly lockedShards: number }
    | undefined;
  /** The first break of each broken shard, lowest shard first. Empty: everything holds. */
  readonly breaks: readonly Break[];
  /** Anything else that does not hold. */
  readonly problems: readonly string[];
}

/** Verifies every shard, all of them even when one is broken, so that an operator sees how far damage goes. */
export async function verifyLedger(deps: VerifyDeps): Promise<VerifySummary> {
  const { client, db } = deps;
  const problems: string[] = [];
  const checkpoints = await trustedCheckpoints(deps, problems);
  const breaks: Break[] = [];
  const totals = new Map<Currency, bigint>();
  let [entries, legs, compared, undrained, lockedShards] = [0, 0, 0, 0, 0];
  for (let shard = 0; shard < WALLET_SHARDS; shard += 1) {
    const before = entries;
    const session = client.startSession({ snapshot: true });
    try {
      const verdict = await verifyShard(db, session, shard, {
        pins: checkpoints.flatMap((checkpoint) => checkpoint.heads.filter((head) => head.shard === shard)),
        onProgress: (walked) => deps.onProgress({ shard, entries: before + walked }),
      });
      if (verdict.kind === 'broken') breaks.push(verdict.at);
      else {
        entries += verdict.entries;
        legs += verdict.legs;
        for (const [currency, total] of verdict.totals) totals.set(currency, (totals.get(currency) ?? 0n) + total);
      }
    } finally {
      await session.endSession();
    }
    if (deps.wallets !== undefined) {
      const outcome = await reconcileShard(client, db, deps.wallets, shard);
      if (outcome.kind === 'locked') lockedShards += 1;
      else if (outcome.kind === 'different') problems.push(differenceText(shard, outcome));
      else {
        compared += outcome.wallets;
        undrained += outcome.undrained;
      }
    }
    deps.onProgress({ shard: shard + 1, entries });
  }
  const wallets = deps.wallets === undefined ? undefined : { compared, undrained, lockedShards };
  return { entries, legs, totals, checkpointsAtMs: checkpoints.map(({ atMs }) => atMs), wallets, breaks, problems };
}

export function differenceText(
  shard: number,
  outcome: { readonly wallet: string; readonly redis: string; readonly expected: bigint },
): string {
  return `shard ${shard}: wallet ${outcome.wallet} holds ${outcome.redis} in Redis, the ledger says ${outcome.expected}`;
}

/**
 * The newest checkpoint of the database and the newest file. One that holds pins every entry before it, so older ones
 * add nothing; the file stands where someone who can write to the database cannot.
 */
async function trustedCheckpoints(deps: VerifyDeps, problems: string[]): Promise<Checkpoint[]> {
  if (deps.checkpoints === undefined) return [];
  const { dir, publicKey } = deps.checkpoints;
  const found = [
    { name: 'the newest checkpoint of the database', checkpoint: await newestStoredCheckpoint(deps.db) },
    { name: `the newest checkpoint of ${dir}`, checkpoint: await newestCheckpointFile(dir) },
  ];
  const trusted: Checkpoint[] = [];
  for (const { name, checkpoint } of found) {
    if (checkpoint === undefined) continue;
    if (checkpoint.keyId !== keyIdOf(publicKey))
      problems.push(`${name} was signed with another key (${checkpoint.keyId})`);
    else if (!checkpointHolds(checkpoint, publicKey)) problems.push(`${name} does not carry a valid signature`);
    else trusted.push(checkpoint);
  }
  return trusted;
}
