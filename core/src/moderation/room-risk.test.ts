import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type RoomSignals, roomRisk } from './room-risk.ts';

const quiet: RoomSignals = {
  ...{ reports: 0, flaggedMessages: 0, sanctionsOfHost: 0, hostAgeDays: 400, viewers: 50_000 },
  ...{ adultsOnly: false, drawn: false },
};
const signals = fc.record({
  reports: fc.nat(1_000),
  flaggedMessages: fc.nat(1_000),
  sanctionsOfHost: fc.nat(100),
  hostAgeDays: fc.option(fc.double({ min: 0, max: 5_000, noNaN: true }), { nil: undefined }),
  viewers: fc.nat(100_000),
  adultsOnly: fc.boolean(),
  drawn: fc.boolean(),
});

describe('the risk of a room', () => {
  it('is nothing for a large quiet room, and says why where there is any', () => {
    expect(roomRisk(quiet)).toEqual({ score: 0, why: [] });
    expect(roomRisk({ ...quiet, viewers: 1, reports: 2, hostAgeDays: 0.5, drawn: true })).toEqual({
      score: 57,
      why: [
        { reason: 'reports', points: 40, value: 2 },
        { reason: 'new_account', points: 15, value: 0 },
        { reason: 'reach', points: 1, value: 1 },
        { reason: 'drawn', points: 1, value: 1 },
      ],
    });
  });

  it('weighs three reports in a small room more than in a large one', () => {
    const [small, large] = [10, 20_000].map((viewers) => roomRisk({ ...quiet, reports: 3, viewers }).score);
    expect(small).toBeGreaterThan(large ?? 0);
  });

  it('never falls when more speaks against a room, is the sum of its reasons and stays within its bounds', () => {
    fc.assert(
      fc.property(signals, (some) => {
        const { score, why } = roomRisk(some);
        expect(score).toBe(why.reduce((sum, { points }) => sum + points, 0));
        expect(score).toBeLessThanOrEqual(130);
        for (const more of ['reports', 'flaggedMessages', 'sanctionsOfHost'] as const) {
          expect(roomRisk({ ...some, [more]: some[more] + 1 }).score).toBeGreaterThanOrEqual(score);
        }
        expect(why.map(({ points }) => points)).toEqual(why.map(({ points }) => points).sort((a, b) => b - a));
      }),
    );
  });
});
