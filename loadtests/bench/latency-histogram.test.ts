import { expect, it } from 'vitest';
import { LatencyHistogram } from './latency-histogram.ts';

it('gives the nearest rank, to a tenth of a millisecond', () => {
  const histogram = new LatencyHistogram();
  for (let ms = 1; ms <= 100; ms += 1) histogram.add(ms - 0.05);
  expect(histogram.total).toBe(100);
  expect(histogram.percentile(50)).toBe(50);
  expect(histogram.percentile(99)).toBe(99);
  expect(histogram.percentile(100)).toBe(100);
  expect(histogram.percentile(0)).toBe(1);
});

it('is moved by one outlier only where it stands', () => {
  const histogram = new LatencyHistogram();
  for (let i = 0; i < 99; i += 1) histogram.add(2);
  histogram.add(500);
  expect(histogram.percentile(99)).toBe(2.1);
  expect(histogram.percentile(99.5)).toBe(500.1);
});

it('counts what is below and beyond its range at the ends, and nothing after clear', () => {
  const histogram = new LatencyHistogram();
  histogram.add(-3);
  histogram.add(1e9);
  expect(histogram.percentile(50)).toBe(0.1);
  expect(histogram.percentile(100)).toBeGreaterThan(19_999);
  histogram.clear();
  expect(histogram.percentile(50)).toBeNaN();
});
