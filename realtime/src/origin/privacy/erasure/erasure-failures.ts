import type { ErasureFailure } from '@halobuzz/core/api/internal-erasure';
import { limits } from '@halobuzz/core/limits';
import type { Registry } from 'prom-client';
import { originMetricSpecs as specs } from '../../../observability/catalogue/origin-metrics.ts';
import { metricsIn } from '../../../observability/metrics-in.ts';
import type { OriginLog } from '../../http/origin-log.ts';

export interface FailureDeps {
  readonly registry: Registry;
  readonly log: OriginLog;
}

/** Counts tries of steps that failed at the edge, which has no metrics of its own. A step that goes on failing is an error here. */
export function failureCounter({ registry, log }: FailureDeps): (failure: ErasureFailure) => void {
  const metrics = metricsIn(registry);
  const failures = metrics.counter(specs.erasureFailures);
  return ({ erasureId, step, tries }) => {
    failures.inc({ step });
    if (tries >= limits.erasureTriesWarn) log.error({ erasure: erasureId, step, tries }, 'an erasure does not get on');
  };
}
