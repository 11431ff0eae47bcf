import type { KeyObject } from 'node:crypto';
import { WALLET_SHARDS } from '@halobuzz/core/limits';
import type { Currency } from '@halobuzz/core/money';
import type { Db, MongoClient } from 'mongodb';
import type { WalletSessions } from '../adapters/redis/wallet-servers.ts';
import type { ChainHead } from './chain-docs.ts';
import { mongoChain } from './chain-source.ts';
import {
  type Checkpoint,
  checkpointHolds,
  keyIdOf,
  newestCheckpointFile,
  newestStoredCheckpoint,
} from './checkpoint.ts';
import { type Reconciliation, reconcileShard } from './reconcile.ts';
import { type Break, verifyShard } from './verify-shard.ts';

export interface VerifyDeps {
  readonly client: MongoClient;
  readonly db: Db;
  /** Undefined: Redis cannot be reached, and only the books are verified. */
  readonly wallets: WalletSessions | undefined;
  readonly checkpoints: { readonly dir: string; readonly publicKey: KeyObject } | undefined;
  /** Begin at the newest checkpoint that holds, and take what came before for granted. */
  readonly sinceCheckpoint?: boolean;
  readonly onProgress: (done: { readonly shards: number; readonly entries: number }) => void;
}

export interface VerifySummary {
  readonly entries: number;
  readonly legs: number;
  readonly totals: ReadonlyMap<Currency, bigint>;
  /** When the checkpoints were signed that the chains were held against. */
  readonly checkpointsAtMs: readonly number[];
  /** When the checkpoint was signed that the walk began at; undefined: at the first entries. */
  readonly sinceMs: number | undefined;
  /** Undefined: Redis was not compared. */
  readonly wallets:
    | { readonly compared: number; readonly undrained: number; readonly lockedShards: number }
    | undefined;
  /** The first break of each broken shard, lowest shard first. Empty: everything holds. */
  readonly breaks: readonly Break[];
  /** Anything else that does not hold. */
  readonly problems: readonly string[];
}

/** Shards walked at the same time: each waits for MongoDB most of the time. */
const shardsAtOnce = 4;

/** Verifies every shard, all of them even when one is broken, so that an operator sees how far damage goes. */
export async function verifyLedger(deps: VerifyDeps): Promise<VerifySummary> {
  const { client, db } = deps;
  const problems: string[] = [];
  const checkpoints = await trustedCheckpoints(deps, problems);
  const since = deps.sinceCheckpoint === true ? [...checkpoints].sort((a, b) => b.atMs - a.atMs)[0] : undefined;
  if (deps.sinceCheckpoint === true && since === undefined) problems.push('there is no checkpoint to begin at');
  const breaks: Break[] = [];
  const totals = new Map<Currency, bigint>();
  let [entries, legs, compared, undrained, lockedShards, shardsDone] = [0, 0, 0, 0, 0, 0];

  const walkShard = async (shard: number): Promise<void> => {
    const session = client.startSession({ snapshot: true });
    try {
      const verdict = await verifyShard(mongoChain(db, session, shard), {
        pins: checkpoints.flatMap((checkpoint) => checkpoint.heads.filter((head) => head.shard === shard)),
        ...beginAt(since, shard),
        onProgress: (walked) => deps.onProgress({ shards: shardsDone, entries: entries + walked }),
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
  };
  const compareWallets = async (redis: WalletSessions, shard: number): Promise<void> => {
    const session = redis.session(shard);
    const outcome: Reconciliation =
      session === undefined ? { kind: 'locked' } : await reconcileShard(client, db, session, shard);
    switch (outcome.kind) {
      case 'locked':
        lockedShards += 1;
        return;
      case 'different':
        problems.push(differenceText(shard, outcome));
        return;
      case 'equal':
        compared += outcome.wallets;
        undrained += outcome.undrained;
        return;
      default:
        return outcome satisfies never;
    }
  };
  const waiting = Array.from({ length: WALLET_SHARDS }, (_, shard) => shard).reverse();
  const worker = async (): Promise<void> => {
    for (let shard = waiting.pop(); shard !== undefined; shard = waiting.pop()) {
      await walkShard(shard);
      if (deps.wallets !== undefined) await compareWallets(deps.wallets, shard);
      shardsDone += 1;
      deps.onProgress({ shards: shardsDone, entries });
    }
  };
  await Promise.all(Array.from({ length: shardsAtOnce }, worker));
  breaks.sort((a, b) => a.shard - b.shard);
  const wallets = deps.wallets === undefined ? undefined : { compared, undrained, lockedShards };
  const seen = { checkpointsAtMs: checkpoints.map(({ atMs }) => atMs), sinceMs: since?.atMs };
  return { entries, legs, totals, ...seen, wallets, breaks, problems };
}

function beginAt(since: Checkpoint | undefined, shard: number): { readonly from?: ChainHead } {
  const from = since?.heads.find((head) => head.shard === shard);
  return from === undefined ? {} : { from };
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
