import { setTimeout as delay } from 'node:timers/promises';
import { limits } from '@halobuzz/core/limits';
import type { ClientSession, Db, MongoClient } from 'mongodb';
import type { Logger } from 'pino';
import { ledgerHeads } from '../adapters/mongo/ledger-collections.ts';
import type { WalletConnection, WalletSession } from '../adapters/redis/wallet-connection.ts';
import { readShards } from '../adapters/redis/wallet-gate.ts';
import { type BatchPart, commitBatch } from './commit-batch.ts';
import { findDuplicates, quarantinedUnprojected } from './duplicates.ts';
import { holdLeases, releaseLeases } from './lease.ts';
import type { LedgerMetrics } from './ledger-metrics.ts';
import { oldEpochs } from './old-epochs.ts';
import { RebuildFailed } from './rebuild.ts';
import { settleShard } from './settle-shard.ts';
import {
  applyHead,
  chainHeadOf,
  entriesBeforeHole,
  maySettle,
  type OwnedShard,
  openShard,
  ownedShard,
  readCursor,
  rebuildLater,
} from './shard-table.ts';
import { judgeEntry, type StreamEntry } from './stream-entry.ts';
import { readNew } from './stream-reader.ts';

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
 * - The lease (`owner`, `leaseUntil`) keeps writers apart; the compare-and-set on (owner, epoch, sequence, hash) inside
 *   each transaction is the fence that holds even when a lease fails.
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
  session(): WalletSession | undefined;
  /** Stops reading, lets transactions end, gives the lease back. */
  stop(): Promise<void>;
}

export interface WriterDeps {
  readonly client: MongoClient;
  readonly db: Db;
  /** Names this very process in leases: never reused by another. */
  readonly owner: string;
  readonly wallets: WalletConnection;
  /** A second connection, for blocking reads. */
  readonly reading: WalletConnection;
  readonly log: Logger;
  readonly metrics: LedgerMetrics;
  readonly onCommitted: () => void;
  readonly leaseMs?: number;
}

interface ShardEntries {
  readonly shard: OwnedShard;
  readonly entries: readonly StreamEntry[];
}

const maintainEveryMs = 1_000;
const readBlockMs = 100;
const retryMs = 250;

