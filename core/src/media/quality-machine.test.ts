import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { limits } from '../limits.ts';
import { encoderLadder, type QualityStep, viewerLadder } from './encoder-ladders.ts';
import { advanceQuality, initialQuality, type QualityChange, type QualityState } from './quality-machine.ts';
import { gradeOf, type QualitySample } from './quality-sample.ts';

const { steps: ladder } = encoderLadder('talk', 'wired');
const SOUND = ladder.length - 1;
const SMALLEST = SOUND - 1;

type Reading = Omit<QualitySample, 'atMs'>;
const good: Reading = { grade: 1, rttMs: 30, lossPercent: 0, bandwidthKbps: 9_000 };
const fair: Reading = { grade: 3, rttMs: 30, lossPercent: 0, bandwidthKbps: 9_000 };
const bad: Reading = { grade: 4, rttMs: 30, lossPercent: 0, bandwidthKbps: 9_000 };
const severe: Reading = { grade: 5, rttMs: 30, lossPercent: 0 };

interface Step extends QualityChange {
  readonly atMs: number;
}

/** Feeds samples, one every `everyMs`, and gives the changes with their times and the last state. */
function play(
  readings: readonly Reading[],
  from = initialQuality(0),
  everyMs = 1_000,
  steps: readonly QualityStep[] = ladder,
) {
  let state: QualityState = from;
  const begin = from.lastAtMs ?? 0;
  const changes: Step[] = [];
  for (const [at, reading] of readings.entries()) {
    const atMs = begin + (at + 1) * everyMs;
    const result = advanceQuality(steps, state, { ...reading, atMs });
    state = result.state;
    if (result.change !== undefined) changes.push({ ...result.change, atMs });
  }
  return { state, changes };
}
const times = (count: number, reading: Reading): Reading[] => Array.from({ length: count }, () => reading);

describe('the quality machine', () => {
  it('goes down after bad samples without a better one, and not before', () => {
    const patience = limits.qualityBadMs / 1_000;
    expect(play(times(patience, bad)).changes).toEqual([]);
    expect(play(times(patience + 1, bad)).changes).toMatchObject([{ from: 0, to: 1, reason: 'network' }]);
    expect(play([...times(patience, bad), fair, ...times(patience, bad)]).changes).toEqual([]);
  });

  it('goes down sooner when it is severe, at once to what the estimate allows', () => {
    const soon = limits.qualitySevereMs / 1_000 + 1;
    expect(play(times(soon, severe)).changes).toMatchObject([{ from: 0, to: 1, reason: 'network' }]);
    const narrow = { ...good, bandwidthKbps: 200 };
    expect(play(times(soon, narrow)).changes).toMatchObject([{ from: 0, to: 3, reason: 'bandwidth' }]);
    expect(play(times(soon, { ...good, bandwidthKbps: 5 })).changes).toMatchObject([{ from: 0, to: SMALLEST }]);
  });

  it('gives the picture up only after a while of severe samples, never for merely bad ones', () => {
    const atSmallest = initialQuality(SMALLEST);
    const patience = limits.qualityNoPictureMs / 1_000;
    expect(play(times(patience, severe), atSmallest).changes).toEqual([]);
    expect(play(times(patience + 1, severe), atSmallest).changes).toMatchObject([{ from: SMALLEST, to: SOUND }]);
    expect(play(times(300, bad), atSmallest).changes).toEqual([]);
    expect(play(times(300, { ...good, overloaded: true }), atSmallest).changes).toEqual([]);
  });

  it('goes up one step at a time after good samples, and not while the estimate leaves no room', () => {
    const patience = limits.qualityGoodMs / 1_000;
    expect(play(times(patience, good), initialQuality(2)).changes).toEqual([]);
    const risen = play(times(2 * patience + 3, good), initialQuality(2)).changes;
    expect(risen).toMatchObject([
      { from: 2, to: 1, reason: 'recovered' },
      { from: 1, to: 0, reason: 'recovered' },
    ]);
    const tight = { ...good, bandwidthKbps: Math.floor((ladder[1]?.kbpsMin ?? 0) * 1.1) - 1 };
    expect(play(times(300, tight), initialQuality(2)).changes).toEqual([]);
  });

  it('waits twice as long after each step up that did not last, and forgets that when one does', () => {
    let state = initialQuality(1);
    const waits: number[] = [];
    for (let round = 0; round < 6; round += 1) {
      const up = play(times(200, good), state).changes[0];
      const waitMs = (up?.atMs ?? 0) - (state.lastAtMs ?? 0);
      waits.push(waitMs);
      // Good until it rises, then bad until it falls.
      state = play([...times(waitMs / 1_000, good), ...times(5, bad)], state).state;
      expect(state.step).toBe(1);
    }
    for (const [at, waitMs] of waits.entries()) {
      const expectedMs = Math.min(limits.qualityGoodMs * 2 ** at, limits.qualityGoodMsMax);
      expect(Math.abs(waitMs - expectedMs)).toBeLessThanOrEqual(1_000);
    }
    const lasted = play(times(400, good), { ...initialQuality(3), goodNeededMs: limits.qualityGoodMsMax });
    expect(lasted.state.step).toBe(0);
    expect(lasted.state.goodNeededMs).toBe(limits.qualityGoodMsMax / 2 ** 3);
  });

  it('asks for less when the device is overloaded, and says so', () => {
    const [change] = play(times(10, { ...good, overloaded: true })).changes;
    expect(change).toMatchObject({ from: 0, to: 1, reason: 'overload' });
  });

  it('takes no silence and no unknown grade for good', () => {
    expect(play(times(300, { grade: 0 }), initialQuality(2)).changes).toEqual([]);
    const longAgo = play(times(5, good), initialQuality(2)).state;
    const atMs = (longAgo.lastAtMs ?? 0) + 10 * limits.qualityGoodMs;
    expect(advanceQuality(ladder, longAgo, { ...good, atMs }).change).toBeUndefined();
  });

  it('ignores what is not younger than what it knows', () => {
    const { state } = play(times(3, good));
    for (const atMs of [state.lastAtMs ?? 0, 0, -5]) {
      expect(advanceQuality(ladder, state, { ...severe, atMs })).toEqual({ state });
    }
  });

  it('reads any number as a grade', () => {
    expect([-1, 0, 1, 6, 7, Number.NaN, 2.5].map(gradeOf)).toEqual([0, 0, 1, 6, 0, 0, 0]);
  });
});

