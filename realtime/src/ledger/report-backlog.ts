import { limits } from '@halobuzz/core/limits';
import type { Logger } from 'pino';
import type { LedgerMetrics } from './ledger-metrics.ts';
import type { OwnedShard } from './shard-table.ts';

/** Since when shards with entries that wait have not got on. */
export class StalledShards {
  readonly #since = new Map<number, { readonly sequence: bigint; readonly atMs: number }>();

  /** The longest of them, ms. `nowMs` only moves forward. */
  longestMs(shards: ReadonlyMap<number, OwnedShard>, nowMs: number): number {
    let longest = 0;
    for (const number of this.#since.keys()) if (!shards.has(number)) this.#since.delete(number);
    for (const [number, shard] of shards) {
      const { sequence } = shard.head;
      const before = this.#since.get(number);
      if (shard.redisSequence <= sequence) this.#since.delete(number);
      else if (before?.sequence !== sequence) this.#since.set(number, { sequence, atMs: nowMs });
      else longest = Math.max(longest, nowMs - before.atMs);
    }
    return longest;
  }
}

/** Tells Prometheus how far the owned shards are behind, and the log when it is far. */
export function reportBacklog(shards: ReadonlyMap<number, OwnedShard>, metrics: LedgerMetrics, log: Logger): void {
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
}
