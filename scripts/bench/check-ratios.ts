import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { textTable } from '../../loadtests/bench/text-table.ts';

/** What a row's ratio was when somebody last looked at it and took it for good. */
const baselineSchema = z.strictObject({
  id: z.string(),
  /** The peer that it is a share of. */
  of: z.string(),
  better: z.enum(['lower', 'higher']),
  ratio: z.number().positive(),
  /** How far it may move to the worse, as a share of itself: what two quiet runs of one build differ by, and some. */
  toleranceRatio: z.number().positive().max(1),
});
export type Baseline = z.infer<typeof baselineSchema>;
const baselinesSchema = z.strictObject({ rows: z.array(baselineSchema).min(1) });

const benchSchema = z.object({
  machine: z.object({ date: z.string(), commit: z.string().nullable() }),
  settings: z.object({ scale: z.number() }),
  rows: z.array(
    z.object({
      ...{ id: z.string(), ours: z.number(), ratio: z.number().nullable() },
      ...{ peers: z.record(z.string(), z.number().nullable()), beside: z.record(z.string(), z.number()) },
    }),
  ),
});
export type BenchFile = z.infer<typeof benchSchema> & { readonly file: string };
export type NewestRow = BenchFile['rows'][number] & { readonly file: string };

/** How the newest measurement of a row stands beside its baseline. */
export interface CheckedRow {
  readonly id: string;
  readonly state: 'held' | 'worse' | 'not measured';
  readonly baseline: number;
  /** What it may be at worst. */
  readonly bound: number;
  readonly ratio: number | null;
  readonly file: string;
}

const folderOf = (root: string): string => join(root, 'loadtests', 'results');

export function readBaselines(root: string): readonly Baseline[] {
  return baselinesSchema.parse(JSON.parse(readFileSync(join(folderOf(root), 'baselines.json'), 'utf8'))).rows;
}

/** The committed results, the oldest first. */
export function readBenchFiles(root: string): readonly BenchFile[] {
  return globSync('bench-*.json', { cwd: folderOf(root) })
    .map((file) => ({ ...benchSchema.parse(JSON.parse(readFileSync(join(folderOf(root), file), 'utf8'))), file }))
    .sort((a, b) => a.machine.date.localeCompare(b.machine.date));
}

/** The newest result of a row; those of a bench that was made smaller say nothing about the whole. */
export function newestRow(results: readonly BenchFile[], id: string): NewestRow | undefined {
  return results
    .filter(({ settings }) => settings.scale === 1)
    .flatMap(({ rows, file }) => rows.filter((row) => row.id === id).map((row) => ({ ...row, file })))
    .at(-1);
}

/**
 * Compares ratios, never times: ours and the peer were taken in one run on one machine, so what the machine is, and what else it did,
 * is in both. The newest result of a row counts.
 */
export function checkRatios(baselines: readonly Baseline[], results: readonly BenchFile[]): readonly CheckedRow[] {
  return baselines.map(({ id, better, ratio: baseline, toleranceRatio }) => {
    const bound = better === 'lower' ? baseline * (1 + toleranceRatio) : baseline * (1 - toleranceRatio);
    const newest = newestRow(results, id);
    const ratio = newest?.ratio ?? null;
    const file = newest?.file ?? '';
    if (ratio === null) return { id, state: 'not measured', baseline, bound, ratio, file };
    const isHeld = better === 'lower' ? ratio <= bound : ratio >= bound;
    return { id, state: isHeld ? 'held' : 'worse', baseline, bound, ratio, file };
  });
}

/** Rows with a ratio that no baseline names: whoever adds a row to the bench says what it should stay at. */
export function withoutBaseline(baselines: readonly Baseline[], results: readonly BenchFile[]): readonly string[] {
  const known = new Set(baselines.map(({ id }) => id));
  const measured = results.flatMap(({ rows }) => rows.filter(({ ratio }) => ratio !== null).map(({ id }) => id));
  return [...new Set(measured)].filter((id) => !known.has(id)).sort();
}

export function checkTable(rows: readonly CheckedRow[]): string {
  const figure = (value: number | null): string => (value === null ? '' : value.toFixed(2));
  return textTable(
    ['', 'row', 'baseline', 'at worst', 'newest', 'from'],
    rows.map((row) => [row.state, row.id, figure(row.baseline), figure(row.bound), figure(row.ratio), row.file]),
  );
}