export function startWriter(deps: WriterDeps): Writer {
  const { client, db, owner, log, metrics } = deps;
  const leaseMs = deps.leaseMs ?? limits.ledgerLeaseMs;
  const shards = new Map<number, OwnedShard>();
  const stop = new AbortController();
  // One MongoDB session per transaction in flight, known by the lease: see endDeadTransactions.
  const sessions = Array.from({ length: limits.ledgerTransactionsInFlightMax }, () => client.startSession());
  const sessionIds = sessions.flatMap((session) => (session.id === undefined ? [] : [session.id.id]));
  const idle = [...sessions];
  const running = new Set<Promise<void>>();
  let settledOn: WalletSession | undefined;
  let leaseEndsAtMs = 0;
  let turn = 0;

  const stopping = (): boolean => stop.signal.aborted;
  const failing = new Set<string>();
  /** One line when something begins to fail, one when it works again: an outage of an hour must not fill a disk. */
  const attempt = async (what: string, work: () => Promise<void>): Promise<boolean> => {
    try {
      await work();
      if (failing.delete(what)) log.info(`${what}: works again`);
      return true;
    } catch (err) {
      if (!stopping() && !failing.has(what)) log.warn({ err }, `${what}: failed, trying on`);
      failing.add(what);
      return false;
    }
  };
  const leftovers = oldEpochs(shards, (work) => attempt('removing keys of older epochs', work));
  const pause = (ms: number): Promise<void> => delay(ms, undefined, { signal: stop.signal }).catch(() => {});
  const leaseHolds = (): boolean => performance.now() < leaseEndsAtMs;

  const renewLease = async (): Promise<void> => {
    const startedAtMs = performance.now();
    const owned = await holdLeases(db, { owner, leaseMs, sessions: sessionIds });
    leaseEndsAtMs = startedAtMs + leaseMs;
    for (const shard of shards.keys()) {
      if (!owned.has(shard)) shards.delete(shard);
    }
    const fresh = [...owned].filter((shard) => !shards.has(shard));
    if (fresh.length === 0) return;
    for (const head of await ledgerHeads(db)
      .find({ _id: { $in: fresh }, owner })
      .toArray()) {
      shards.set(head._id, ownedShard(head, await quarantinedUnprojected(db, head)));
    }
    log.info({ shards: shards.size }, 'owning wallet shards');
  };

  const unsettle = (shard: OwnedShard): void => {
    shard.state = 'unsettled';
    shard.buffer = [];
  };

  /** Settles what is not, and finds gates that somebody shut. */
  const maintain = async (session: WalletSession): Promise<void> => {
    const open = [...shards.values()].filter((shard) => shard.state === 'open');
    const seen = await readShards(
      session,
      open.map((shard) => shard.shard),
    );
    for (const [index, shard] of open.entries()) {
      const redis = seen[index];
      if (redis?.open !== true || redis.head?.epoch !== shard.head.epoch) {
        if (shard.state === 'open') log.warn({ shard: shard.shard }, 'the gate of a wallet shard was found shut');
        unsettle(shard);
      } else shard.redisSequence = redis.head.sequence;
    }
    const closed = [...shards.values()].filter((shard) => maySettle(shard, performance.now()));
    const failed: unknown[] = [];
    for (let at = 0; at < closed.length && leaseHolds() && !stopping(); at += settleAtOnce) {
      await Promise.all(
        closed.slice(at, at + settleAtOnce).map(async (shard) => {
          try {
            const head = await settleShard(deps, session, shard.shard);
            if (head !== undefined) openShard(shard, head);
          } catch (error) {
            failed.push(error);
            if (error instanceof RebuildFailed) rebuildLater(shard, performance.now());
          }
        }),
      );
    }
    report();
    pump();
    if (closed.some((shard) => shard.state === 'open')) leftovers.due();
    leftovers.sweep(session);
    if (failed.length > 0) throw failed[0];
  };

  const report = (): void => {
    let [backlog, most, unprojected, open] = [0n, 0n, 0n, 0];
    for (const shard of shards.values()) {
      const waiting = shard.redisSequence > shard.head.sequence ? shard.redisSequence - shard.head.sequence : 0n;
      backlog += waiting;
      if (waiting > most) most = waiting;
      unprojected += shard.head.sequence - shard.projected.sequence;
      if (shard.state === 'open') open += 1;
    }
    metrics.backlog.set(Number(backlog));
    metrics.backlogMax.set(Number(most));
    metrics.unprojected.set(Number(unprojected));
    metrics.shards.set({ state: 'open' }, open);
    metrics.shards.set({ state: 'unsettled' }, shards.size - open);
    if (most > limits.walletBacklogSlow) log.error({ backlog: Number(most) }, 'a wallet shard waits far behind');
    else if (most > limits.walletBacklogWarn) log.warn({ backlog: Number(most) }, 'a wallet shard falls behind');
  };

  const read = async (reading: WalletSession): Promise<void> => {
    const cursors = new Map(
      [...shards.values()]
        .filter((shard) => shard.state === 'open' && shard.buffer.length < limits.ledgerReadAheadEntriesMax)
        .map((shard) => [shard.shard, readCursor(shard)]),
    );
    if (cursors.size === 0) return pause(readBlockMs / 4);
    const found = await readNew(reading, cursors, limits.ledgerReadAheadEntriesMax, readBlockMs);
    for (const [number, entries] of found) {
      const shard = shards.get(number);
      const cursor = cursors.get(number);
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
    pump();
  };

  /** Starts transactions while there is room: shards take turns, each gives what it has until the batch is full. */
  const pump = (): void => {
    while (idle.length > 0 && leaseHolds() && !stopping()) {
      const all = [...shards.values()];
      const parts: ShardEntries[] = [];
      let room: number = limits.ledgerBatchEntriesMax;
      turn += 1;
      for (let at = 0; at < all.length && room > 0; at += 1) {
        const shard = all[(at + turn) % all.length];
        if (shard === undefined || shard.committing || shard.state !== 'open' || shard.buffer.length === 0) continue;
        if (shard.alone && parts.length > 0) continue;
        const entries = shard.buffer.slice(0, room);
        room = shard.alone ? 0 : room - entries.length;
        parts.push({ shard, entries });
      }
      const session = parts.length === 0 ? undefined : idle.pop();
      if (session === undefined) return;
      for (const { shard } of parts) shard.committing = true;
      const commit = commitParts(session, parts).finally(() => {
        for (const { shard } of parts) shard.committing = false;
        idle.push(session);
        running.delete(commit);
        pump();
      });
      running.add(commit);
    }
  };

  const commitParts = async (session: ClientSession, parts: readonly ShardEntries[]): Promise<void> => {
    const batch = parts.map(({ shard, entries }): BatchPart => {
      const judged = entries.map((entry) => {
        return judgeEntry(entry, shard.shard, shard.duplicates.has(`${entry.epoch}-${entry.sequence}`));
      });
      return { shard: shard.shard, head: shard.head, entries: judged };
    });
    const all = batch.flatMap((part) => part.entries);
    const endTimer = metrics.commitSeconds.startTimer();
    const outcome = await commitBatch(session, db, owner, batch);
    endTimer();
    metrics.commits.inc({ outcome: outcome.kind });
    for (const { shard } of parts) shard.alone = outcome.kind === 'failed' || outcome.kind === 'duplicate';
    switch (outcome.kind) {
      case 'committed': {
        await attempt('committing', async () => {});
        for (const { shard } of parts) {
          const head = outcome.heads.get(shard.shard);
          if (head !== undefined) applyHead(shard, head);
        }
        const bad = all.filter((entry) => entry.posting.kind === 'quarantined');
        for (const { posting, sequence } of bad) {
          log.error(
            { reason: posting.kind === 'quarantined' ? posting.reason : '', sequence: sequence.toString() },
            'entry quarantined',
          );
        }
        metrics.committed.inc(all.length);
        metrics.quarantined.inc(bad.length);
        metrics.batchEntries.observe(all.length);
        const oldest = Math.min(...all.map((entry) => Number(entry.acceptedAtMs)));
        metrics.commitLagSeconds.observe(Math.max(0, Date.now() - oldest) / 1_000);
        deps.onCommitted();
        return;
      }
      case 'moved':
        log.warn({ shards: batch.map((part) => part.shard) }, 'a head moved; reading it again');
        return recover(parts, batch, false);
      case 'duplicate':
        return recover(parts, batch, true);
      case 'failed':
        await attempt('committing', () => Promise.reject(outcome.error));
        await pause(retryMs);
        return recover(parts, batch, false);
      default:
        return outcome satisfies never;
    }
  };

  /** After a commit that did not go through, or may have: MongoDB says where the heads are and which ids it knows. */
  const recover = async (
    parts: readonly ShardEntries[],
    batch: readonly BatchPart[],
    mayHaveDuplicates: boolean,
  ): Promise<void> => {
    const known = await attempt('reading heads', async () => {
      const heads = await ledgerHeads(db)
        .find({ _id: { $in: parts.map(({ shard }) => shard.shard) } })
        .toArray();
      for (const head of heads) {
        const shard = shards.get(head._id);
        if (shard === undefined) continue;
        if (head.owner !== owner) shards.delete(head._id);
        else if (head.epoch !== shard.head.epoch) unsettle(shard);
        else applyHead(shard, chainHeadOf(head));
      }
      if (!mayHaveDuplicates) return;
      for (const { shard, place } of await findDuplicates(db, batch)) shards.get(shard)?.duplicates.add(place);
    });
    if (known) return;
    for (const { shard } of parts) unsettle(shard);
    await pause(retryMs);
  };

  const leaseLoop = async (): Promise<void> => {
    while (!stopping()) {
      await attempt('renewing the lease', renewLease);
      await pause(leaseMs / 3);
    }
  };

  const maintainLoop = async (): Promise<void> => {
    let session: WalletSession | undefined;
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
      if (!(await attempt('reading streams', () => read(reading)))) await pause(retryMs);
    }
  };

  const loops = Promise.all([leaseLoop(), maintainLoop(), readLoop()]);
  let stopped: Promise<void> | undefined;
  const end = async (): Promise<void> => {
    stop.abort();
    await deps.wallets.close();
    await deps.reading.close();
    await loops;
    await Promise.all(running);
    await leftovers.idle();
    await Promise.all(sessions.map((session) => session.endSession()));
    shards.clear();
    await releaseLeases(db, owner);
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

/** Shards settled at the same time. */
const settleAtOnce = 8;
