import type { Currency } from '@halobuzz/core/money';
import type {
  HeadDoc,
  Position,
  QuarantineDoc,
  TransactionDoc,
  WalletControlsDoc,
} from '../adapters/mongo/ledger-collections.ts';
import type { BatchPart, CommitOutcome } from './commit-batch.ts';
import type { Place } from './duplicates.ts';

/** What a rebuild needs of an entry to restore its idempotency record. */
export type RecentEntry = Pick<
  TransactionDoc,
  'intent' | 'epoch' | 'sequence' | 'balanceAfter' | 'amount' | 'createdAt'
>;

export interface CoinBalance {
  readonly account: string;
  readonly userId: string;
  readonly currency: Currency;
  readonly balance: bigint;
}

/**
 * The permanent ledger, as one writer's process uses it: leases, heads and projected cursors under its own name as owner.
 * A call that rejects may have been carried out, unless it only reads. What is read was taken by a majority and cannot be
 * rolled back, but may be old; only {@link takeTerm} never tells an old head.
 */
export interface Books {
  /** Takes every shard that is free or whose lease ran out, renews what is held. Resolves with the shards now owned, and their terms. */
  holdLeases(leaseMs: number): Promise<ReadonlyMap<number, bigint>>;
  /** Gives every shard back. */
  releaseLeases(): Promise<void>;
  /** The heads of these shards, whoever owns them. */
  heads(shards: readonly number[]): Promise<readonly HeadDoc[]>;
  /**
   * Begins a new term of an owned shard and tells its head, as a majority took it: never an old one. Null when it is
   * somebody else's. A batch of an earlier term that is still on its way will not be committed.
   */
  takeTerm(shard: number): Promise<HeadDoc | null>;
  /** Notes that the shard is open; nothing happens when it was lost or is in another epoch. */
  markOpen(shard: number, epoch: bigint): Promise<void>;
  /** Notes why it stays shut; nothing happens when it was lost or is in another epoch. */
  markLocked(shard: number, epoch: bigint, reason: string): Promise<void>;
  /** Begins a rebuild that will lead to `epoch`. False when the shard was lost, or the head is not this one any more. */
  claimRebuild(head: HeadDoc, epoch: bigint, reason: string): Promise<boolean>;
  /** Makes the claimed epoch the shard's. Undefined when the claim was overtaken. */
  endRebuild(head: HeadDoc, epoch: bigint): Promise<HeadDoc | undefined>;
  /** Writes a batch in one transaction, behind a compare-and-set on each head; projected cursors come along. At most `ledgerTransactionsInFlightMax` at once. */
  commit(parts: readonly BatchPart[]): Promise<CommitOutcome>;
  /** Entries whose transaction or order id stands in the ledger, or earlier in the batch, under another place. */
  findDuplicates(parts: readonly BatchPart[]): Promise<readonly Place[]>;
  /** Stream ids of entries, committed but not yet projected, that were quarantined. */
  quarantinedUnprojected(head: HeadDoc): Promise<readonly string[]>;
  /**
   * Moves the projected cursor forward; nothing happens when the shard was lost, or is in a later term. False when that
   * may be so, and for what was saved along with it: save it again.
   */
  saveProjected(shard: number, term: bigint, projected: Position): Promise<boolean>;
  /** Coins of every account of a shard. */
  coinBalances(shard: number): AsyncIterable<CoinBalance>;
  controls(shard: number): AsyncIterable<WalletControlsDoc>;
  /** What each wallet of a shard gave since then. */
  spentSince(shard: number, since: Date): AsyncIterable<{ readonly _id: string; readonly coins: bigint }>;
  /** Entries of a shard that were accepted after this. */
  entriesSince(shard: number, since: Date): AsyncIterable<RecentEntry>;
  /** Keeps entries that were given up; one that is there already stays as it is. */
  setAside(entries: readonly QuarantineDoc[]): Promise<void>;
  /** Ends what it holds open with the database, not the connection. */
  close(): Promise<void>;
}
