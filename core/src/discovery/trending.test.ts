import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { limits } from '../limits.ts';
import { type Activity, trendHeat, trendLevel, trendWeight } from './trending.ts';

const nowMs = 1_800_000_000_000;
const activity: fc.Arbitrary<Activity> = fc.record({
  viewers: fc.integer({ min: 0, max: 1_000_000 }),
  sinceMs: fc.integer({ min: 0, max: 600_000 }),
  joins: fc.integer({ min: 0, max: 100_000 }),
  coins: fc.integer({ min: 0, max: 1_000_000_000 }),
  ageMs: fc.integer({ min: 0, max: 86_400_000 }),
});
const weight = fc.double({ min: 0.01, max: 1e9, noNaN: true });
const timeMs = fc.integer({ min: nowMs, max: nowMs + 86_400_000 });
/** Doubles of this size hold a level to about 2^-31. */
const close = (a: number | undefined, b: number | undefined): boolean => Math.abs((a ?? 0) - (b ?? 0)) < 1e-7;

function levelOf(events: readonly (readonly [number, number])[]): number | undefined {
  return events.reduce<number | undefined>((level, [one, atMs]) => trendLevel(level, one, atMs), undefined);
}

describe('the weight of activity', () => {
  it('is the documented one', () => {
    const young = { viewers: 10, sinceMs: 60_000, joins: 2, coins: 25, ageMs: 0 };
    expect(trendWeight(young)).toBe((10 + 6 + 10) * 2);
    expect(trendWeight({ ...young, ageMs: limits.trendNewcomerHalfLifeMs })).toBe(26 * 1.5);
    expect(trendWeight({ viewers: 0, sinceMs: 60_000, joins: 0, coins: 0, ageMs: 0 })).toBe(0);
  });

  it('grows with viewers, time, joins and coins, and falls with age', () => {
    const fields = ['viewers', 'sinceMs', 'joins', 'coins'] as const;
    fc.assert(
      fc.property(activity, fc.constantFrom(...fields), fc.integer({ min: 1, max: 1_000_000 }), (one, field, more) => {
        expect(trendWeight({ ...one, [field]: one[field] + more })).toBeGreaterThanOrEqual(trendWeight(one));
        expect(trendWeight({ ...one, ageMs: one.ageMs + more })).toBeLessThanOrEqual(trendWeight(one));
        expect(trendWeight(one)).toBeGreaterThanOrEqual(0);
      }),
    );
  });

  it('of twice the coins is less than twice as much', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 1_000_000_000 }), (coins) => {
        const of = (given: number) => trendWeight({ viewers: 0, sinceMs: 0, joins: 0, coins: given, ageMs: 0 });
        expect(of(2 * coins)).toBeLessThan(2 * of(coins));
      }),
    );
  });
});

describe('a level', () => {
  it('says the same in whatever order activities come', () => {
    const events = fc.array(fc.tuple(weight, timeMs), { minLength: 1, maxLength: 20 });
    fc.assert(
      fc.property(events, fc.infiniteStream(fc.nat()), (given, order) => {
        const shuffled = given.map((event) => ({ event, at: order.next().value })).sort((a, b) => a.at - b.at);
        expect(close(levelOf(given), levelOf(shuffled.map(({ event }) => event)))).toBe(true);
      }),
    );
  });

  it('never falls by activity, and does not move by none', () => {
    fc.assert(
      fc.property(weight, timeMs, weight, timeMs, (first, firstAt, second, secondAt) => {
        const level = trendLevel(undefined, first, firstAt);
        expect(trendLevel(level, second, secondAt)).toBeGreaterThanOrEqual(level ?? Number.POSITIVE_INFINITY);
        expect(trendLevel(level, 0, secondAt)).toBe(level);
      }),
    );
    expect(trendLevel(undefined, 0, nowMs)).toBeUndefined();
  });

  it('is worth what happened, and half of it after a half-life', () => {
    fc.assert(
      fc.property(weight, timeMs, (one, atMs) => {
        const level = trendLevel(undefined, one, atMs) ?? Number.NaN;
        expect(Math.abs(trendHeat(level, atMs) / one - 1)).toBeLessThan(1e-6);
        expect(Math.abs(trendHeat(level, atMs + limits.trendHalfLifeMs) / one - 0.5)).toBeLessThan(1e-6);
      }),
    );
  });

  it('of a broadcast that grew an hour ago is below that of a smaller one that grows now', () => {
    const past = trendLevel(undefined, 10_000, nowMs) ?? 0;
    const present = trendLevel(undefined, 200, nowMs + 3_600_000) ?? 0;
    expect(present).toBeGreaterThan(past);
    expect(trendHeat(past, nowMs + 3_600_000)).toBeCloseTo(10_000 / 64, 3);
  });
});
