import { limits } from '@halobuzz/core/limits';
import { expect, it } from 'vitest';
import type { CommittedEntry } from './committed-gift.ts';
import { handedOver, toldEntries } from './handed-over.ts';

const entries = (from: number, count: number): CommittedEntry[] =>
  Array.from({ length: count }, (_, at) => ({
    ...{ epoch: 1n, sequence: BigInt(from + at), shown: undefined, keptId: undefined },
  }));
const sequences = (list: readonly CommittedEntry[]): number[] => list.map(({ sequence }) => Number(sequence));

it('gives what follows a cursor without a hole, and forgets what lies before it', () => {
  const handed = handedOver();
  handed.add(entries(5, 3));
  expect(handed.after(3n, 10)).toEqual([]);
  expect(sequences(handed.after(4n, 2))).toEqual([5, 6]);
  expect(sequences(handed.after(6n, 2))).toEqual([7]);
  // Nobody asks for what lies before a cursor that moved: it has to be read again.
  expect(handed.after(4n, 2)).toEqual([]);
});

it('leaves to the stream what comes behind a gap, until nothing is kept any more', () => {
  const handed = handedOver();
  handed.add(entries(1, 2));
  handed.add(entries(4, 2));
  expect(sequences(handed.after(0n, 10))).toEqual([1, 2]);
  expect(handed.after(3n, 10)).toEqual([]);
  handed.add(entries(6, 1));
  expect(sequences(handed.after(5n, 10))).toEqual([6]);
});

it('keeps so many and no more', () => {
  const max = limits.ledgerHandedOverEntriesMax;
  const handed = handedOver();
  handed.add(entries(1, max - 1));
  handed.add(entries(max, 5));
  handed.add(entries(max + 5, 5));
  expect(handed.after(0n, 2 * max)).toHaveLength(max);
  expect(handed.after(BigInt(max), 10)).toEqual([]);
});

it('knows what was told, in runs from both sides', () => {
  const told = toldEntries();
  expect(told.newest()).toBe(0n);
  for (const sequence of [11n, 12n, 13n, 1n, 2n, 14n]) told.add(sequence);
  const known = Array.from({ length: 20 }, (_, at) => BigInt(at)).filter((sequence) => told.has(sequence));
  expect(known).toEqual([1n, 2n, 11n, 12n, 13n, 14n]);
  expect(told.newest()).toBe(14n);
});
