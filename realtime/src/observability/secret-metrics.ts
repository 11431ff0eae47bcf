import type { Registry } from 'prom-client';
import { sharedMetricSpecs as specs } from './catalogue/shared-metrics.ts';
import { metricsIn } from './metrics-in.ts';

/** Tells when secrets were made (days, UTC, by name), so that an alert can ask for their rotation. */
export function secretMetrics(registry: Registry, dates: ReadonlyMap<string, string>): void {
  const created = metricsIn(registry).gauge(specs.secretCreated);
  for (const [secret, day] of dates) created.set({ secret }, Date.parse(day) / 1_000);
}
