import type { Position } from '../adapters/mongo/ledger-collections.ts';
import type { ObsoleteEpochs } from '../adapters/redis/sweep-epochs.ts';
import type { RedisShard } from '../adapters/redis/wallet-gate.ts';
import type { StreamEntry } from './stream-entry.ts';

/**
 * One connection to one running wallets server, as the writer and the projector use it. It never reconnects: once it is
 * gone every call rejects. A call that rejects may have been carried out, unless it only reads.
 */
export interface WalletStore {
  /** The server's `run_id`: another process, or another server, has another. */
  readonly runId: string;
  /** Settles when the connection is gone. */
  readonly closed: Promise<void>;
  /** The server's own time, ms. */
  timeMs(): Promise<number>;
  /** The gate and head of each shard, in order. */
  readShards(shards: readonly number[]): Promise<readonly RedisShard[]>;
  /**
   * Makes what the server loaded all that its file holds: part of a torn entry may stand there, which the server would carry
   * out at its next start. Before anything is written. False when the server does not allow it.
   */
  renewFile(): Promise<boolean>;
  /** Lets gifts in. False when the head is not of this epoch. */
  openGate(shard: number, epoch: bigint): Promise<boolean>;
  /** Shuts the shard. False when a later epoch is open. */
  lockGate(shard: number, epoch: bigint): Promise<boolean>;
  /** Makes a rebuilt epoch the current one, still shut. False when the server is already in this epoch or a later one. */
  switchEpoch(shard: number, epoch: bigint, sequence: bigint): Promise<boolean>;
  /** Entries after the cursor, up to and including `end` (a stream id, an epoch for all of it, or `+`), at most `count`. */
  readRange(shard: number, after: Position, end: string, count: number): Promise<readonly StreamEntry[]>;
  /** Waits up to `blockMs` for entries after each shard's cursor; at most `count` of each. */
  readNew(
    cursors: ReadonlyMap<number, Position>,
    count: number,
    blockMs: number,
  ): Promise<ReadonlyMap<number, readonly StreamEntry[]>>;
  /** Removes the entries before this one. */
  trim(shard: number, before: Position): Promise<void>;
  /** Tells monitoring how far the shard is committed. */
  markCommitted(shard: number, committed: Position): Promise<void>;
  removeEntries(shard: number, entries: readonly Position[]): Promise<void>;
  /** Writes fields (name, value, name, …) of one wallet of an epoch, beside those it has. */
  writeWallet(shard: number, epoch: bigint, subject: string, fields: readonly string[]): Promise<void>;
  /** Writes an idempotency record of an epoch, for so long. */
  writeIdempotencyId(shard: number, epoch: bigint, tx: string, record: string, lifeMs: number): Promise<void>;
  /** Lets an idempotency record end after so long, if it is there. */
  endIdempotencyId(shard: number, epoch: bigint, tx: string, lifeMs: number): Promise<void>;
  /** Removes wallets and idempotency records of epochs that nobody reads any more. Again is harmless. */
  sweepEpochs(obsolete: ReadonlyMap<number, ObsoleteEpochs>): Promise<void>;
}

/** Keeps a {@link WalletStore}: after a break, a new one. */
export interface WalletStores {
  /** The current one; undefined while there is none. */
  session(): WalletStore | undefined;
  /** Resolves with the next one that is not `last`, or undefined when closed for good. */
  next(last: WalletStore | undefined): Promise<WalletStore | undefined>;
  close(): Promise<void>;
}
