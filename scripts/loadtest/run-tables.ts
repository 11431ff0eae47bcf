import { figure } from '../../loadtests/bench/result-table.ts';
import { textTable } from '../../loadtests/bench/text-table.ts';
import type { ComparedRow } from './compare-results.ts';
import type { RunResult } from './run-result.ts';

/** What a terminal is told of one run. */
export function runLines(run: RunResult): string {
  const { gifts } = run;
  const counted = run.counts.map(
    ({ name, want, got, ok }) => `  ${ok ? '=' : '≠'} ${name}: ${want} wanted, ${got} came`,
  );
  const money =
    gifts === null
      ? []
      : [
          `  ${gifts.ok ? '=' : '≠'} gifts: ${gifts.accepted} acknowledged, ${gifts.committed} in the ledger` +
            (gifts.drainedMs === null ? '' : `, ${gifts.drainedMs} ms after the end`),
        ];
  const exact = [...counted, ...money];
  return [
    run.passed ? 'passed' : `failed:\n${run.failures.map((line) => `  ${line}`).join('\n')}`,
    ...(exact.length === 0 ? [] : ['exact counts:', ...exact]),
    run.limit.text,
    ...(run.limit.generatorBound ? ["Figures of this run are partly the generator's own."] : []),
    ...run.notes.map(({ name, value, unit }) => `${name}: ${value} ${unit}`.trimEnd()),
  ].join('\n');
}

/** One line a scenario. */
export function runTable(runs: readonly RunResult[]): string {
  const rows = runs.map((run) => [
    ...[run.passed ? 'ok' : 'FAILED', run.scenario, run.profile, `${Math.round(run.durationMs / 1_000)} s`],
    ...[run.limit.limitedBy, run.failures.join('; ')],
  ]);
  return textTable(['', 'scenario', 'profile', 'took', 'limit', ''], rows);
}

export function comparisonTable(rows: readonly ComparedRow[]): string {
  return textTable(
    ['metric', 'figure', 'then', 'now', ''],
    rows.map(({ metric, figure: which, before, now, ratio }) => [
      ...[metric, which, figure(before), figure(now)],
      ratio === null ? '' : `× ${ratio.toFixed(2)}`,
    ]),
  );
}
