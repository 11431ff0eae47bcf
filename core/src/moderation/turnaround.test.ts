import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { addCounts, countOf, countTime, percentileMs } from './turnaround.ts';

const times = fc.array(fc.integer({ min: 1_000, max: 400 * 86_400_000 }), { minLength: 1, maxLength: 200 });
const countsOf = (all: readonly number[]): number[] => {
  const counts: number[] = [];
  for (const one of all) countTime(counts, one);
  return counts;
};

describe('percentiles of times', () => {
  it('are within 5% of the exact ones', () => {
    fc.assert(
      fc.property(times, fc.constantFrom(0.5, 0.95, 1), (all, share) => {
        const sorted = all.toSorted((a, b) => a - b);
        const exact = sorted[Math.max(0, Math.ceil(all.length * share) - 1)] ?? 0;
        const found = percentileMs(countsOf(all), share) ?? 0;
        expect(Math.abs(found - exact) / exact).toBeLessThan(0.05);
      }),
    );
  });

  it('of days added up are those of all their times', () => {
    fc.assert(
      fc.property(times, times, (one, other) => {
        const sum = countsOf(one);
        addCounts(sum, countsOf(other));
        expect(sum).toEqual(countsOf([...one, ...other]));
        expect(countOf(sum)).toBe(one.length + other.length);
      }),
    );
  });

  it('are none without times, and bounded whatever they are', () => {
    expect(percentileMs([], 0.5)).toBeUndefined();
    expect(countsOf([0, 999])).toEqual([2]);
    expect(countsOf([Number.MAX_SAFE_INTEGER])).toHaveLength(201);
  });
});
