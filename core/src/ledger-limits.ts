/** Bounds of wallets and their ledger, a part of `limits`. */
export const ledgerLimits = {
  /** Largest hot balance: Lua numbers are doubles. */
  walletBalanceMax: 9_007_199_254_740_991n,
  /** A gift id's clock: older is `gift_id_stale`, further ahead is `gift_id_future`. */
  giftIdWindowMs: 10 * 60_000,
  giftIdFutureMs: 60_000,
  /** Entries of one wallet shard not yet committed and projected: a warning, an error in the log, refusal (`wallet_busy`). */
  walletBacklogWarn: 10_000,
  walletBacklogSlow: 100_000,
  walletBacklogRefuse: 400_000,
  /** Longest wait for the replicas of `WALLETS_REPLICAS_MIN`; then an entry is `wallet_unknown`, and a repeat waits again. */
  walletReplicaWaitMs: 1_000,
  /** Ledger writer: gifts in one MongoDB transaction, and transactions at once (16 at once stalled mongod 6.0). */
  ledgerBatchEntriesMax: 500,
  ledgerTransactionsInFlightMax: 4,
  /** Ledger writer: fewer entries wait for the transaction that is under way, but no longer than this. */
  ledgerSecondBatchEntriesMin: 100,
  ledgerGatherMs: 150,
  /** Ledger writer: accounts of one shard whose balances are kept from its last commit, 150 bytes each; others are read. */
  ledgerKnownAccountsMax: 2_000,
  /** Ledger writer: entries of one shard read ahead of the commit; reading that shard pauses. */
  ledgerReadAheadEntriesMax: 500,
  /** Ledger writer: longest wait before a failed rebuild of a wallet shard is tried again. */
  ledgerRebuildBackoffMaxMs: 10_000,
  /** Ledger writer: keys in one SCAN or UNLINK while it removes what older epochs left in Redis. */
  ledgerSweepKeysMax: 500,
  /** Ledger writer: after a read that found few entries, so that each read finds some. */
  ledgerReadGatherMs: 10,
  /** Projector: committed entries of one shard kept at hand; what comes beyond them is read from the stream again. */
  ledgerHandedOverEntriesMax: 500,
  /** Projector: gifts that one call applies to a room, and that one round counts for the leaderboards. */
  ledgerRoomGiftsMax: 50,
  ledgerRankedGiftsMax: 1_000,
  /** Projector: counting begins no more often than this; each round reads what every host was given, shard by shard. */
  ledgerRankPeriodMs: 500,
  /** Projector: how often its cursors are saved; those of busy shards go with their commits. */
  ledgerCursorSaveMs: 100,
  /** Projector: on a stop, how long it goes on with gifts whose senders were told. */
  ledgerProjectOnStopMs: 2_000,
  /** Projector: committed gifts kept apart because their room's store is out; above it the cursor holds still, and trimming. */
  ledgerParkedGiftsMax: 200_000,
  /** Projector: how often it looks for gifts that an owner before it parked after it had lost the shard. */
  ledgerParkedLookMs: 60_000,
  /** Projector: confirmations held while control Redis is out; above it the oldest are dropped. */
  ledgerConfirmationsHeldMax: 20_000,
  /** Projector: how often a store that is out is asked again. */
  ledgerStoreRetryMs: 1_000,
  /** Refusals noted for `failed_transactions`: of one process in a second, waiting in control Redis, moved at once; more is not kept. */
  refusalNotesPerSecondMax: 50,
  refusalNotesKeptMax: 20_000,
  refusalNotesChunkMax: 500,
  /** How often they are moved. */
  refusalsPeriodMs: 1_000,
  /** Signed checkpoints: how often. */
  ledgerCheckpointPeriodMs: 60_000,
  /** Checkpoints that an exported ledger is held against, the newest; read into memory. */
  ledgerVerifyCheckpointsMax: 1_000,
  /** Wallets on a Redis Cluster: how often the map of its masters is read, and read again while there is none. */
  walletMapPeriodMs: 1_000,
  walletMapRetryMs: 200,
  /** `npm run ledger -- rebuild`: how long it waits for the owner of one shard. */
  ledgerRebuildWaitMs: 60_000,
  /**
   * Entries of a shard that stay in its stream although they are committed and projected: a MongoDB that is restored from a backup takes
   * from there what the backup had not yet heard of. By time (`LEDGER_STREAM_KEPT_MS`) and by number, whichever is less; far below the backlog's marks.
   */
  ledgerStreamKeptMsDefault: 300_000,
  ledgerStreamKeptEntriesMax: 5_000,
  /** Ledger writer's lease on its shards. */
  ledgerLeaseMs: 10_000,
} as const;
