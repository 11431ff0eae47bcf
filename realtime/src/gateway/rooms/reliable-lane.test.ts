import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type LaneArrival, ReliableLane } from './reliable-lane.ts';
import type { RoomEntry } from './room-entry.ts';

function entry(offset: number, epoch = 1, count = 1): RoomEntry {
  return { lane: 'reliable', code: 1, count, bytes: new Uint8Array(1), epoch, offset, publishedAtMs: 0 };
}
const offsets = (arrival: LaneArrival): readonly number[] | string =>
  arrival.kind === 'deliver' ? arrival.entries.map(({ offset }) => offset) : arrival.kind;
const entries = (from: number, to: number): RoomEntry[] =>
  Array.from({ length: Math.max(0, to - from + 1) }, (_, i) => entry(from + i));

describe('ReliableLane', () => {
  it('holds what comes before the first snapshot and delivers what is behind it', () => {
    const lane = new ReliableLane(10);
    expect(lane.point).toBeUndefined();
    for (const offset of [4, 5, 6]) expect(lane.arrive(entry(offset))).toEqual({ kind: 'held', fill: false });
    expect(offsets(lane.start({ epoch: 1, offset: 4 }))).toEqual([5, 6]);
    expect(lane.point).toEqual({ epoch: 1, offset: 6 });
  });

  it('drops doubles, notices gaps and fills them in order', () => {
    const lane = new ReliableLane(10);
    lane.start({ epoch: 1, offset: 0 });
    expect(offsets(lane.arrive(entry(1)))).toEqual([1]);
    expect(offsets(lane.arrive(entry(1)))).toEqual([]);
    expect(lane.arrive(entry(4))).toEqual({ kind: 'held', fill: true });
    expect(lane.arrive(entry(5))).toEqual({ kind: 'held', fill: false });
    expect(offsets(lane.filled(1, entries(2, 4)))).toEqual([2, 3, 4, 5]);
    expect(lane.filling).toBe(false);
  });

  it('asks again when a fill brought less than what is held needs', () => {
    const lane = new ReliableLane(10);
    lane.start({ epoch: 1, offset: 0 });
    lane.arrive(entry(5));
    expect(offsets(lane.filled(1, entries(1, 2)))).toEqual([1, 2]);
    expect(lane.filling).toBe(true);
    expect(offsets(lane.filled(1, entries(3, 5)))).toEqual([3, 4, 5]);
  });

  it('is lost when the epoch changes, the history is too short or too much is held', () => {
    const lane = new ReliableLane(2);
    lane.start({ epoch: 2, offset: 7 });
    expect(offsets(lane.arrive(entry(9, 1)))).toEqual([]);
    expect(lane.arrive(entry(8, 3)).kind).toBe('lost');
    expect(lane.point).toBeUndefined();
    lane.start({ epoch: 3, offset: 0 });
    lane.arrive(entry(5, 3));
    expect(lane.filled(3, undefined).kind).toBe('lost');
    lane.start({ epoch: 3, offset: 0 });
    for (const offset of [5, 6]) lane.arrive(entry(offset, 3));
    expect(lane.arrive(entry(7, 3)).kind).toBe('lost');
  });

  it('compares itself with the head of the store', () => {
    const lane = new ReliableLane(10);
    expect(lane.behind({ epoch: 1, offset: 9 })).toBe('no');
    lane.start({ epoch: 2, offset: 5 });
    expect(lane.behind({ epoch: 2, offset: 5 })).toBe('no');
    expect(lane.behind({ epoch: 2, offset: 4 })).toBe('no');
    expect(lane.behind({ epoch: 1, offset: 9 })).toBe('no');
    expect(lane.behind({ epoch: 3, offset: 1 })).toBe('lost');
    expect(lane.behind({ epoch: 2, offset: 6 })).toBe('fill');
    expect(lane.filling).toBe(true);
    expect(offsets(lane.filled(2, [entry(6, 2)]))).toEqual([6]);
  });

  it('takes an entry that overlaps from the history, where its events stand singly', () => {
    const lane = new ReliableLane(10);
    lane.start({ epoch: 1, offset: 2 });
    expect(lane.arrive(entry(2, 1, 3))).toEqual({ kind: 'held', fill: true });
    expect(offsets(lane.filled(1, entries(3, 4)))).toEqual([3, 4]);
  });

  it('delivers everything once and in order, whatever is lost, doubled or late', () => {
    const arrivals = fc.array(fc.integer({ min: 1, max: 40 }), { maxLength: 120 });
    fc.assert(
      fc.property(arrivals, fc.integer({ min: 0, max: 40 }), (order, start) => {
        const lane = new ReliableLane(1_000);
        const delivered: number[] = [];
        const take = (arrival: LaneArrival): void => {
          expect(arrival.kind).not.toBe('lost');
          if (arrival.kind === 'deliver') delivered.push(...arrival.entries.map(({ offset }) => offset));
        };
        const half = Math.floor(order.length / 2);
        for (const offset of order.slice(0, half)) take(lane.arrive(entry(offset)));
        take(lane.start({ epoch: 1, offset: start }));
        for (const offset of order.slice(half)) take(lane.arrive(entry(offset)));
        lane.behind({ epoch: 1, offset: 40 });
        while (lane.filling) take(lane.filled(1, entries((lane.point?.offset ?? 0) + 1, 40)));
        expect(delivered).toEqual(entries(start + 1, 40).map(({ offset }) => offset));
      }),
    );
  });
});
