import { limits } from '@halobuzz/core/limits';
import type { Position } from '../adapters/mongo/ledger-collections.ts';

/** Decides how far a shard's stream may be trimmed, so that its newest entries stay for a while. */
export interface KeptEntries {
  /**
   * What lies before this may go; `done`: everything up to there is committed and projected. Undefined: nothing may. `nowMs`: of a
   * clock that never goes back; called about once a second.
   */
  trimBefore(done: Position, nowMs: number): Position | undefined;
}

/** Nobody remembers how old an entry is that was there at the start: those stay for the whole time, too. */
export function keptEntries(keptMs: number, entriesMax: number = limits.ledgerStreamKeptEntriesMax): KeptEntries {
  /** Where the cursor was and when it came there, oldest first. */
  const seen: { readonly at: Position; readonly atMs: number }[] = [];
  let old: Position | undefined;
  return {
    trimBefore(done, nowMs) {
      if (keptMs === 0) return done;
      const last = seen.at(-1);
      if (last?.at.sequence !== done.sequence || last.at.epoch !== done.epoch) seen.push({ at: done, atMs: nowMs });
      for (let next = seen[0]; next !== undefined && nowMs - next.atMs >= keptMs; next = seen[0]) {
        old = next.at;
        seen.shift();
      }
      const first = done.sequence - BigInt(entriesMax);
      // Ids of streams sort by epoch, then sequence, and the sequence goes on through epochs.
      if (first > (old?.sequence ?? 0n)) return { epoch: done.epoch, sequence: first };
      return old;
    },
  };
}
