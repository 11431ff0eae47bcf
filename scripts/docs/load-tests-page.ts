import { globSync } from 'node:fs';
import { join } from 'node:path';
import { figure } from '../../loadtests/bench/result-table.ts';
import { sizedScenarios } from '../../loadtests/profiles.ts';
import { plotsOf } from '../loadtest/run-plots.ts';
import { type RunResult, readResult } from '../loadtest/run-result.ts';
import type { GeneratedDoc } from './generated-docs.ts';
import { page as pageOf, table } from './markdown.ts';

const folder = 'docs/generated';
/** Plots of a run that are kept as pictures; its own report has all of them. */
const plotsKept = new Set(['latency', 'cpu']);

/** docs/generated/load-tests.md and its plots, from the results that are kept in loadtests/results. */
export function loadTestPages(root: string): GeneratedDoc[] {
  const runs = globSync('loadtests/results/loadtest-*-bar.json', { cwd: root })
    .map((path) => readResult(join(root, path)))
    .sort((a, b) => placeOf(a) - placeOf(b));
  const pictures = runs.flatMap((run) =>
    plotsOf(run)
      .filter(({ id }) => plotsKept.has(id))
      .map(({ id, title, drawing }) => ({ run, title, path: `${folder}/load-${run.scenario}-${id}.svg`, drawing })),
  );
  return [
    { path: `${folder}/load-tests.md`, text: page(runs, pictures) },
    ...pictures.map(({ path, drawing }) => ({ path, text: `${drawing}\n` })),
  ];
}

interface Picture {
  readonly run: RunResult;
  readonly title: string;
  readonly path: string;
}

function page(runs: readonly RunResult[], pictures: readonly Picture[]): string {
  const overview = runs.map((run) => [
    `[${run.scenario}](#${run.scenario})`,
    run.passed ? 'held' : `missed: ${run.failures.map((line) => `\`${line}\``).join(', ')}`,
    run.limit.text,
  ]);
  return pageOf([
    '# Load tests: the kept runs of the profile `bar`',
    'Written by `npm run docs` from `loadtests/results/`; each is `npm run loadtest -- <scenario> --profile bar --keep` against ' +
      '`npm start -- --fresh --load-profile` on the same machine: servers, stores and k6 on its cores together. What a scenario does: ' +
      '[loadtests/README.md](../../loadtests/README.md).',
    runs.length === 0 ? 'None is kept yet.' : table(['scenario', 'bars', 'what was full'], overview),
    ...runs.map((run) => section(run, pictures)),
  ]);
}

function section(run: RunResult, pictures: readonly Picture[]): string {
  const { machine } = run;
  const held = run.thresholds.map(({ metric, condition, ok }) => [
    ...[`\`${metric}\``, `\`${condition}\``, measured(run, metric, condition), ok ? 'held' : 'missed'],
  ]);
  const counted = run.counts.map(({ name, want, got, ok }) => [
    name,
    figure(want),
    figure(got),
    ok ? 'equal' : 'differ',
  ]);
  const gifts = run.gifts === null ? [] : [giftLine(run.gifts)];
  const drawn = pictures
    .filter((picture) => picture.run === run)
    .map(({ title, path }) => `![${run.scenario}: ${title}](${path.slice(folder.length + 1)})`);
  return [
    `## ${run.scenario}`,
    `${run.startedAt.slice(0, 16).replace('T', ' ')}, ${Math.round(run.durationMs / 1_000)} s; ${machine.cores} cores (${machine.cpu}), load before it ${machine.loadAtStart}; commit ${machine.commit?.slice(0, 8) ?? 'unknown'}. ${sizesOf(run)}`,
    ...(held.length === 0 ? [] : [table(['metric', 'bar', 'measured', ''], held)]),
    ...(counted.length === 0 ? [] : [table(['exact count', 'wanted', 'came', ''], counted)]),
    ...gifts,
    ...run.notes.map(({ name, value, unit }) => `- ${name}: ${`${value} ${unit}`.trim()}`),
    run.limit.text,
    ...drawn,
  ].join('\n\n');
}

function giftLine({ accepted, committed, drainedMs }: NonNullable<RunResult['gifts']>): string {
  const when = drainedMs === null ? 'not all within the time for it' : `the last ${figure(drainedMs)} ms after the end`;
  return `Gifts: ${figure(accepted)} acknowledged, ${figure(committed)} in the ledger, ${when}.`;
}

const sizesOf = ({ sizes }: RunResult): string =>
  Object.entries(sizes)
    .filter(([name]) => name !== 'durationMsMax')
    .map(([name, value]) => `${name} ${figure(value)}`)
    .join(', ');

const order: readonly string[] = sizedScenarios;
const placeOf = ({ scenario }: RunResult): number => order.indexOf(scenario);

/** What a condition of k6 looks at, `p(99)` of `p(99)<=250`; a rate's own figure is called `value`. */
function measured(run: RunResult, metric: string, condition: string): string {
  const statistic = /^[a-z]+(?:\(\d+\))?/.exec(condition)?.[0] ?? '';
  const own = run.metrics[metric];
  // A rate of nothing: no gap was there to be filled.
  if (statistic === 'rate' && own?.passes === 0 && own.fails === 0) return 'none';
  const found = own?.[statistic === 'rate' ? 'value' : statistic];
  return typeof found === 'number' ? figure(found) : '';
}
