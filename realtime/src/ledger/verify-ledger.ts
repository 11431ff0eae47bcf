import type { KeyObject } from 'node:crypto';
import { availableParallelism } from 'node:os';
import { WALLET_SHARDS } from '@halobuzz/core/limits';
import type { Currency } from '@halobuzz/core/money';
import type { Db, MongoClient } from 'mongodb';
import { ledgerHeads } from '../adapters/mongo/ledger-collections.ts';
import type { WalletSessions } from '../adapters/redis/wallet-servers.ts';
import type { ChainHead } from './chain-docs.ts';
import {
  type Checkpoint,
  checkpointHolds,
  keyIdOf,
  newestCheckpointFile,
  newestStoredCheckpoint,
} from './checkpoint.ts';
import { type Reconciliation, reconcileShard } from './reconcile.ts';
import { type ShardWalk, walkHere } from './shard-walk.ts';
import type { Break } from './verify-shard.ts';
import { startVerifyThread, type VerifyThread } from './verify-threads.ts';

export interface VerifyDeps {
  readonly client: MongoClient;
  readonly db: Db;
  /** Undefined: Redis cannot be reached, and only the books are verified. */
  readonly wallets: WalletSessions | undefined;
  readonly checkpoints: { readonly dir: string; readonly publicKey: KeyObject } | undefined;
  /** Begin at the newest checkpoint that holds, and take what came before for granted. */
  readonly sinceCheckpoint?: boolean;
  /** Walk in other threads as well when there is much to walk. Absent: in this one alone. */
  readonly threads?: {
    /** Where they connect to. */
    readonly uri: string;
    /** How many besides this one; absent: one for each other core. */
    readonly count?: number;
    /** How many entries are worth a thread; absent: {@link threadEntriesMin}. */
    readonly entriesMin?: number;
  };
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

/** Shards that a thread walks at the same time: while one waits for MongoDB, another is looked at. */
const shardsAtOnce = 4;
/** Entries that are worth starting threads, which takes as long as walking some ten thousand. */
const threadEntriesMin = 50_000n;

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

  const walkShard = async (walk: ShardWalk, shard: number): Promise<void> => {
    const verdict = await walk(shard, {
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
  const walkOn = async (walk: ShardWalk): Promise<void> => {
    for (let shard = waiting.pop(); shard !== undefined; shard = waiting.pop()) {
      await walkShard(walk, shard);
      if (deps.wallets !== undefined) await compareWallets(deps.wallets, shard);
      shardsDone += 1;
      deps.onProgress({ shards: shardsDone, entries });
    }
  };
  const threads = await startThreads(deps, since);
  try {
    const walks = [walkHere(client, db), ...threads.map(({ walk }) => walk)];
    await Promise.all(walks.flatMap((walk) => Array.from({ length: shardsAtOnce }, () => walkOn(walk))));
  } finally {
    // After a failure, nobody waits for the others any more.
    waiting.length = 0;
    await Promise.all(threads.map((thread) => thread.end()));
  }
  breaks.sort((a, b) => a.shard - b.shard);
  const wallets = deps.wallets === undefined ? undefined : { compared, undrained, lockedShards };
  const seen = { checkpointsAtMs: checkpoints.map(({ atMs }) => atMs), sinceMs: since?.atMs };
  return { entries, legs, totals, ...seen, wallets, breaks, problems };
}

async function startThreads(
  { db, threads }: VerifyDeps,
  since: Checkpoint | undefined,
): Promise<readonly VerifyThread[]> {
  if (threads === undefined) return [];
  const heads = await ledgerHeads(db).find().toArray();
  let entries = 0n;
  for (const { _id, sequence } of heads) entries += sequence - (beginAt(since, _id).from?.sequence ?? 0n);
  if (entries < BigInt(threads.entriesMin ?? threadEntriesMin)) return [];
  const count = threads.count ?? availableParallelism() - 1;
  return Array.from({ length: count }, () => startVerifyThread({ uri: threads.uri, database: db.databaseName }));
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
