import type { ComparedRow } from './compare-results.ts';
import { type Markup, markup, text } from './markup.ts';
import { plotsOf, type RunPlot } from './run-plots.ts';
import type { RunResult } from './run-result.ts';
import { mean } from './time-series.ts';

/** Rows of a plot's table: as many as somebody would read. */
const tableRowsMax = 30;

/** Light and dark as the reader has it; nothing is loaded from anywhere. */
const style = `:root{color-scheme:light dark;--line:#8884;--bad:#c8102e;--good:#0a7d3c}
@media(prefers-color-scheme:dark){:root{--bad:#ff6b7d;--good:#5fd38d}}
body{font:15px/1.5 system-ui,sans-serif;max-width:60rem;margin:2rem auto;padding:0 1rem}
table{border-collapse:collapse;margin:.5rem 0}th,td{text-align:left;padding:.15rem .8rem .15rem 0;border-bottom:1px solid var(--line)}
td.n{text-align:right;font-variant-numeric:tabular-nums}.ok{color:var(--good)}.bad{color:var(--bad);font-weight:600}
.scroll{overflow-x:auto}svg{width:100%;height:auto}summary{cursor:pointer}h2{margin-top:2rem}`;

/**
 * A run as one page that opens from a file: no script, no request. A policy says so once more, should a name in the figures ever
 * get past the escaping.
 */
export function reportPage(
  run: RunResult,
  compared: { readonly startedAt: string; readonly rows: readonly ComparedRow[] } | undefined,
): string {
  const title = `${run.scenario}, ${run.profile}: ${run.passed ? 'passed' : 'failed'}`;
  const body = [
    markup`<h1>${text(title)}</h1>`,
    verdict(run),
    thresholds(run),
    counts(run),
    notes(run),
    figures(run),
    compared === undefined ? none : comparison(compared.startedAt, compared.rows),
    markup`<h2>Over time</h2>${plotsOf(run).map(plotSection)}`,
    memory(run),
    machine(run),
  ];
  return markup`<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<title>${text(title)}</title><style>${style as Markup /* Ours, above. */}</style></head>
<body><main>${body}</main></body></html>
`;
}

const none = markup``;

function verdict(run: RunResult): Markup {
  const lines = run.passed
    ? markup`<p class="ok">Every threshold held, and every count was exact.</p>`
    : markup`<p class="bad">Failed:</p><ul>${run.failures.map((line) => markup`<li>${text(line)}</li>`)}</ul>`;
  const generator = run.limit.generatorBound
    ? markup`<p class="bad">Figures of this run are partly the generator's own.</p>`
    : none;
  const when = `${run.startedAt}, ${seconds(run.durationMs)} s against ${run.target}`;
  return markup`${lines}<p>${text(run.limit.text)}</p>${generator}<p>${text(when)}</p>`;
}

function thresholds(run: RunResult): Markup {
  const rows = run.thresholds.map(({ metric, condition, ok }) => [text(metric), text(condition), state(ok)]);
  return section('Thresholds', ['metric', 'condition', ''], rows);
}

function counts(run: RunResult): Markup {
  const pairs = run.counts.map(({ name, want, got, ok }) => [text(name), text(want), text(got), state(ok)]);
  const { gifts } = run;
  const money =
    gifts === null
      ? []
      : [
          [
            text('gifts acknowledged, gifts in the ledger'),
            text(gifts.accepted),
            text(gifts.committed),
            state(gifts.ok),
          ],
        ];
  const drained =
    gifts === null
      ? none
      : markup`<p>${text(
          gifts.drainedMs === null
            ? 'Not every acknowledged gift was committed.'
            : `All of them were committed ${gifts.drainedMs} ms after the end; ${gifts.unanswered} were never answered.`,
        )}</p>`;
  const ledger =
    run.ledgerVerified === null
      ? none
      : markup`<p>${text(run.ledgerVerified ? 'The ledger verifies: every chain, every sum.' : 'The ledger does NOT verify.')}</p>`;
  return markup`${section('Exact counts', ['what', 'wanted', 'came', ''], [...pairs, ...money])}${drained}${ledger}`;
}

function notes(run: RunResult): Markup {
  const rows = run.notes.map(({ name, value, unit }) => [text(name), text(`${value} ${unit}`)]);
  return section('What the scenario found', ['what', ''], rows);
}

