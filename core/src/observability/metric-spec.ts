import { limits } from '../limits.ts';

/** What a label may say: a closed list, or the first `atMost` values of a source that cannot grow without end. */
export type LabelBound = readonly string[] | { readonly atMost: number; readonly of: string };

/** In the place of a value that was not declared, or is one too many. */
export const OTHER_LABEL = 'other';

interface SpecBase<L extends string> {
  /** `halobuzz_<part>_<what>[_<unit>][_total]`, as OpenMetrics has it. */
  readonly name: string;
  readonly help: string;
  readonly labels: Readonly<Record<L, LabelBound>>;
}

export interface CounterSpec<L extends string = string> extends SpecBase<L> {
  readonly type: 'counter';
}
export interface GaugeSpec<L extends string = string> extends SpecBase<L> {
  readonly type: 'gauge';
}
export interface HistogramSpec<L extends string = string> extends SpecBase<L> {
  readonly type: 'histogram';
  /** Upper bounds, ascending, in the unit of the name. */
  readonly buckets: readonly number[];
}
export type MetricSpec = CounterSpec | GaugeSpec | HistogramSpec;

export function counterSpec<L extends string = never>(
  name: string,
  help: string,
  ...labels: LabelsOf<L>
): CounterSpec<L> {
  return { type: 'counter', name, help, labels: given(labels) };
}

export function gaugeSpec<L extends string = never>(name: string, help: string, ...labels: LabelsOf<L>): GaugeSpec<L> {
  return { type: 'gauge', name, help, labels: given(labels) };
}

export function histogramSpec<L extends string = never>(
  name: string,
  help: string,
  buckets: readonly number[],
  ...labels: LabelsOf<L>
): HistogramSpec<L> {
  return { type: 'histogram', name, help, buckets, labels: given(labels) };
}

type LabelsOf<L extends string> = [L] extends [never] ? [] : [labels: Readonly<Record<L, LabelBound>>];

function given<L extends string>(labels: LabelsOf<L>): Readonly<Record<L, LabelBound>> {
  // Absent exactly where L is never: a record of no keys.
  return labels[0] ?? ({} as Readonly<Record<L, LabelBound>>);
}

/** The values of one label: what was not declared, or comes when the bound is reached, is `other`. */
export class LabelValues {
  readonly #known: Set<string>;
  #free: number;

  constructor(bound: LabelBound) {
    const closed = 'of' in bound ? undefined : bound;
    this.#known = new Set(closed);
    this.#free = 'of' in bound ? bound.atMost : 0;
  }

  within(value: string): string {
    if (this.#known.has(value)) return value;
    if (this.#free <= 0 || value.length > limits.metricLabelCharsMax) return OTHER_LABEL;
    this.#free -= 1;
    this.#known.add(value);
    return value;
  }
}

/** The values of all labels of one metric. A caller that leaves them as they are pays for a look-up each. */
export function labelValuesOf<L extends string>(
  spec: SpecBase<L>,
): (labels: Readonly<Record<L, string>>) => Readonly<Record<L, string>> {
  // The keys of a record of L are its Ls, which Object.keys does not tell.
  const names = Object.keys(spec.labels) as L[];
  const bounds = names.map((name) => ({ name, values: new LabelValues(spec.labels[name]) }));
  return (labels) => {
    let within = labels;
    for (const { name, values } of bounds) {
      const value = values.within(labels[name]);
      if (value !== labels[name]) within = { ...within, [name]: value };
    }
    return within;
  };
}

/** Whether a label may say this at all; `other` may stand anywhere. */
export function isDeclaredValue(bound: LabelBound, value: string): boolean {
  if (value === OTHER_LABEL) return true;
  return 'of' in bound ? value.length <= limits.metricLabelCharsMax : bound.includes(value);
}

/** How many series a metric can have in one process: what a planner of Prometheus wants to know. */
export function seriesMaxOf(spec: MetricSpec): number {
  let series = 1;
  for (const bound of Object.values(spec.labels)) series *= ('of' in bound ? bound.atMost : bound.length) + 1;
  return spec.type === 'histogram' ? series * (spec.buckets.length + 3) : series;
}

/** From 1 ms to 10 s, with the bounds that service levels are drawn at: 0.2 s and 0.5 s. */
export const latencyBuckets: readonly number[] = [
  0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.2, 0.25, 0.5, 1, 2.5, 5, 10,
];
