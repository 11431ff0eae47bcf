import type { K6Metrics, RunResult } from './run-result.ts';

/** One figure of two runs. */
export interface ComparedRow {
  readonly metric: string;
  readonly figure: string;
  readonly before: number;
  readonly now: number;
  /** Now through before; null where before was 0. */
  readonly ratio: number | null;
}

/** What a run is compared by: of a trend its middle and its end, of a counter how many, of a rate its share. */
const figures = ['count', 'rate', 'value', 'med', 'p(95)', 'p(99)'] as const;
/** k6's own that tell something; of ours all do. */
const compared = /^(?:hb_|checks$|iterations$|dropped_iterations$|http_reqs$|http_req_failed$|http_req_duration)/;

/** Figures that both runs have, in the order of the newer run. */
export function compareResults(before: RunResult, now: RunResult): readonly ComparedRow[] {
  return Object.entries(now.metrics)
    .filter(([metric]) => compared.test(metric))
    .flatMap(([metric, values]) => rowsOf(metric, before.metrics[metric], values))
    .concat(processRows(before, now));
}

function rowsOf(metric: string, before: K6Metrics[string] | undefined, now: K6Metrics[string]): ComparedRow[] {
  const isTrend = 'p(95)' in now;
  return figures.flatMap((figure) => {
    // The rate of a trend's samples is the scenario's own doing.
    if (isTrend && (figure === 'rate' || figure === 'count')) return [];
    const [was, is] = [before?.[figure], now[figure]];
    return typeof was === 'number' && typeof is === 'number' ? [row(metric, figure, was, is)] : [];
  });
}

function processRows(before: RunResult, now: RunResult): ComparedRow[] {
  return now.limit.busiest.flatMap(({ name, cores }) => {
    const was = before.limit.busiest.find((one) => one.name === name);
    return was === undefined ? [] : [row(`CPU of ${name}`, 'cores, p90', was.cores, cores)];
  });
}

const row = (metric: string, figure: string, before: number, now: number): ComparedRow => ({
  ...{ metric, figure, before, now },
  ratio: before === 0 ? null : now / before,
});
