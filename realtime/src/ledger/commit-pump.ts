import { limits } from '@halobuzz/core/limits';
import type { Logger } from 'pino';
import type { Books } from './books.ts';
import type { BatchPart } from './commit-batch.ts';
import type { LedgerMetrics } from './ledger-metrics.ts';
import type { LedgerTime } from './ledger-time.ts';
import type { LedgerTraces } from './ledger-traces.ts';
import { applyHead, chainHeadOf, noteProjectedSaved, type OwnedShard, unsettle } from './shard-table.ts';
import type { Attempt } from './steady-attempts.ts';
import { type JudgedEntry, judgeEntry, type StreamEntry, TRACE_FIELD } from './stream-entry.ts';

export interface CommitPump {
  /** Starts transactions while there is room: shards take turns, each gives what it has until the batch is full. */
  pump(): void;
  /** Resolves when no transaction is under way. */
  idle(): Promise<void>;
}

export interface CommitPumpDeps {
  readonly books: Pick<Books, 'commit' | 'heads' | 'findDuplicates'>;
  readonly owner: string;
  readonly time: LedgerTime;
  readonly shards: Map<number, OwnedShard>;
  readonly attempt: Attempt;
  readonly pause: (ms: number) => Promise<void>;
  /** Whether the lease holds and nobody asked to stop. */
  readonly mayCommit: () => boolean;
  /** What is in the books now, shard by shard, in the order of each chain. */
  readonly onCommitted: (parts: readonly CommittedPart[]) => void;
  readonly log: Logger;
  readonly metrics: LedgerMetrics;
  /** Absent: nothing is traced. */
  readonly traces?: LedgerTraces | undefined;
}

/** Entries of one shard, as they were committed. */
export interface CommittedPart {
  readonly shard: OwnedShard;
  readonly entries: readonly JudgedEntry[];
}

interface ShardEntries {
  readonly shard: OwnedShard;
  readonly entries: readonly StreamEntry[];
}

const retryMs = 250;

/** Carries buffered entries of open shards into the books, at most `ledgerTransactionsInFlightMax` transactions at once. */
export function commitPump(deps: CommitPumpDeps): CommitPump {
  const { books, owner, shards, attempt, log, metrics, traces } = deps;
  const running = new Set<Promise<void>>();
  let turn = 0;
  let begunAtMs = 0;

  /**
   * A transaction costs the same for one entry as for dozens, so few wait for the one under way to end. Nobody waits long
   * for one that hangs: `pump` is called again with everything that is read.
   */
  const mayBegin = (all: readonly OwnedShard[]): boolean => {
    if (running.size === 0 || deps.time.monotonicMs() - begunAtMs >= limits.ledgerGatherMs) return true;
    let waiting = 0;
    for (const shard of all) if (!shard.committing && shard.state === 'open') waiting += shard.buffer.length;
    return waiting >= limits.ledgerSecondBatchEntriesMin;
  };

  const pump = (): void => {
    while (running.size < limits.ledgerTransactionsInFlightMax && deps.mayCommit()) {
      const all = [...shards.values()];
      if (!mayBegin(all)) return;
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
      if (parts.length === 0) return;
      for (const { shard } of parts) shard.committing = true;
      begunAtMs = deps.time.monotonicMs();
      const commit = commitParts(parts).finally(() => {
        for (const { shard } of parts) shard.committing = false;
        running.delete(commit);
        pump();
      });
      running.add(commit);
    }
  };

  const commitParts = async (parts: readonly ShardEntries[]): Promise<void> => {
    const batch = parts.map(({ shard, entries }): BatchPart => {
      const judged = entries.map((entry) => {
        return judgeEntry(entry, shard.shard, shard.duplicates.has(`${entry.epoch}-${entry.sequence}`));
      });
      const { term, head, projected } = shard;
      return { shard: shard.shard, term, head, entries: judged, projected };
    });
    const endTimer = metrics.commitSeconds.startTimer();
    const startedAtMs = deps.time.wallMs();
    const outcome = await books.commit(batch);
    endTimer();
    metrics.commits.inc({ outcome: outcome.kind });
    if (traces !== undefined) {
      const entries = parts.flatMap((part) => part.entries.map(({ fields }) => fields.get(TRACE_FIELD)));
      traces.committed(entries, entries.length, startedAtMs, deps.time.wallMs(), outcome.kind);
    }
    for (const { shard } of parts) shard.alone = outcome.kind === 'failed' || outcome.kind === 'duplicate';
    switch (outcome.kind) {
      case 'committed': {
        await attempt('committing', async () => {});
        for (const [at, { shard }] of parts.entries()) {
          const head = outcome.heads.get(shard.shard);
          if (head !== undefined) applyHead(shard, head);
          const { term, projected } = batch[at] ?? {};
          if (term !== undefined && projected !== undefined) noteProjectedSaved(shard, term, projected);
        }
        // First of all: somebody waits for it.
        deps.onCommitted(parts.map(({ shard }, at) => ({ shard, entries: batch[at]?.entries ?? [] })));
        noteCommitted(batch);
        return;
      }
      case 'moved':
        log.warn({ shards: batch.map((part) => part.shard) }, 'a head moved; reading it again');
        return recover(parts, batch, false);
      case 'duplicate':
        return recover(parts, batch, true);
      case 'failed':
        await attempt('committing', () => Promise.reject(outcome.error));
        await deps.pause(retryMs);
        return recover(parts, batch, false);
      default:
        return outcome satisfies never;
    }
  };

  const noteCommitted = (batch: readonly BatchPart[]): void => {
    const all = batch.flatMap((part) => part.entries);
    let bad = 0;
    for (const { posting, sequence } of all) {
      if (posting.kind !== 'quarantined') continue;
      bad += 1;
      log.error({ reason: posting.reason, sequence: sequence.toString() }, 'entry quarantined');
    }
    metrics.committed.inc(all.length);
    metrics.headAt.set(deps.time.wallMs() / 1_000);
    metrics.quarantined.inc(bad);
    metrics.batchEntries.observe(all.length);
    const oldest = Math.min(...all.map((entry) => Number(entry.acceptedAtMs)));
    metrics.commitLagSeconds.observe(Math.max(0, deps.time.wallMs() - oldest) / 1_000);
  };

  /** After a commit that did not go through, or may have: MongoDB says where the heads are and which ids it knows. */
  const recover = async (
    parts: readonly ShardEntries[],
    batch: readonly BatchPart[],
    mayHaveDuplicates: boolean,
  ): Promise<void> => {
    const known = await attempt('reading heads', async () => {
      for (const head of await books.heads(parts.map(({ shard }) => shard.shard))) {
        const shard = shards.get(head._id);
        if (shard === undefined) continue;
        if (head.owner !== owner || (shard.state === 'open' && head.term !== shard.term)) shards.delete(head._id);
        else if (head.epoch !== shard.head.epoch) unsettle(shard);
        else applyHead(shard, chainHeadOf(head));
      }
      if (!mayHaveDuplicates) return;
      for (const { shard, place } of await books.findDuplicates(batch)) shards.get(shard)?.duplicates.add(place);
    });
    if (known) return;
    for (const { shard } of parts) unsettle(shard);
    await deps.pause(retryMs);
  };

  return {
    pump,
    async idle() {
      await Promise.all(running);
    },
  };
}
