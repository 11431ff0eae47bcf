import { linePlot } from './line-plot.ts';
import type { Markup } from './markup.ts';
import type { RunResult } from './run-result.ts';
import type { Series } from './time-series.ts';

export interface RunPlot {
  /** Of letters and hyphens; names the file of a kept plot. */
  readonly id: string;
  readonly title: string;
  readonly unit: string;
  readonly lines: readonly Series[];
  readonly drawing: Markup;
}

/** What is drawn of a run, in the order in which one looks at it. Kinds of figures that were not taken leave no empty plot. */
export function plotsOf({ series }: Pick<RunResult, 'series'>): readonly RunPlot[] {
  const ofK6 = (fits: (line: Series) => boolean): Series[] => series.k6.filter(fits);
  const lag = series.servers.filter(({ unit }) => unit.startsWith('ms'));
  const plots = [
    plot(
      'rates',
      'What was done',
      'per second',
      ofK6(({ unit }) => unit === '/s'),
    ),
    plot(
      'latency',
      'How long it took (95th percentile so far)',
      'ms',
      ofK6(({ unit }) => unit.startsWith('ms')),
    ),
    plot('cpu', 'CPU of each process', 'cores', series.cpu),
    plot('lag', 'Event loop lag of the servers (99th percentile)', 'ms', lag),
    plot('memory', 'Memory of each process (resident)', 'MiB', series.memory),
    plot(
      'servers',
      'What the servers counted',
      '',
      series.servers.filter((line) => !lag.includes(line)),
    ),
    plot(
      'vus',
      'Virtual users of k6',
      '',
      ofK6(({ name }) => name === 'vus'),
    ),
  ];
  return plots.filter(({ lines }) => lines.some(({ points }) => points.length > 1));
}

function plot(id: string, title: string, unit: string, lines: readonly Series[]): RunPlot {
  const worth = lines.filter(({ points }) => points.some(([, value]) => value > 0));
  return { id, title, unit, lines: worth, drawing: linePlot(title, unit, worth) };
}
