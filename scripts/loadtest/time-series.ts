import { z } from 'zod';

export const seriesSchema = z.object({
  name: z.string(),
  unit: z.string(),
  /** Seconds since the load began, and the value. */
  points: z.array(z.tuple([z.number(), z.number()])),
});
/** One line of a plot. */
export type Series = z.infer<typeof seriesSchema>;

/** Kept points of a line: more than a plot is pixels wide say nothing more. */
export const pointsMax = 240;

/** At most {@link pointsMax} points, each the mean of those it stands for. */
export function thinned(series: Series): Series {
  const { points } = series;
  const each = Math.ceil(points.length / pointsMax);
  if (each <= 1) return series;
  const kept: [number, number][] = [];
  for (let at = 0; at < points.length; at += each) {
    const some = points.slice(at, at + each);
    kept.push([rounded(mean(some.map(([second]) => second))), rounded(mean(some.map(([, value]) => value)))]);
  }
  return { ...series, points: kept };
}

export const mean = (values: readonly number[]): number =>
  values.length === 0 ? 0 : values.reduce((sum, value) => sum + value, 0) / values.length;

/** The nearest-rank percentile; 0 without values. */
export function percentileOf(values: readonly number[], percent: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.max(0, Math.ceil((percent / 100) * sorted.length) - 1)] ?? 0;
}

/** Four significant digits: what lies behind is noise, and noise is long in JSON. */
export const rounded = (value: number): number => Number(value.toPrecision(4));

/** Runs `sample` now and then every so often, one at a time, until stopped; a failing sample is a gap. */
export function sampleEvery(intervalMs: number, sample: () => Promise<void> | void): { stop(): Promise<void> } {
  let stopped = false;
  let wake = (): void => {};
  const run = async (): Promise<void> => {
    while (!stopped) {
      const startedMs = performance.now();
      try {
        await sample();
      } catch {
        // A process that restarts, or k6 before it listens.
      }
      const restMs = Math.max(10, intervalMs - (performance.now() - startedMs));
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, restMs);
        wake = () => {
          clearTimeout(timer);
          resolve();
        };
        if (stopped) wake();
      });
    }
  };
  const running = run();
  return {
    stop() {
      stopped = true;
      wake();
      return running;
    },
  };
}
