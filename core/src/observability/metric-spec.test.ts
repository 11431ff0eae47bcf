import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { limits } from '../limits.ts';
import { counterSpec, histogramSpec, isDeclaredValue, LabelValues, labelValuesOf, seriesMaxOf } from './metric-spec.ts';

describe('values of labels', () => {
  it('lets those of a closed list through, and calls every other one other', () => {
    const values = new LabelValues(['ok', 'failed']);
    expect(['ok', 'failed', 'OK', '', '__proto__'].map((value) => values.within(value))).toEqual([
      ...['ok', 'failed'],
      ...['other', 'other', 'other'],
    ]);
  });

  it('keeps the first of an open source, and none that is too long', () => {
    const values = new LabelValues({ atMost: 2, of: 'a test' });
    const long = 'x'.repeat(limits.metricLabelCharsMax + 1);
    expect(['a', long, 'b', 'c', 'a'].map((value) => values.within(value))).toEqual(['a', 'other', 'b', 'other', 'a']);
  });

  it('never lets hostile values grow a metric beyond its bound', () => {
    const spec = counterSpec('x_total', 'X.', { kind: ['a', 'b'], route: { atMost: 5, of: 'a test' } });
    fc.assert(
      fc.property(fc.array(fc.record({ kind: fc.string(), route: fc.string({ maxLength: 300 }) })), (given) => {
        const within = labelValuesOf(spec);
        const seen = new Set(given.map((labels) => JSON.stringify(within(labels))));
        expect(seen.size).toBeLessThanOrEqual(seriesMaxOf(spec));
        for (const labels of given.map(within)) {
          expect(isDeclaredValue(spec.labels.kind, labels.kind)).toBe(true);
          expect(isDeclaredValue(spec.labels.route, labels.route)).toBe(true);
        }
      }),
    );
  });

  it('gives the same object back where there is nothing to change', () => {
    const labels = { kind: 'a' };
    expect(labelValuesOf(counterSpec('x_total', 'X.', { kind: ['a'] }))(labels)).toBe(labels);
  });
});

it('counts the series that a metric can have', () => {
  expect(seriesMaxOf(counterSpec<never>('x_total', 'X.'))).toBe(1);
  expect(seriesMaxOf(counterSpec('x_total', 'X.', { a: ['1', '2'], b: { atMost: 3, of: 'a test' } }))).toBe(12);
  expect(seriesMaxOf(histogramSpec('x_seconds', 'X.', [1, 2], { a: ['1'] }))).toBe(10);
});
