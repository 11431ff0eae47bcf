import { limits } from '@halobuzz/core/limits';
import type { CommittedEntry } from './committed-gift.ts';

/** Committed entries of one shard that need not be read from its stream again. */
export interface HandedOver {
  /** Takes entries that were committed one behind the other. Beyond its bound, and behind a gap, they are left to the stream. */
  add(entries: readonly CommittedEntry[]): void;
  /** The entries right behind this sequence, at most `count`; none when the stream has to be asked. Forgets what comes before. */
  after(sequence: bigint, count: number): readonly CommittedEntry[];
}

export function handedOver(): HandedOver {
  let kept: CommittedEntry[] = [];
  return {
    add(entries) {
      const [last, first] = [kept.at(-1), entries[0]];
      if (last !== undefined && first?.sequence !== last.sequence + 1n) return;
      kept.push(...entries.slice(0, limits.ledgerHandedOverEntriesMax - kept.length));
    },
    after(sequence, count) {
      const begin = kept.findIndex((entry) => entry.sequence > sequence);
      kept = begin === -1 ? [] : kept.slice(begin);
      return kept[0]?.sequence === sequence + 1n ? kept.slice(0, count) : [];
    },
  };
}

/** Which entries of one shard need no confirmation any more, by sequence. */
export interface ToldEntries {
  add(sequence: bigint): void;
  has(sequence: bigint): boolean;
  /** The newest of them; 0 when there is none. */
  newest(): bigint;
}

/** One run comes from the commits and one from the projector; each answer of MongoDB that was lost between begins another. */
const runsMax = 8;

/** Beyond a few gaps the oldest run is forgotten: what it holds may be told twice. */
export function toldEntries(): ToldEntries {
  const runs: { readonly from: bigint; to: bigint }[] = [];
  return {
    add(sequence) {
      const run = runs.find(({ to }) => to + 1n === sequence);
      if (run !== undefined) run.to = sequence;
      else if (runs.push({ from: sequence, to: sequence }) > runsMax) runs.shift();
    },
    has: (sequence) => runs.some(({ from, to }) => from <= sequence && sequence <= to),
    newest: () => runs.reduce((newest, { to }) => (to > newest ? to : newest), 0n),
  };
}
