import { doublingPauseMs } from '@halobuzz/core/doubling-pause';
import { limits } from '@halobuzz/core/limits';
import type { HeadDoc, Position } from '../adapters/mongo/ledger-collections.ts';
import type { ChainHead } from './chain-docs.ts';
import type { StreamEntry } from './stream-entry.ts';

/** One owned shard, as the writer's process knows it. `ledger_heads` is the truth; this may be behind it. */
export interface OwnedShard {
  readonly shard: number;
  /** The last one that this owner is known to have begun. */
  term: bigint;
  /**
   * `unsettled`: heads were not compared on this connection, or something did not fit; nothing is read.
   * `open`: the gate lets gifts in, the stream is read and committed.
   */
  state: 'unsettled' | 'open';
  /** Open but for its gate: what was accepted is committed, then it is rebuilt, as somebody asked. */
  draining: boolean;
  head: ChainHead;
  /** Up to here everything is done: shown, told and counted. MongoDB may not know it yet. */
  projected: Position;
  /** As MongoDB has it: what comes up to here need not be in Redis any more. */
  projectedSaved: Position;
  /** Read but not committed, contiguous from the head on. */
  buffer: StreamEntry[];
  /** A transaction with entries of this shard is under way. */
  committing: boolean;
  projecting: boolean;
  /** Its last commit failed together with others: it goes alone, so that one bad shard does not stop the rest. */
  alone: boolean;
  /** Stream ids, behind the saved cursor, that were quarantined or whose transaction id stands in the ledger under another. */
  readonly duplicates: Set<string>;
  /** Rebuilds that failed in a row, and when the next may begin (`performance.now()`). */
  rebuildFailures: number;
  settleFromMs: number;
  /** Redis' head when last seen, for the backlog. */
  redisSequence: bigint;
}

export function ownedShard(head: HeadDoc, duplicates: readonly string[]): OwnedShard {
  return {
    shard: head._id,
    term: head.term ?? 0n,
    state: 'unsettled',
    draining: false,
    head: chainHeadOf(head),
    projected: head.projected,
    projectedSaved: head.projected,
    buffer: [],
    committing: false,
    projecting: false,
    alone: false,
    duplicates: new Set(duplicates),
    rebuildFailures: 0,
    settleFromMs: 0,
    redisSequence: head.sequence,
  };
}

/** Takes over what MongoDB says: the buffer keeps only what comes after the head, in one piece. */
export function applyHead(shard: OwnedShard, head: ChainHead): void {
  const sameEpoch = shard.head.epoch === head.epoch;
  shard.head = head;
  shard.buffer = sameEpoch ? shard.buffer.filter((entry) => entry.sequence > head.sequence) : [];
  if (shard.buffer[0] !== undefined && shard.buffer[0].sequence !== head.sequence + 1n) shard.buffer = [];
}

/** MongoDB has this cursor, in the given term; nothing happens when it has a later one, or another term has begun. */
export function noteProjectedSaved(shard: OwnedShard, term: bigint, saved: Position): void {
  if (shard.term === term && isBefore(shard.projectedSaved, saved)) shard.projectedSaved = saved;
}

export function isBefore(one: Position, other: Position): boolean {
  return one.epoch < other.epoch || (one.epoch === other.epoch && one.sequence < other.sequence);
}

/** The last entry that was read: where reading goes on. */
export function readCursor(shard: OwnedShard): Position {
  return shard.buffer.at(-1) ?? shard.head;
}

export function chainHeadOf(head: HeadDoc): ChainHead {
  return { epoch: head.epoch, sequence: head.sequence, hash: head.hash.buffer };
}

/** The entries that follow the cursor without a hole. */
export function entriesBeforeHole(cursor: Position, entries: readonly StreamEntry[]): readonly StreamEntry[] {
  const hole = entries.findIndex(
    (entry, index) => entry.epoch !== cursor.epoch || entry.sequence !== cursor.sequence + BigInt(index) + 1n,
  );
  return hole === -1 ? entries : entries.slice(0, hole);
}

/** A shard whose heads were compared. `draining`: its gate stays shut; what was accepted is committed, then it is rebuilt. */
export interface SettledShard {
  readonly head: HeadDoc;
  readonly draining: boolean;
}

/** The heads were compared and the gate is open. */
export function openShard(shard: OwnedShard, { head, draining }: SettledShard): void {
  shard.draining = draining;
  applyHead(shard, chainHeadOf(head));
  shard.term = head.term ?? 0n;
  shard.projected = head.projected;
  shard.projectedSaved = head.projected;
  shard.redisSequence = shard.head.sequence;
  shard.rebuildFailures = 0;
  shard.settleFromMs = 0;
  shard.state = 'open';
}

/** Nothing is known of it any more: its heads are compared again before anything is read. */
export function unsettle(shard: OwnedShard): void {
  shard.state = 'unsettled';
  shard.buffer = [];
}

/** Whether its heads may be compared now. `nowMs` by `performance.now()`. */
export function maySettle(shard: OwnedShard, nowMs: number): boolean {
  return shard.state === 'unsettled' && !shard.committing && shard.settleFromMs <= nowMs;
}

/** Its rebuild failed: the next one waits, longer each time. `nowMs` by `performance.now()`. */
export function rebuildLater(shard: OwnedShard, nowMs: number): void {
  shard.rebuildFailures += 1;
  shard.settleFromMs = nowMs + rebuildBackoffMs(shard.rebuildFailures);
}

/** How long the next attempt waits after so many failures in a row: from half a second, doubled, up to its bound. */
export function rebuildBackoffMs(failures: number): number {
  return doublingPauseMs(failures, 250, limits.ledgerRebuildBackoffMaxMs);
}
