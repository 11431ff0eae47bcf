import type { MetricSpec } from '@halobuzz/core/observability/metric-spec';
import { type AskedSeries, seriesIn } from './promql-names.ts';
import { windows } from './slo.ts';

/** What Prometheus makes itself, and what every Node process tells (prom-client's default metrics). */
const others: ReadonlySet<string> = new Set([
  ...['up', 'process_start_time_seconds', 'process_cpu_seconds_total', 'process_resident_memory_bytes'],
  ...['nodejs_eventloop_lag_p99_seconds', 'nodejs_heap_size_used_bytes'],
  ...windows.map((window) => `slo:errors:ratio_rate${window}`),
]);

/** Labels that every series has. */
const always: ReadonlySet<string> = new Set(['service', 'node', 'job', 'instance', 'slo', 'isolate']);

/** What an expression asks for that no process of ours ever tells: a line for each metric, label or value. */
export function metricProblems(expr: string, specs: readonly MetricSpec[]): readonly string[] {
  const known = new Map(specs.flatMap((spec) => namesOf(spec).map((name) => [name, spec] as const)));
  return seriesIn(expr).flatMap((series) => {
    if (others.has(series.metric)) return [];
    const spec = known.get(series.metric);
    return spec === undefined ? [`${series.metric} is no metric of ours`] : labelProblems(series, spec);
  });
}

/** The names of its series: a histogram has three. */
function namesOf(spec: MetricSpec): readonly string[] {
  if (spec.type !== 'histogram') return [spec.name];
  return ['_bucket', '_count', '_sum'].map((end) => spec.name + end);
}

function labelProblems({ metric, labels }: AskedSeries, spec: MetricSpec): readonly string[] {
  return labels.flatMap(({ name, operator, value }) => {
    if (always.has(name)) return [];
    if (name === 'le' && spec.type === 'histogram') {
      return value === '+Inf' || spec.buckets.includes(Number(value)) ? [] : [`${metric} has no bucket ${value}`];
    }
    const bound = Object.entries(spec.labels).find(([label]) => label === name)?.[1];
    if (bound === undefined) return [`${metric} has no label ${name}`];
    if ('of' in bound) return [];
    const wanted = operator.endsWith('~') ? value.split('|') : [value];
    return wanted
      .filter((one) => /^\w+$/.test(one) && !bound.includes(one))
      .map((one) => `${metric}{${name}} never says ${one}`);
  });
}
