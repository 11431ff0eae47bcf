import { useEffect, useId, useRef, useState } from 'react';
import { timeText } from './time-text.ts';

/** One line of a plot. Points in order of time; `null` leaves a gap. */
export interface Series {
  readonly label: string;
  readonly points: readonly (readonly [timeMs: number, value: number | null])[];
}

export interface PlotProps {
  readonly title: string;
  readonly series: readonly Series[];
  /** What the numbers count, said in the table and at the axis: `viewers`, `coins a minute`. */
  readonly unit?: string;
}

/** Lines over time; the same numbers stand in a table below, which opens by a press. */
export function Plot({ title, series, unit }: PlotProps) {
  const holder = useRef<HTMLDivElement>(null);
  const titleId = useId();
  const [failed, setFailed] = useState(false);
  const last = series
    .map(({ label, points }) => `${series.length === 1 ? '' : `${label} `}${numberText(lastOf(points))}`)
    .join(', ');
  useEffect(() => {
    const element = holder.current;
    if (element === null || series.every(({ points }) => points.length === 0)) return;
    let wanted = true;
    let stop = (): void => {};
    // Plots come with what draws them only where one is seen.
    import('./draw-plot.ts').then(
      ({ drawPlot }) => {
        if (wanted) stop = drawPlot(element, series);
      },
      () => setFailed(true),
    );
    return () => {
      wanted = false;
      stop();
    };
  }, [series]);
  const isEmpty = series.every(({ points }) => points.length === 0);
  return (
    <figure className="card plot" aria-labelledby={titleId}>
      <figcaption id={titleId}>
        <strong>{title}</strong>{' '}
        <span className="muted">{isEmpty ? 'nothing yet' : `now: ${last}${unit === undefined ? '' : ` ${unit}`}`}</span>
      </figcaption>
      {failed ? <p>The plot could not be loaded; its numbers are below.</p> : null}
      <div ref={holder} aria-hidden="true" className={isEmpty || failed ? 'gone' : 'plot-area'} />
      {isEmpty ? null : (
        <details className="no-print">
          <summary>Numbers of “{title}”</summary>
          <PlotTable title={title} series={series} />
        </details>
      )}
    </figure>
  );
}

/** The newest time may not be counted yet. */
function lastOf(points: Series['points']): number | null {
  return points.findLast(([, value]) => value !== null)?.[1] ?? null;
}

const tableRowsMax = 60;

function PlotTable({ title, series }: { readonly title: string; readonly series: readonly Series[] }) {
  const times = [...new Set(series.flatMap(({ points }) => points.map(([at]) => at)))].toSorted((a, b) => b - a);
  const maps = series.map(({ points }) => new Map(points));
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: whoever has no pointer scrolls it by the arrows
    <section className="table-scroll short" aria-label={`Numbers of ${title}`} tabIndex={0}>
      <table>
        <caption className="visually-hidden">{title}, the newest first</caption>
        <thead>
          <tr>
            <th scope="col">Time</th>
            {series.map(({ label }) => (
              <th key={label} scope="col" className="end">
                {label}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {times.slice(0, tableRowsMax).map((at) => (
            <tr key={at}>
              <td>{timeText(new Date(at).toISOString())}</td>
              {maps.map((map, index) => (
                <td key={series[index]?.label} className="end">
                  {numberText(map.get(at) ?? null)}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}

function numberText(value: number | null): string {
  return value === null ? '–' : value.toLocaleString('en-GB', { maximumFractionDigits: 2 });
}