const anyReading: fc.Arbitrary<Reading> = fc.record(
  {
    grade: fc.integer({ min: 0, max: 6 }).map(gradeOf),
    rttMs: fc.nat(2_000),
    lossPercent: fc.nat(100),
    bandwidthKbps: fc.nat(4_000),
    overloaded: fc.boolean(),
  },
  { requiredKeys: ['grade'] },
);
const anyLadder = fc.constantFrom(
  ladder,
  encoderLadder('motion', 'cellular').steps,
  encoderLadder('music', 'slow').steps,
  viewerLadder,
);
/** Gaps between samples: often the usual two seconds, sometimes a burst, sometimes a sleeping device. */
const anyGapMs = fc.oneof(fc.constant(2_000), fc.integer({ min: 1, max: 3_000 }), fc.integer({ min: 1, max: 60_000 }));

describe('whatever the samples are', () => {
  it('the machine stays on its ladder, moves up by one, and never faster than its holds', () => {
    fc.assert(
      fc.property(anyLadder, fc.array(fc.tuple(anyGapMs, anyReading), { maxLength: 200 }), (steps, samples) => {
        let state = initialQuality(1);
        let atMs = 0;
        let last: Step | undefined;
        for (const [gapMs, reading] of samples) {
          atMs += gapMs;
          const result = advanceQuality(steps, state, { ...reading, atMs });
          state = result.state;
          expect(steps[state.step]).toBeDefined();
          const { change } = result;
          if (change === undefined) continue;
          if (last !== undefined) expect(atMs - last.atMs).toBeGreaterThanOrEqual(limits.qualityHoldMs);
          if (change.to < change.from) {
            expect(change.to).toBe(change.from - 1);
            if (last !== undefined) expect(atMs - last.atMs).toBeGreaterThanOrEqual(limits.qualityGoodMs);
          }
          last = { ...change, atMs };
        }
        expect(state.goodNeededMs).toBeGreaterThanOrEqual(limits.qualityGoodMs);
        expect(state.goodNeededMs).toBeLessThanOrEqual(limits.qualityGoodMsMax);
      }),
      { numRuns: 400 },
    );
  });

  it('under one that does not change it moves one way only, and comes to rest', () => {
    fc.assert(
      fc.property(anyLadder, anyReading, fc.nat(5), (steps, reading, begin) => {
        const from = initialQuality(Math.min(begin, steps.length - 1));
        const { changes, state } = play(times(200, reading), from, 2_000, steps);
        const directions = new Set(changes.map(({ from: before, to }) => Math.sign(to - before)));
        expect(directions.size).toBeLessThanOrEqual(1);
        expect(changes.length).toBeLessThan(steps.length);
        expect(play(times(200, reading), state, 2_000, steps).changes).toEqual([]);
      }),
      { numRuns: 400 },
    );
  });

  it('it recovers: after any past, a good line ends at the top', () => {
    fc.assert(
      fc.property(anyLadder, fc.array(anyReading, { maxLength: 100 }), (steps, past) => {
        const { state } = play(past, initialQuality(0), 2_000, steps);
        const seconds = Math.ceil((steps.length * (limits.qualityGoodMsMax + limits.qualityProbationMs)) / 1_000);
        expect(play(times(seconds, good), state, 1_000, steps).state.step).toBe(0);
      }),
      { numRuns: 50 },
    );
  });
});
