// @vitest-environment node
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { linePath, nearestPoint, placeOf, topOf } from './plot-scale.ts';

describe('a plot’s scale', () => {
  it.each([
    [[], 1],
    [[0, 1], 1],
    [[3], 5],
    [[20, 12], 20],
    [[21], 50],
    [[99], 100],
    [[1_001], 2_000],
  ])('of %j ends at %i', (values, top) => {
    expect(topOf(values)).toBe(top);
  });

  it('holds every value, and wastes no more than it must', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 1_000_000 }), { minLength: 1 }), (values) => {
        const top = topOf(values);
        const highest = Math.max(1, ...values);
        expect(top).toBeGreaterThanOrEqual(highest);
        expect(top).toBeLessThanOrEqual(2.5 * highest);
      }),
    );
  });

  it('finds the point under a finger, and the place of a point', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 240 }), fc.integer({ min: 1, max: 2_000 }), (count, width) => {
        for (const at of [0, Math.floor(count / 2), count - 1]) {
          expect(nearestPoint(placeOf(at, width, count), width, count)).toBe(at);
        }
      }),
    );
    expect([nearestPoint(-5, 100, 4), nearestPoint(500, 100, 4), nearestPoint(5, 0, 4)]).toEqual([0, 3, 0]);
  });

  it('draws lines from top to bottom, and closes areas', () => {
    const points = [5, 0].map((value) => ({ at: '', value, text: '' }));
    expect(linePath(points, 100, 50, false)).toBe('M25.0 0.0L75.0 50.0');
    expect(linePath(points, 100, 50, true)).toBe('M25.0 0.0L75.0 50.0L75.0 50L25.0 50Z');
    expect(linePath([], 100, 50, true)).toBe('');
  });
});
