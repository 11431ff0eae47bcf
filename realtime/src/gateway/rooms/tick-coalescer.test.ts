import { eventSpecs } from '@halobuzz/core/protocol/down';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { RoomEntry } from './room-entry.ts';
import { TickCoalescer } from './tick-coalescer.ts';

const bounds = { tickMs: 50, eventsMax: 5, bytesMax: 100 };
type Kind = 'gift' | 'chat' | 'likes' | 'count';

function entry(kind: Kind, label: number, size = 1): RoomEntry {
  const { code, lane } = eventSpecs[kind];
  const bytes = new Uint8Array(size).fill(label % 256);
  return { lane, code, count: 1, bytes, epoch: 1, offset: lane === 'reliable' ? label : 0, publishedAtMs: label };
}

describe('TickCoalescer', () => {
  it('sends at once in a quiet room and once a tick in a busy one', () => {
    const tick = new TickCoalescer(bounds);
    expect(tick.add(entry('chat', 1), 1_000)).toEqual({ kind: 'schedule', delayMs: 0 });
    expect(tick.add(entry('chat', 2), 1_000)).toEqual({ kind: 'wait' });
    expect(tick.take(1_000)?.lossy).toHaveLength(2);
    expect(tick.add(entry('chat', 3), 1_010)).toEqual({ kind: 'schedule', delayMs: 40 });
    expect(tick.take(1_050)?.lossy).toHaveLength(1);
    expect(tick.take(1_060)).toBeUndefined();
    expect(tick.add(entry('chat', 4), 1_200)).toEqual({ kind: 'schedule', delayMs: 0 });
  });

  it('keeps reliable events apart and in order, and only the newest of a conflated kind', () => {
    const tick = new TickCoalescer(bounds);
    const added = [
      entry('likes', 1),
      entry('gift', 1),
      entry('chat', 2),
      entry('likes', 3),
      entry('gift', 2),
      entry('count', 4),
    ];
    for (const each of added) tick.add(each, 0);
    const batch = tick.take(0);
    expect(batch?.reliable.map(({ offset }) => offset)).toEqual([1, 2]);
    expect(batch?.lossy.map(({ code, publishedAtMs }) => [code, publishedAtMs])).toEqual([
      [eventSpecs.chat.code, 2],
      [eventSpecs.likes.code, 3],
      [eventSpecs.count.code, 4],
    ]);
    expect(batch).toMatchObject({ conflated: 1, dropped: 0 });
  });

  it('drops the oldest lossy events above its bounds, and counts them', () => {
    const tick = new TickCoalescer(bounds);
    for (let label = 0; label < 8; label += 1) tick.add(entry('chat', label), 0);
    const byNumber = tick.take(0);
    expect(byNumber?.lossy.map(({ publishedAtMs }) => publishedAtMs)).toEqual([3, 4, 5, 6, 7]);
    expect(byNumber?.dropped).toBe(3);
    for (let label = 0; label < 4; label += 1) tick.add(entry('chat', label, 40), 0);
    const byBytes = tick.take(0);
    expect(byBytes?.lossy.map(({ publishedAtMs }) => publishedAtMs)).toEqual([2, 3]);
    expect(byBytes?.dropped).toBe(2);
  });

  it('asks to be emptied when reliable events grow beyond the bound: those are never dropped', () => {
    const tick = new TickCoalescer(bounds);
    tick.add(entry('gift', 1, 90), 0);
    expect(tick.add(entry('gift', 2, 20), 0)).toEqual({ kind: 'flush' });
    expect(tick.take(0)?.reliable).toHaveLength(2);
  });

  it('loses nothing reliable, and accounts for every lossy event', () => {
    const step = fc.oneof(
      fc.constantFrom<Kind>('gift', 'chat', 'likes', 'count').map((kind) => ({ kind })),
      fc.constant({ kind: 'take' as const }),
    );
    fc.assert(
      fc.property(fc.array(step, { maxLength: 400 }), (steps) => {
        const tick = new TickCoalescer(bounds);
        const sent: number[] = [];
        let [lossyIn, lossyOut, lost, label] = [0, 0, 0, 0];
        const take = (): void => {
          const batch = tick.take(label);
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
            tick.add(entry(kind, label), label);
          }
        }
        take();
        expect(sent).toEqual(gifts);
        expect(lossyOut + lost).toBe(lossyIn);
      }),
    );
  });
});
