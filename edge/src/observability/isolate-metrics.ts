import { labelValuesOf, type MetricSpec } from '@halobuzz/core/observability/metric-spec';

type Labels = Readonly<Record<string, string>>;

interface Series {
  readonly labels: Labels;
  /** Of a counter or a gauge; the sum of a histogram. */
  value: number;
  /** Observations up to each bound, not yet added up, and beyond the last. */
  readonly buckets: number[];
}

interface Family {
  readonly spec: MetricSpec;
  readonly within: (labels: Labels) => Labels;
  readonly series: Map<string, Series>;
}

/**
 * Counters, gauges and histograms of one isolate, and their text for Prometheus. A library for Node does not belong into a
 * Worker: this holds what ours need. Every label is held to the bound that its metric declares.
 */
export class IsolateMetrics {
  readonly #families = new Map<string, Family>();
  readonly #common: Labels;

  /** `common`: labels that every series has. */
  constructor(specs: readonly MetricSpec[], common: Labels) {
    this.#common = common;
    for (const spec of specs) this.#families.set(spec.name, { spec, within: labelValuesOf(spec), series: new Map() });
  }

  /** Adds to a counter. */
  add(spec: MetricSpec, labels: Labels = {}, value = 1): void {
    this.#seriesOf(spec, labels).value += value;
  }

  set(spec: MetricSpec, value: number, labels: Labels = {}): void {
    this.#seriesOf(spec, labels).value = value;
  }

  observe(spec: MetricSpec, value: number, labels: Labels = {}): void {
    const series = this.#seriesOf(spec, labels);
    series.value += value;
    const bounds = spec.type === 'histogram' ? spec.buckets : [];
    const found = bounds.findIndex((bound) => value <= bound);
    const at = found === -1 ? bounds.length : found;
    series.buckets[at] = (series.buckets[at] ?? 0) + 1;
  }

  /** Prometheus' text format, version 0.0.4. Metrics that nothing was told of are left out. */
  text(): string {
    const lines: string[] = [];
    for (const { spec, series } of this.#families.values()) {
      if (series.size === 0) continue;
      lines.push(`# HELP ${spec.name} ${escapedHelp(spec.help)}`, `# TYPE ${spec.name} ${spec.type}`);
      for (const one of series.values()) lines.push(...this.#linesOf(spec, one));
    }
    return `${lines.join('\n')}\n`;
  }

  #linesOf(spec: MetricSpec, { labels, value, buckets }: Series): string[] {
    const own = { ...labels, ...this.#common };
    if (spec.type !== 'histogram') return [`${spec.name}${labelText(own)} ${value}`];
    let count = 0;
    const lines = [...spec.buckets, Number.POSITIVE_INFINITY].map((bound, at) => {
      count += buckets[at] ?? 0;
      const le = bound === Number.POSITIVE_INFINITY ? '+Inf' : String(bound);
      return `${spec.name}_bucket${labelText({ ...own, le })} ${count}`;
    });
    return [...lines, `${spec.name}_sum${labelText(own)} ${value}`, `${spec.name}_count${labelText(own)} ${count}`];
  }

  #seriesOf(spec: MetricSpec, given: Labels): Series {
    const family = this.#families.get(spec.name);
    if (family === undefined) throw new Error(`${spec.name} is not among these metrics`);
    const labels = family.within(given);
    // Nothing within a bound holds a line break: patterns of routes, codes and words of ours.
    const key = Object.values(labels).join('\n');
    let series = family.series.get(key);
    if (series === undefined) {
      series = { labels, value: 0, buckets: [] };
      family.series.set(key, series);
    }
    return series;
  }
}

function labelText(labels: Labels): string {
  const parts = Object.entries(labels).map(([name, value]) => `${name}="${escaped(value)}"`);
  return parts.length === 0 ? '' : `{${parts.join(',')}}`;
}

function escaped(value: string): string {
  return value.replaceAll('\\', '\\\\').replaceAll('"', '\\"').replaceAll('\n', '\\n');
}

function escapedHelp(text: string): string {
  return text.replaceAll('\\', '\\\\').replaceAll('\n', '\\n');
}
