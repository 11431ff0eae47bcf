import { counterSpec, gaugeSpec, histogramSpec } from '@halobuzz/core/observability/metric-spec';
import fc from 'fast-check';
import { Registry } from 'prom-client';
import { expect, it } from 'vitest';
import { metricsIn } from './metrics-in.ts';

const results = counterSpec('halobuzz_test_total', 'A test.', { result: ['ok', 'failed'] });

it('counts, sets and observes, with labels and without', async () => {
  const registry = new Registry();
  const metrics = metricsIn(registry);
  const counter = metrics.counter(results);
  counter.inc({ result: 'ok' });
  counter.inc({ result: 'ok' }, 2);
  metrics.counter(counterSpec('halobuzz_plain_total', 'A test.')).inc(4);
  metrics.gauge(gaugeSpec('halobuzz_level', 'A test.')).set(7);
  const spread = metrics.histogram(histogramSpec('halobuzz_seconds', 'A test.', [1, 10]));
  spread.observe(5);
  spread.startTimer()();
  const text = await registry.metrics();
  for (const line of [
    'halobuzz_test_total{result="ok"} 3',
    ...['halobuzz_plain_total 4', 'halobuzz_level 7'],
    ...['halobuzz_seconds_bucket{le="1"} 1', 'halobuzz_seconds_count 2'],
  ])
    expect(text).toContain(line);
});

it('asks a gauge at each scrape, and forgets what it does not say again', async () => {
  const registry = new Registry();
  let stores = ['a', 'b'];
  metricsIn(registry).asked(gaugeSpec('halobuzz_up', 'A test.', { store: { atMost: 9, of: 'a test' } }), (gauge) => {
    for (const store of stores) gauge.set({ store }, 1);
  });
  expect(await registry.metrics()).toContain('halobuzz_up{store="b"} 1');
  stores = ['a'];
  expect(await registry.metrics()).not.toContain('store="b"');
});

it('holds a registry to what is declared, whatever it is told', async () => {
  const registry = new Registry();
  const counter = metricsIn(registry).counter(results);
  fc.assert(fc.property(fc.string(), (result) => counter.inc({ result })));
  const [metric] = await registry.getMetricsAsJSON();
  const seen = new Set(metric?.values.map(({ labels }) => labels.result));
  expect([...seen].filter((value) => !['ok', 'failed', 'other'].includes(String(value)))).toEqual([]);
});

it('does nothing without a registry', () => {
  const metrics = metricsIn(undefined);
  metrics.counter(results).inc({ result: 'ok' });
  metrics.histogram(histogramSpec('halobuzz_seconds', 'A test.', [1])).startTimer()();
});
