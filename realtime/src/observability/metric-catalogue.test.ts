import { Counter, Registry } from 'prom-client';
import { describe, expect, it } from 'vitest';
import { createGatewayMetrics } from '../gateway/metrics.ts';
import { gatewayMetricSpecs } from './catalogue/gateway-metrics.ts';
import { metricSpecs, undeclaredIn } from './metric-catalogue.ts';

describe('the catalogue', () => {
  it('names every metric once, by one system', () => {
    const names = metricSpecs.map(({ name }) => name);
    expect(new Set(names).size).toBe(names.length);
    for (const { name, type } of metricSpecs) {
      expect(name).toMatch(/^halobuzz_[a-z]+(_[a-z]+)*$/);
      expect(name.endsWith('_total')).toBe(type === 'counter');
      expect(name).not.toMatch(/_(ms|milliseconds|kib|mib|percent)(_|$)/);
    }
  });

  it('has buckets that rise', () => {
    for (const spec of metricSpecs) {
      if (spec.type !== 'histogram') continue;
      expect([...spec.buckets].sort((a, b) => a - b)).toEqual(spec.buckets);
      expect(new Set(spec.buckets).size).toBe(spec.buckets.length);
    }
  });

  it('is what a gateway makes', async () => {
    const registry = new Registry();
    const made = createGatewayMetrics(registry);
    made.askDraining(() => false);
    made.askFeedSilence(() => 0);
    const names = (await registry.getMetricsAsJSON()).map(({ name }) => name).sort();
    expect(names).toEqual(
      Object.values(gatewayMetricSpecs)
        .map(({ name }) => name)
        .sort(),
    );
  });
});

describe('what a registry holds', () => {
  it('is complained of when nobody declared it', async () => {
    const registry = new Registry();
    registry.setDefaultLabels({ service: 'gateway', node: 'gw-1' });
    const registers = [registry];
    const made = createGatewayMetrics(registry);
    made.closes.inc({ code: 'client' });
    expect(await undeclaredIn(registry)).toEqual([]);
    made.closes.inc({ code: 'never heard of' });
    new Counter({ name: 'halobuzz_stray_total', help: 'A test.', registers }).inc();
    registry.removeSingleMetric('halobuzz_gateway_commands_total');
    const labelNames = ['type', 'result', 'who'];
    new Counter({ name: 'halobuzz_gateway_commands_total', help: 'A test.', labelNames, registers }).inc({
      ...{ type: 'gift', result: 'fine', who: 'somebody' },
    });
    expect(await undeclaredIn(registry)).toEqual([
      'halobuzz_gateway_closes_total{code} had a value that is not in its list',
      'halobuzz_gateway_commands_total has an undeclared label who',
      'halobuzz_gateway_commands_total{result} says fine',
      'halobuzz_stray_total is not in the catalogue',
    ]);
  });
});
