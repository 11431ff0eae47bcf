import { limits } from '@halobuzz/core/limits';
import type { Logger } from 'pino';
import type { HeadDoc } from '../adapters/mongo/ledger-collections.ts';
import type { Books } from './books.ts';
import { type CommittedPart, commitPump } from './commit-pump.ts';
import type { LedgerMetrics } from './ledger-metrics.ts';
import type { LedgerTime } from './ledger-time.ts';
import type { LedgerTraces } from './ledger-traces.ts';
import { oldEpochs } from './old-epochs.ts';
import { RebuildFailed } from './rebuild.ts';
import { reportBacklog, StalledShards } from './report-backlog.ts';
import { settleShard } from './settle-shard.ts';
import {
  entriesBeforeHole,
  maySettle,
  type OwnedShard,
  openShard,
  ownedShard,
  readCursor,
  rebuildLater,
  unsettle,
} from './shard-table.ts';
import { steadyAttempts } from './steady-attempts.ts';
import type { WalletStore, WalletStores } from './wallet-store.ts';

/**
 * The ledger writer: carries accepted entries from Redis' streams into MongoDB's chains.
 *
 * A shard goes through these states; `ledger_heads` keeps the outer ones, so that any successor goes on from there.
 *
 *   not owned ──lease──▶ unsettled ──heads compared──▶ open ──read──▶ buffered ──commit──▶ open
 *                           ▲  │                        │
 *                           │  └─ Redis absent, behind, in another epoch, or with a hole: locked → rebuilding → open
 *                           └──── connection lost, gate found shut, hole in the stream, head moved
 *
 * - The lease (`owner`, `leaseUntil`) keeps writers apart; the compare-and-set on (owner, term, epoch, sequence, hash) inside
 *   each transaction is the fence that holds even when a lease fails.
 * - Comparing heads begins a term: whatever was sent before, by whomever, is not committed any more. So nothing that Redis
 *   has lost meanwhile can come up behind the comparison.
 * - The cursor is the head itself, moved in the transaction that writes the entries: a crash loses and doubles nothing.
 * - A session is one connection to one server process. When it ends, all shards are unsettled: the next server must
 *   prove that it is not older than MongoDB before its gate opens.
 * - At most `ledgerTransactionsInFlightMax` transactions at once, each of at most `ledgerBatchEntriesMax` entries; one
 *   shard is only ever in one of them.
 */
export interface Writer {
  /** Owned shards; for the projector and readiness. */
  readonly shards: ReadonlyMap<number, OwnedShard>;
  /** The session that the shards were settled on. */
  session(): WalletStore | undefined;
  /** Stops reading, lets transactions end, gives the lease back. */
  stop(): Promise<void>;
}

export interface WriterDeps {
  /** Closed with the writer. */
  readonly books: Books;
  /** Names this very process in leases, as `books` does: never reused by another. */
  readonly owner: string;
  readonly wallets: WalletStores;
  /** A second connection, for blocking reads. */
  readonly reading: WalletStores;
  readonly time: LedgerTime;
  readonly log: Logger;
  readonly metrics: LedgerMetrics;
  readonly onCommitted: (parts: readonly CommittedPart[]) => void;
  /** Absent: nothing is traced. */
  readonly traces?: LedgerTraces | undefined;
  readonly leaseMs?: number;
}

const maintainEveryMs = 1_000;
const readBlockMs = 100;
const retryMs = 250;
/** Shards settled at the same time. */
const settleAtOnce = 8;

