import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { FramePacer } from './frame-pacer.ts';

const tickMs = 50;
const burst = 2;

describe('FramePacer', () => {
  it('sends at once in a quiet room and once a tick in a busy one', () => {
    const pacer = new FramePacer(burst);
    expect(pacer.delayMs(tickMs, 1_000)).toBe(0);
    pacer.sent(1, tickMs, 1_000);
    // The burst: a second frame without delay, then the room is busy.
    expect(pacer.delayMs(tickMs, 1_010)).toBe(0);
    pacer.sent(1, tickMs, 1_010);
    expect(pacer.delayMs(tickMs, 1_020)).toBe(30);
    pacer.sent(1, tickMs, 1_053);
    // The timer was late; the next frame is not.
    expect(pacer.delayMs(tickMs, 1_060)).toBe(40);
    pacer.sent(1, tickMs, 1_100);
    expect(pacer.delayMs(tickMs, 1_300)).toBe(0);
  });

  it('holds up no event that comes about once a tick, however its timers slip', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: -10, max: 10 }), { maxLength: 200 }), (jitters) => {
        const pacer = new FramePacer(burst);
        jitters.forEach((jitterMs, index) => {
          const atMs = 1_000 + index * tickMs + jitterMs;
          expect(pacer.delayMs(tickMs, atMs)).toBe(0);
          pacer.sent(1, tickMs, atMs + 2);
        });
      }),
    );
  });

  it('sends no more than its burst and one frame a tick, as long as events come, whole or in shares', () => {
    const gaps = fc.array(fc.integer({ min: 0, max: 60 }), { minLength: 1, maxLength: 300 });
    fc.assert(
      fc.property(gaps, fc.constantFrom(1, 2, 5), (gapsMs, groups) => {
        const pacer = new FramePacer(burst);
        const sentMs: number[] = [];
        let nowMs = 5_000;
        for (const gapMs of gapsMs) {
          nowMs += gapMs;
          const delayMs = pacer.delayMs(tickMs, nowMs);
          nowMs += delayMs;
          sentMs.push(nowMs);
          pacer.sent(1 / groups, tickMs, nowMs);
        }
        sentMs.forEach((atMs, index) => {
          const earlier = sentMs[index - burst * groups];
          if (earlier !== undefined) expect(atMs - earlier).toBeGreaterThanOrEqual(tickMs - 1e-6);
        });
      }),
    );
  });

  it('gives each of several groups its turn within a tick', () => {
    const pacer = new FramePacer(burst);
    const groups = 5;
    let nowMs = 0;
    for (let turn = 0; turn < 200; turn += 1) {
      nowMs += pacer.delayMs(tickMs, nowMs);
      pacer.sent(1 / groups, tickMs, nowMs);
    }
    // Two hundred turns of five are forty rounds, of which the burst was for nothing.
    expect(nowMs).toBeLessThanOrEqual((200 / groups) * tickMs);
  });

  it('is not held up for long by a clock that was set back', () => {
    const pacer = new FramePacer(burst);
    for (let i = 0; i < 5; i += 1) pacer.sent(1, tickMs, 1_000_000);
    pacer.sent(1, tickMs, 5_000);
    expect(pacer.delayMs(tickMs, 5_000)).toBe(tickMs);
  });
});
