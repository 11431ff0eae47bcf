import type { Registry } from 'prom-client';
import { sharedMetricSpecs as specs } from './catalogue/shared-metrics.ts';
import { type CountOf, metricsIn } from './metrics-in.ts';

/** Spans by what became of them: `exported`, `queue_full`, `export_failed`. */
export function spanCounter(registry: Registry): CountOf<'outcome'> {
  return metricsIn(registry).counter(specs.spans);
}