const trendFigures = ['avg', 'med', 'p(95)', 'p(99)', 'max'] as const;

function figures(run: RunResult): Markup {
  const own = Object.entries(run.metrics).filter(
    ([name]) => !name.includes('{') || name.startsWith('http_req_duration{'),
  );
  const trends = own.filter(([, values]) => 'p(95)' in values);
  const others = own.filter(([, values]) => !('p(95)' in values));
  const trendRows = trends.map(([name, values]) => [text(name), ...trendFigures.map((key) => shown(values[key]))]);
  const otherRows = others.map(([name, values]) => [
    text(name),
    shown(values.count ?? values.value),
    shown(values.rate),
  ]);
  return markup`${section('Times and sizes', ['metric', ...trendFigures], trendRows)}${section(
    'Counters, shares and gauges',
    ['metric', 'count or value', 'rate'],
    otherRows,
  )}`;
}

function comparison(startedAt: string, rows: readonly ComparedRow[]): Markup {
  const cells = rows.map(({ metric, figure, before, now, ratio }) => [
    ...[text(metric), text(figure), shown(before), shown(now)],
    text(ratio === null ? '' : `× ${ratio.toFixed(2)}`),
  ]);
  return section(`Since the run of ${startedAt}`, ['metric', 'figure', 'then', 'now', ''], cells);
}

function plotSection({ title, lines, drawing }: RunPlot): Markup {
  const rows = lines.slice(0, tableRowsMax).map((line) => {
    const values = line.points.map(([, value]) => value);
    return [text(line.name), shown(mean(values)), shown(Math.max(...values)), shown(values.at(-1)), text(line.unit)];
  });
  const inWords = scrolled(['line', 'mean', 'highest', 'at the end', 'unit'], rows);
  return markup`<h3>${text(title)}</h3>${drawing}<details><summary>As a table</summary>${inWords}</details>`;
}

function memory(run: RunResult): Markup {
  const rows = run.memory.map(({ process, fromMiB, toMiB, ratio, ok }) => [
    ...[text(process), shown(fromMiB), shown(toMiB), text(`× ${ratio}`)],
    ok === null ? text('not judged') : state(ok),
  ]);
  return section('Growth of memory', ['process', 'from MiB', 'to MiB', '', ''], rows);
}

function machine({ machine: of, sizes }: RunResult): Markup {
  const facts: readonly [string, string][] = [
    ['processor', `${of.cpu}, ${of.cores} cores`],
    ['memory', `${of.memoryGiB} GiB`],
    ['system', of.system],
    ['Node', of.node],
    ['commit', of.commit ?? 'none'],
    ['load before it began', String(of.loadAtStart)],
    [
      'sizes',
      Object.entries(sizes)
        .map(([name, value]) => `${name} ${value}`)
        .join(', '),
    ],
  ];
  const rows = facts.map(([name, value]) => [text(name), text(value)]);
  return section('Where it ran', ['', ''], rows);
}

type Cell = Parameters<typeof markup>[1];

function section(title: string, heads: readonly string[], rows: readonly (readonly Cell[])[]): Markup {
  return rows.length === 0 ? none : markup`<h2>${text(title)}</h2>${scrolled(heads, rows)}`;
}

/** Wide tables move within themselves; who uses the keyboard can reach and move them. */
function scrolled(heads: readonly string[], rows: readonly (readonly Cell[])[]): Markup {
  const head = heads.map((name) => markup`<th scope="col">${text(name)}</th>`);
  const lines = rows.map((cells) => markup`<tr>${cells.map((cell) => markup`<td>${cell}</td>`)}</tr>`);
  return markup`<div class="scroll" tabindex="0" role="region" aria-label="${text(heads.join(', '))}"><table><thead><tr>${head}</tr></thead><tbody>${lines}</tbody></table></div>`;
}

const state = (ok: boolean): Markup =>
  ok ? markup`<span class="ok">held</span>` : markup`<span class="bad">broken</span>`;
const seconds = (ms: number): string => (ms / 1_000).toFixed(0);

/** A figure to three digits, thousands in full; nothing for what is none. */
function shown(value: unknown) {
  if (typeof value !== 'number') return text('');
  const isLong = Math.abs(value) >= 1_000;
  return text(isLong ? Math.round(value).toLocaleString('en') : Number(value.toPrecision(3)));
}
