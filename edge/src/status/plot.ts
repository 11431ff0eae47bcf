import { html } from 'hono/html';

export interface PlottedPoint {
  readonly at: string;
  /** Undefined where nobody looked. */
  readonly value: number | undefined;
}

const width = 600;
const height = 120;

/** A line over time as a picture, with a text for who does not see it. It needs no script, and takes its colours from the style sheet. */
export function plot(title: string, points: readonly PlottedPoint[], unit: string) {
  const most = Math.max(0, ...points.flatMap(({ value }) => value ?? []));
  const last = points.findLast(({ value }) => value !== undefined)?.value;
  const said =
    last === undefined ? 'No figures yet.' : `Last ${wordsOf(last, unit)}, at most ${wordsOf(most, unit)} in this time.`;
  return html`<figure>
    <figcaption><strong>${title}</strong> <span>${said}</span></figcaption>
    <svg viewBox="0 0 ${width} ${height}" preserveAspectRatio="none" role="img" aria-label="${title}. ${said}">
      ${runsOf(points, most).map((run) => html`<polyline points="${run}" />`)}
    </svg>
  </figure>`;
}

/** Lines of neighbouring points: where nobody looked there is a gap. */
function runsOf(points: readonly PlottedPoint[], most: number): string[] {
  const runs: string[][] = [[]];
  points.forEach(({ value }, at) => {
    if (value === undefined) return void runs.push([]);
    const x = points.length < 2 ? 0 : (at * width) / (points.length - 1);
    const y = most === 0 ? height - 2 : height - 2 - (value / most) * (height - 8);
    runs.at(-1)?.push(`${x.toFixed(1)},${y.toFixed(1)}`);
  });
  // A point between two gaps is shown as well: a line to itself, with round ends.
  return runs.flatMap((run) => (run.length === 0 ? [] : [(run.length === 1 ? [...run, ...run] : run).join(' ')]));
}

export function wordsOf(value: number, unit: string): string {
  return `${value.toLocaleString('en-GB')}${unit === '' ? '' : ` ${unit}`}`;
}
