import { eventSpecs } from '@halobuzz/core/protocol/down';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { RoomEntry } from './room-entry.ts';
import { TickCoalescer } from './tick-coalescer.ts';

const bounds = { tickMs: () => 50, burst: 2, eventsMax: 5, bytesMax: 100 };
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
    // The burst: a second frame without delay, then the room is busy.
    expect(tick.add(entry('chat', 3), 1_010)).toEqual({ kind: 'schedule', delayMs: 0 });
    expect(tick.take(1_010)?.lossy).toHaveLength(1);
    expect(tick.add(entry('chat', 4), 1_020)).toEqual({ kind: 'schedule', delayMs: 30 });
    expect(tick.take(1_053)?.lossy).toHaveLength(1);
    // The timer was late; the next frame is not.
    expect(tick.add(entry('chat', 5), 1_060)).toEqual({ kind: 'schedule', delayMs: 40 });
    expect(tick.take(1_100)?.lossy).toHaveLength(1);
    expect(tick.take(1_110)).toBeUndefined();
    expect(tick.add(entry('chat', 6), 1_300)).toEqual({ kind: 'schedule', delayMs: 0 });
  });

  it('holds up no event that comes about once a tick, however its timers slip', () => {
    const tick = new TickCoalescer(bounds);
    fc.assert(
      fc.property(fc.array(fc.integer({ min: -10, max: 10 }), { maxLength: 200 }), (jitters) => {
        jitters.forEach((jitterMs, index) => {
          const atMs = 1_000 + index * 50 + jitterMs;
          expect(tick.add(entry('chat', 1), atMs)).toEqual({ kind: 'schedule', delayMs: 0 });
          tick.take(atMs + 2);
        });
        tick.take(1_000_000);
        tick.add(entry('chat', 1), 0);
        tick.take(0);
      }),
    );
  });

  it('sends no more than its burst and one frame a tick, as long as events come', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 60 }), { minLength: 1, maxLength: 300 }), (gapsMs) => {
        const tick = new TickCoalescer(bounds);
        const sentMs: number[] = [];
        let [nowMs, dueMs] = [5_000, Number.POSITIVE_INFINITY];
        const sendUntil = (untilMs: number): void => {
          if (dueMs > untilMs) return;
          sentMs.push(dueMs);
          tick.take(dueMs);
          dueMs = Number.POSITIVE_INFINITY;
        };
        for (const gapMs of gapsMs) {
          nowMs += gapMs;
          sendUntil(nowMs);
          const advice = tick.add(entry('gift', 1, 0), nowMs);
          if (advice.kind === 'schedule') dueMs = nowMs + advice.delayMs;
        }
        sendUntil(Number.MAX_SAFE_INTEGER);
        sentMs.forEach((atMs, index) => {
          const earlier = sentMs[index - bounds.burst];
          if (earlier !== undefined) expect(atMs - earlier).toBeGreaterThanOrEqual(50);
        });
      }),
    );
  });

  it('is not held up for long by a clock that was set back', () => {
    const tick = new TickCoalescer(bounds);
    for (let i = 0; i < 5; i += 1) {
      tick.add(entry('chat', 1), 1_000_000);
      tick.take(1_000_000);
    }
    tick.add(entry('chat', 1), 5_000);
    tick.take(5_000);
    const advice = tick.add(entry('chat', 1), 5_000);
    expect(advice).toEqual({ kind: 'schedule', delayMs: 50 });
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