export function startWriter(deps: WriterDeps): Writer {
  const { books, owner, time, log, metrics } = deps;
  const leaseMs = deps.leaseMs ?? limits.ledgerLeaseMs;
  const shards = new Map<number, OwnedShard>();
  const stop = new AbortController();
  let settledOn: WalletStore | undefined;
  let renewedRunId: string | undefined;
  let leaseEndsAtMs = 0;

  const stopping = (): boolean => stop.signal.aborted;
  const attempt = steadyAttempts(log, stopping);
  const leftovers = oldEpochs(shards, (work) => attempt('removing keys of older epochs', work));
  const pause = (ms: number): Promise<void> => time.pause(ms, stop.signal);
  const leaseHolds = (): boolean => time.monotonicMs() < leaseEndsAtMs;
  const mayCommit = (): boolean => leaseHolds() && !stopping();
  const { onCommitted, traces } = deps;
  const stalled = new StalledShards();
  const commits = commitPump({
    books,
    owner,
    time,
    shards,
    attempt,
    pause,
    mayCommit,
    onCommitted,
    log,
    metrics,
    traces,
  });

  const renewLease = async (): Promise<void> => {
    const startedAtMs = time.monotonicMs();
    const owned = await books.holdLeases(leaseMs);
    leaseEndsAtMs = startedAtMs + leaseMs;
    for (const [number, shard] of shards) {
      // Another term than this process began: it was somebody else's meanwhile, and what is known of it is old.
      const isLost = shard.state === 'open' && owned.get(number) !== shard.term;
      if (!owned.has(number) || isLost) shards.delete(number);
    }
    const fresh = [...owned.keys()].filter((shard) => !shards.has(shard));
    if (fresh.length === 0) return;
    for (const head of await books.heads(fresh)) {
      if (head.owner === owner) shards.set(head._id, ownedShard(head, await books.quarantinedUnprojected(head)));
    }
    log.info({ shards: shards.size }, 'owning wallet shards');
  };

  /** The shard as it is known, or anew when somebody else may have owned it since. */
  const known = async (shard: OwnedShard, head: HeadDoc): Promise<OwnedShard> => {
    if (head.term === shard.term + 1n) return shard;
    const anew = ownedShard(head, await books.quarantinedUnprojected(head));
    if (shards.get(shard.shard) === shard) shards.set(shard.shard, anew);
    return anew;
  };

  /**
   * Once for each run of a server, before anything is written to it. A gate that is open in this run was opened by somebody
   * who had done so.
   */
  const renewFile = async (session: WalletStore): Promise<void> => {
    if (renewedRunId === session.runId) return;
    const seen = await session.readShards([...shards.keys()]);
    if (!seen.some(({ open }) => open) && !(await session.renewFile()))
      log.warn(
        'the wallets server does not write its file anew: should it load a torn one, it may repeat half an entry',
      );
    renewedRunId = session.runId;
  };

  /** Settles what is not, and finds gates that somebody shut. */
  const maintain = async (session: WalletStore): Promise<void> => {
    const open = [...shards.values()].filter((shard) => shard.state === 'open');
    const seen = await session.readShards(open.map((shard) => shard.shard));
    for (const [index, shard] of open.entries()) {
      const redis = seen[index];
      if (shard.draining) {
        if (shard.head.sequence >= (redis?.head?.sequence ?? 0n)) unsettle(shard);
      } else if (redis?.open !== true || redis.head?.epoch !== shard.head.epoch) {
        if (shard.state === 'open') log.warn({ shard: shard.shard }, 'the gate of a wallet shard was found shut');
        unsettle(shard);
      } else shard.redisSequence = redis.head.sequence;
    }
    const closed = [...shards.values()].filter((shard) => maySettle(shard, time.monotonicMs()));
    const failed: unknown[] = [];
    let hasOpened = false;
    if (closed.length > 0) await renewFile(session);
    for (let at = 0; at < closed.length && leaseHolds() && !stopping(); at += settleAtOnce) {
      await Promise.all(
        closed.slice(at, at + settleAtOnce).map(async (shard) => {
          try {
            const settled = await settleShard(deps, session, shard.shard);
            if (settled === undefined) return;
            openShard(await known(shard, settled.head), settled);
            hasOpened = true;
          } catch (error) {
            failed.push(error);
            if (error instanceof RebuildFailed) rebuildLater(shard, time.monotonicMs());
          }
        }),
      );
    }
    metrics.stalled.set(stalled.longestMs(shards, time.monotonicMs()) / 1_000);
    reportBacklog(shards, metrics, log);
    commits.pump();
    if (hasOpened) leftovers.due();
    leftovers.sweep(session);
    if (failed.length > 0) throw failed[0];
  };

  /** Resolves with how many entries came. */
  const read = async (reading: WalletStore): Promise<number> => {
    const cursors = new Map(
      [...shards.values()]
        .filter((shard) => shard.state === 'open' && shard.buffer.length < limits.ledgerReadAheadEntriesMax)
        .map((shard) => [shard.shard, readCursor(shard)]),
    );
    if (cursors.size === 0) {
      await pause(readBlockMs / 4);
      return 0;
    }
    let count = 0;
    const found = await reading.readNew(cursors, limits.ledgerReadAheadEntriesMax, readBlockMs);
    for (const [number, entries] of found) {
      const shard = shards.get(number);
      const cursor = cursors.get(number);
      count += entries.length;
      // While the read was under way, the shard may have gone, or its buffer may have been dropped.
      if (shard === undefined || cursor === undefined || shard.state !== 'open') continue;
      const now = readCursor(shard);
      if (now.sequence !== cursor.sequence || now.epoch !== cursor.epoch) continue;
      const whole = entriesBeforeHole(cursor, entries);
      shard.buffer.push(...whole);
      // What came before the hole is committed first; then comparing heads finds it.
      if (whole.length === 0 && entries.length > 0 && shard.buffer.length === 0 && !shard.committing) {
        log.error({ shard: number, after: cursor.sequence.toString() }, 'the stream of a wallet shard has a hole');
        unsettle(shard);
      }
    }
    commits.pump();
    return count;
  };

  const leaseLoop = async (): Promise<void> => {
    while (!stopping()) {
      await attempt('renewing the lease', renewLease);
      await pause(leaseMs / 3);
    }
  };

  const maintainLoop = async (): Promise<void> => {
    let session: WalletStore | undefined;
    while (!stopping()) {
      session = await deps.wallets.next(session);
      if (session === undefined) return;
      for (const shard of shards.values()) unsettle(shard);
      settledOn = session;
      while (!stopping() && deps.wallets.session() === session) {
        const current = session;
        await attempt('settling wallet shards', () => maintain(current));
        const waiting = shards.size === 0 || [...shards.values()].some((shard) => shard.state === 'unsettled');
        await Promise.race([pause(waiting ? retryMs : maintainEveryMs), session.closed]);
      }
      settledOn = undefined;
      for (const shard of shards.values()) unsettle(shard);
    }
  };

  const readLoop = async (): Promise<void> => {
    while (!stopping()) {
      const reading = deps.reading.session();
      // Both connections must lead to the same server process, or what is read proves nothing about the gate.
      if (reading === undefined || settledOn === undefined || reading.runId !== settledOn.runId) {
        await pause(readBlockMs / 4);
        continue;
      }
      let count = 0;
      const isRead = await attempt('reading streams', async () => {
        count = await read(reading);
      });
      if (!isRead) await pause(retryMs);
      // Each read names every shard. Few entries wait for a transaction anyway, and what comes meanwhile is read with them.
      else if (count > 0 && count < limits.ledgerSecondBatchEntriesMin) await pause(limits.ledgerReadGatherMs);
    }
  };

  const loops = Promise.all([leaseLoop(), maintainLoop(), readLoop()]);
  let stopped: Promise<void> | undefined;
  const end = async (): Promise<void> => {
    stop.abort();
    await deps.wallets.close();
    await deps.reading.close();
    await loops;
    await commits.idle();
    await leftovers.idle();
    shards.clear();
    try {
      await books.releaseLeases();
    } finally {
      await books.close();
    }
  };
  return {
    shards,
    session: () => settledOn,
    stop() {
      stopped ??= end();
      return stopped;
    },
  };
}
