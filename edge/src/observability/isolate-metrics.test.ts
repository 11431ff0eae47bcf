import { counterSpec, gaugeSpec, histogramSpec, seriesMaxOf } from '@halobuzz/core/observability/metric-spec';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { edgeMetricSpecs, edgeMetrics } from './edge-metric-catalogue.ts';
import { IsolateMetrics } from './isolate-metrics.ts';

const requests = counterSpec('halobuzz_test_total', 'Of a "test",\nin \\ two lines.', { kind: ['a', 'b'] });
const level = gaugeSpec('halobuzz_level', 'A level.');
const seconds = histogramSpec('halobuzz_test_seconds', 'Times.', [0.1, 1]);

test('writes what Prometheus reads', () => {
  const metrics = new IsolateMetrics([requests, level, seconds], { isolate: 'i"1' });
  metrics.add(requests, { kind: 'a' });
  metrics.add(requests, { kind: 'a' }, 2);
  metrics.set(level, 7);
  metrics.set(level, 5);
  for (const value of [0.1, 0.5, 30]) metrics.observe(seconds, value);
  expect(metrics.text().split('\n')).toEqual([
    '# HELP halobuzz_test_total Of a "test",\\nin \\\\ two lines.',
    '# TYPE halobuzz_test_total counter',
    'halobuzz_test_total{kind="a",isolate="i\\"1"} 3',
    '# HELP halobuzz_level A level.',
    '# TYPE halobuzz_level gauge',
    'halobuzz_level{isolate="i\\"1"} 5',
    '# HELP halobuzz_test_seconds Times.',
    '# TYPE halobuzz_test_seconds histogram',
    'halobuzz_test_seconds_bucket{isolate="i\\"1",le="0.1"} 1',
    'halobuzz_test_seconds_bucket{isolate="i\\"1",le="1"} 2',
    'halobuzz_test_seconds_bucket{isolate="i\\"1",le="+Inf"} 3',
    'halobuzz_test_seconds_sum{isolate="i\\"1"} 30.6',
    'halobuzz_test_seconds_count{isolate="i\\"1"} 3',
    '',
  ]);
});

test('has no more series than are declared, whatever it is told', () => {
  const { auth } = edgeMetricSpecs;
  fc.assert(
    fc.property(fc.array(fc.record({ act: fc.string(), result: fc.string() })), (given) => {
      const metrics = new IsolateMetrics(edgeMetrics, {});
      for (const labels of given) metrics.add(auth, labels);
      const lines = metrics
        .text()
        .split('\n')
        .filter((line) => line.startsWith(auth.name));
      expect(lines.length).toBeLessThanOrEqual(Math.min(given.length, seriesMaxOf(auth)));
      for (const line of lines) expect(line).toMatch(/^halobuzz_edge_auth_total\{act=".*",result="other"\} \d+$/s);
    }),
  );
});

test('refuses a metric that nobody declared', () => {
  expect(() => new IsolateMetrics([level], {}).add(requests, { kind: 'a' })).toThrow('halobuzz_test_total');
});

test('names every metric once, by one system', () => {
  const names = edgeMetrics.map(({ name }) => name);
  expect(new Set(names).size).toBe(names.length);
  for (const { name, type } of edgeMetrics) {
    expect(name).toMatch(/^halobuzz_[a-z]+(_[a-z]+)*$/);
    expect(name.endsWith('_total')).toBe(type === 'counter');
  }
});
