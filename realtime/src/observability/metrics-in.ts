import {
  type CounterSpec,
  type GaugeSpec,
  type HistogramSpec,
  labelValuesOf,
} from '@halobuzz/core/observability/metric-spec';
import { Counter, Gauge, Histogram, type Registry } from 'prom-client';

/** Labels come first where a metric has some, and not at all where it has none. */
type Given<L extends string, Rest extends readonly unknown[]> = [L] extends [never]
  ? Rest
  : [labels: Readonly<Record<L, string>>, ...rest: Rest];

export interface CountOf<L extends string = never> {
  /** By 1 unless told. */
  inc(...given: Given<L, [value?: number]>): void;
}
export interface LevelOf<L extends string = never> {
  set(...given: Given<L, [value: number]>): void;
}
export interface SpreadOf<L extends string = never> {
  observe(...given: Given<L, [value: number]>): void;
  /** Observes the seconds between its call and that of what it gives. */
  startTimer(...given: Given<L, []>): () => void;
}

/** Makes the instruments of one registry. What they are told is held to the bounds that their metric declares. */
export interface Metrics {
  counter<L extends string>(spec: CounterSpec<L>): CountOf<L>;
  gauge<L extends string>(spec: GaugeSpec<L>): LevelOf<L>;
  /** A gauge that is asked when it is scraped: `read` sets it. */
  asked<L extends string>(spec: GaugeSpec<L>, read: (gauge: LevelOf<L>) => void): void;
  histogram<L extends string>(spec: HistogramSpec<L>): SpreadOf<L>;
}

/** The instruments of a registry; `undefined`: instruments that do nothing, to learn what measuring costs. */
export function metricsIn(registry: Registry | undefined): Metrics {
  return registry === undefined ? noMetrics : promMetrics(registry);
}

function promMetrics(registry: Registry): Metrics {
  const registers = [registry];
  const common = (spec: CounterSpec | GaugeSpec | HistogramSpec) => {
    const { name, help, labels } = spec;
    return { name, help, labelNames: Object.keys(labels), registers };
  };
  return {
    counter(spec) {
      const made = new Counter(common(spec));
      const within = labelValuesOf(spec);
      return {
        inc(...given) {
          const [first, second] = asGiven(given);
          if (typeof first === 'object') made.inc(within(first), second);
          else made.inc(first);
        },
      };
    },
    gauge: (spec) => levelOf(new Gauge(common(spec)), spec),
    asked(spec, read) {
      const made = new Gauge({
        ...common(spec),
        collect() {
          this.reset();
          read(level);
        },
      });
      const level = levelOf(made, spec);
    },
    histogram(spec) {
      const made = new Histogram({ ...common(spec), buckets: [...spec.buckets] });
      const within = labelValuesOf(spec);
      return {
        observe(...given) {
          const [first, second] = asGiven(given);
          if (typeof first === 'object') made.observe(within(first), second ?? Number.NaN);
          else made.observe(first ?? Number.NaN);
        },
        startTimer(...given) {
          const [labels] = asGiven(given);
          const startedMs = performance.now();
          return () => {
            const seconds = (performance.now() - startedMs) / 1_000;
            if (typeof labels === 'object') made.observe(within(labels), seconds);
            else made.observe(seconds);
          };
        },
      };
    },
  };
}

function levelOf<L extends string>(made: Gauge, spec: GaugeSpec<L>): LevelOf<L> {
  const within = labelValuesOf(spec);
  return {
    set(...given) {
      const [first, second] = asGiven(given);
      if (typeof first === 'object') made.set(within(first), second ?? Number.NaN);
      else made.set(first ?? Number.NaN);
    },
  };
}

/** What the tuples of {@link Given} come to: labels and a value, or a value alone. */
function asGiven<L extends string>(
  given: readonly unknown[],
): readonly [first: Readonly<Record<L, string>> | number | undefined, second: number | undefined] {
  // The interfaces above allow nothing else; a conditional tuple of a type parameter cannot be told apart by the compiler.
  return given as [Readonly<Record<L, string>> | number | undefined, number | undefined];
}

const nothing = (): void => undefined;

const noMetrics: Metrics = {
  counter: () => ({ inc: nothing }),
  gauge: () => ({ set: nothing }),
  asked: nothing,
  histogram: () => ({ observe: nothing, startTimer: () => nothing }),
};
