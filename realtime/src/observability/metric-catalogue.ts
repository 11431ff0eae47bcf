import { isDeclaredValue, type MetricSpec, OTHER_LABEL } from '@halobuzz/core/observability/metric-spec';
import type { Registry } from 'prom-client';
import { gatewayMetricSpecs } from './catalogue/gateway-metrics.ts';
import { ledgerMetricSpecs } from './catalogue/ledger-metrics.ts';
import { originMetricSpecs } from './catalogue/origin-metrics.ts';
import { recoveryMetricSpecs } from './catalogue/recovery-metrics.ts';
import { sharedMetricSpecs } from './catalogue/shared-metrics.ts';

/** Every metric that a service of ours may hold, and which do. Node's own (`process_`, `nodejs_`) are not among them. */
export const metricCatalogue: readonly { readonly from: string; readonly specs: readonly MetricSpec[] }[] = [
  { from: 'gateway', specs: Object.values(gatewayMetricSpecs) },
  { from: 'ledger', specs: Object.values(ledgerMetricSpecs) },
  { from: 'origin', specs: Object.values(originMetricSpecs) },
  { from: 'recovery', specs: Object.values(recoveryMetricSpecs) },
  { from: 'every service', specs: Object.values(sharedMetricSpecs) },
];

export const metricSpecs: readonly MetricSpec[] = metricCatalogue.flatMap(({ specs }) => specs);

/** Labels that every series of a process has, and what a histogram adds. */
const platformLabels = new Set(['service', 'node', 'le']);

/**
 * What a registry holds and nobody declared, one line each: metrics, labels, values, and values that had to become `other`
 * although their list is closed. Empty for a process that does what the catalogue says.
 */
export async function undeclaredIn(registry: Registry): Promise<string[]> {
  const known = new Map(metricSpecs.map((spec) => [spec.name, spec]));
  const found = new Set<string>();
  for (const metric of await registry.getMetricsAsJSON()) {
    if (/^(process|nodejs)_/.test(metric.name)) continue;
    const spec = known.get(metric.name);
    if (spec === undefined) {
      found.add(`${metric.name} is not in the catalogue`);
      continue;
    }
    for (const { labels } of metric.values) {
      for (const [label, value] of Object.entries(labels)) {
        const bound = Object.entries(spec.labels).find(([name]) => name === label)?.[1];
        if (bound === undefined) {
          if (!platformLabels.has(label)) found.add(`${metric.name} has an undeclared label ${label}`);
          continue;
        }
        const text = String(value);
        const closed = !('of' in bound);
        if (!isDeclaredValue(bound, text)) found.add(`${metric.name}{${label}} says ${text}`);
        else if (closed && text === OTHER_LABEL && !bound.includes(OTHER_LABEL))
          found.add(`${metric.name}{${label}} had a value that is not in its list`);
      }
    }
  }
  return [...found].sort();
}
