import { eventSpecs } from '@halobuzz/core/protocol/down';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { EventGatherer } from './event-gatherer.ts';
import type { RoomEntry } from './room-entry.ts';

const bounds = { eventsMax: 5, bytesMax: 100 };
type Kind = 'gift' | 'chat' | 'likes' | 'count';

function entry(kind: Kind, label: number, size = 1): RoomEntry {
  const { code, lane } = eventSpecs[kind];
  const bytes = new Uint8Array(size).fill(label % 256);
  return { lane, code, count: 1, bytes, epoch: 1, offset: lane === 'reliable' ? label : 0, publishedAtMs: label };
}

describe('EventGatherer', () => {
  it('keeps reliable events apart and in order, and only the newest of a conflated kind', () => {
    const waiting = new EventGatherer(bounds);
    const added = [
      entry('likes', 1),
      entry('gift', 1),
      entry('chat', 2),
      entry('likes', 3),
      entry('gift', 2),
      entry('count', 4),
    ];
    for (const each of added) waiting.add(each);
    const batch = waiting.take();
    expect(batch?.reliable.map(({ offset }) => offset)).toEqual([1, 2]);
    expect(batch?.lossy.map(({ code, publishedAtMs }) => [code, publishedAtMs])).toEqual([
      [eventSpecs.chat.code, 2],
      [eventSpecs.likes.code, 3],
      [eventSpecs.count.code, 4],
    ]);
    expect(batch).toMatchObject({ conflated: 1, dropped: 0 });
  });

  it('drops the oldest lossy events above its bounds, and counts them', () => {
    const waiting = new EventGatherer(bounds);
    for (let label = 0; label < 8; label += 1) waiting.add(entry('chat', label));
    const byNumber = waiting.take();
    expect(byNumber?.lossy.map(({ publishedAtMs }) => publishedAtMs)).toEqual([3, 4, 5, 6, 7]);
    expect(byNumber?.dropped).toBe(3);
    for (let label = 0; label < 4; label += 1) waiting.add(entry('chat', label, 40));
    const byBytes = waiting.take();
    expect(byBytes?.lossy.map(({ publishedAtMs }) => publishedAtMs)).toEqual([2, 3]);
    expect(byBytes?.dropped).toBe(2);
  });

  it('asks to be emptied when reliable events grow beyond the bound: those are never dropped', () => {
    const waiting = new EventGatherer(bounds);
    waiting.add(entry('gift', 1, 90));
    expect(waiting.add(entry('gift', 2, 20))).toBe('full');
    expect(waiting.take()?.reliable).toHaveLength(2);
  });

  it('tells who came in between exactly what came behind them', () => {
    const kinds = fc.array(fc.constantFrom<Kind>('gift', 'chat', 'likes', 'count'), { maxLength: 30 });
    fc.assert(
      fc.property(kinds, kinds, (before, after) => {
        const [waiting, late] = [new EventGatherer(bounds), new EventGatherer(bounds)];
        for (const [index, kind] of before.entries()) waiting.add(entry(kind, index));
        const mark = waiting.mark();
        for (const [index, kind] of after.entries()) {
          const each = entry(kind, before.length + index);
          for (const gatherer of [waiting, late]) gatherer.add(each);
        }
        expect(waiting.firstReliable(mark)).toEqual(late.firstReliable());
        const behind = waiting.take()?.since(mark) ?? { reliable: [], lossy: [] };
        const expected = late.take() ?? { reliable: [], lossy: [] };
        expect(behind.reliable).toEqual(expected.reliable);
        // Of a flood of lossy events the gatherer that has more of them drops no later one for an earlier.
        expect(new Set(behind.lossy)).toEqual(new Set(expected.lossy));
        for (const { publishedAtMs } of behind.lossy) expect(publishedAtMs).toBeGreaterThanOrEqual(before.length);
        expect(waiting.empty).toBe(true);
      }),
    );
  });

  it('loses nothing reliable, and accounts for every lossy event', () => {
    const step = fc.oneof(
      fc.constantFrom<Kind>('gift', 'chat', 'likes', 'count').map((kind) => ({ kind })),
      fc.constant({ kind: 'take' as const }),
    );
    fc.assert(
      fc.property(fc.array(step, { maxLength: 400 }), (steps) => {
        const waiting = new EventGatherer(bounds);
        const sent: number[] = [];
        let [lossyIn, lossyOut, lost, label] = [0, 0, 0, 0];
        const take = (): void => {
          const batch = waiting.take();
          if (batch === undefined) return;
          sent.push(...batch.reliable.map(({ offset }) => offset));
          lossyOut += batch.lossy.length;
          lost += batch.dropped + batch.conflated;
          expect(batch.lossy.length).toBeLessThanOrEqual(bounds.eventsMax + 2);
        };
        const gifts: number[] = [];
        for (const { kind } of steps) {
          label += 1;
          if (kind === 'take') take();
          else {
            if (kind === 'gift') gifts.push(label);
            else lossyIn += 1;
            waiting.add(entry(kind, label));
          }
        }
        take();
        expect(sent).toEqual(gifts);
        expect(lossyOut + lost).toBe(lossyIn);
      }),
    );
  });
});
