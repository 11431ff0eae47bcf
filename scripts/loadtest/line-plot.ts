import { escapeMarkup, type Markup } from './markup.ts';
import type { Series } from './time-series.ts';

const width = 720;
const height = 240;
const left = 56;
const right = 12;
const top = 12;
const bottom = 28;
/** More lines than there are colours say nothing any more: the highest are drawn. */
const linesMax = 8;
const ticksMax = 5;

/**
 * Told apart by dashes as well as by colour, in light and dark. Okabe and Ito's palette, which people see who tell some colours
 * not apart; its yellow and black are left out, as they vanish on one of the two backgrounds.
 */
const colours = ['#0072b2', '#d55e00', '#009e73', '#cc79a7', '#56b4e9', '#e69f00', '#7f7f7f', '#9467bd'];
const dashes = ['', '6 3', '2 2', '8 3 2 3', '', '6 3', '2 2', '8 3 2 3'];

const style =
  '.plot{background:#fff;color:#222;font:11px system-ui,sans-serif}.plot text{fill:currentColor}' +
  '.plot .grid{stroke:currentColor;stroke-opacity:.15}' +
  '@media (prefers-color-scheme:dark){.plot{background:#15181c;color:#ddd}}';

/** A plot of lines over seconds, as one SVG without script or outside reference. The drawing is described for who cannot see it. */
export function linePlot(title: string, unit: string, lines: readonly Series[]): Markup {
  const drawn = [...lines]
    .filter(({ points }) => points.length > 0)
    .sort((a, b) => highest(b) - highest(a))
    .slice(0, linesMax);
  const secondsMax = Math.max(1, ...drawn.flatMap(({ points }) => points.map(([second]) => second)));
  const valueMax = niceCeiling(Math.max(...drawn.map(highest), 0));
  const x = (second: number): string => (left + (second / secondsMax) * (width - left - right)).toFixed(1);
  const y = (value: number): string => (height - bottom - (value / valueMax) * (height - top - bottom)).toFixed(1);
  const legendRows = Math.ceil(drawn.length / 4);
  const whole = height + legendRows * 18;
  const described = drawn.map((line) => `${line.name}: highest ${short(highest(line))} ${line.unit}`).join('; ');
  const parts = [
    `<svg class="plot" xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${whole}" role="img">`,
    `<style>${style}</style><title>${escapeMarkup(title)}</title><desc>${escapeMarkup(described)}</desc>`,
    `<text x="${left}" y="${top - 1}" dominant-baseline="middle">${escapeMarkup(unit)}</text>`,
    ...ticks(valueMax).map(
      (value) =>
        `<line class="grid" x1="${left}" x2="${width - right}" y1="${y(value)}" y2="${y(value)}"/>` +
        `<text x="${left - 6}" y="${y(value)}" text-anchor="end" dominant-baseline="middle">${short(value)}</text>`,
    ),
    ...ticks(secondsMax).map(
      (second) => `<text x="${x(second)}" y="${height - bottom + 14}" text-anchor="middle">${short(second)} s</text>`,
    ),
    ...drawn.map((line, at) => {
      const path = line.points.map(([second, value]) => `${x(second)},${y(value)}`).join(' ');
      return `<polyline points="${path}" fill="none" stroke-width="1.6" ${strokeOf(at)}/>`;
    }),
    ...drawn.map((line, at) => legendEntry(line.name, at)),
    '</svg>',
  ];
  return parts.join('') as Markup; // Every text in it went through escapeMarkup, everything else is a number of ours.
}

function legendEntry(name: string, at: number): string {
  const from = left + (at % 4) * 165;
  const line = height + Math.floor(at / 4) * 18 + 4;
  return (
    `<line x1="${from}" x2="${from + 22}" y1="${line}" y2="${line}" stroke-width="2" ${strokeOf(at)}/>` +
    `<text x="${from + 27}" y="${line}" dominant-baseline="middle">${escapeMarkup(name.slice(0, 26))}</text>`
  );
}

function strokeOf(at: number): string {
  const dash = dashes[at % dashes.length] ?? '';
  return `stroke="${colours[at % colours.length] ?? ''}"${dash === '' ? '' : ` stroke-dasharray="${dash}"`}`;
}

const highest = ({ points }: Series): number => Math.max(0, ...points.map(([, value]) => value));

/** The next of 1, 2, 2.5 or 5 times a power of ten. */
export function niceCeiling(value: number): number {
  if (!(value > 0)) return 1;
  const power = 10 ** Math.floor(Math.log10(value));
  const step = [1, 2, 2.5, 5, 10].find((factor) => factor * power >= value * (1 - 1e-9)) ?? 10;
  return step * power;
}

function ticks(max: number): number[] {
  const step = niceCeiling(max / ticksMax);
  return Array.from({ length: Math.floor(max / step + 1e-9) + 1 }, (_, at) => at * step);
}

function short(value: number): string {
  if (Math.abs(value) >= 1_000_000) return `${Number((value / 1_000_000).toPrecision(3))}M`;
  if (Math.abs(value) >= 10_000) return `${Number((value / 1_000).toPrecision(3))}k`;
  return String(Number(value.toPrecision(3)));
}
