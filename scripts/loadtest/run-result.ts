import { existsSync, globSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { z } from 'zod';
import { Problem } from '../problem.ts';
import { seriesSchema, thinned } from './time-series.ts';

/** What k6 exports: per metric its figures and, where thresholds stand on it, whether each one was crossed. */
const metricSchema = z.looseObject({ thresholds: z.record(z.string(), z.boolean()).optional() });
const k6SummarySchema = z.object({ metrics: z.record(z.string(), metricSchema) });
export type K6Metrics = z.infer<typeof k6SummarySchema>['metrics'];

/** A figure that a scenario says of itself. */
export const noteSchema = z.object({
  name: z.string(),
  value: z.union([z.string(), z.number()]),
  unit: z.string().default(''),
});

const machineSchema = z.object({
  cpu: z.string(),
  cores: z.int(),
  memoryGiB: z.number(),
  system: z.string(),
  node: z.string(),
  commit: z.string().nullable(),
  /** Of the last minute, before the run began: whatever is above 0 was there beside it. */
  loadAtStart: z.number(),
});

const resultSchema = z.object({
  version: z.literal(2),
  scenario: z.string(),
  profile: z.string(),
  target: z.string(),
  startedAt: z.string(),
  durationMs: z.number(),
  machine: machineSchema,
  /** The profile's sizes for the scenario. */
  sizes: z.record(z.string(), z.number()),
  passed: z.boolean(),
  /** Why it did not pass, one line each. */
  failures: z.array(z.string()),
  exitStatus: z.int(),
  /** Null when no verification belonged to this run. */
  ledgerVerified: z.boolean().nullable(),
  thresholds: z.array(z.object({ metric: z.string(), condition: z.string(), ok: z.boolean() })),
  metrics: z.record(z.string(), metricSchema),
  counts: z.array(z.object({ name: z.string(), want: z.number(), got: z.number(), ok: z.boolean() })),
  gifts: z
    .object({
      accepted: z.number(),
      unanswered: z.number(),
      committed: z.number(),
      drainedMs: z.number().nullable(),
      ok: z.boolean(),
    })
    .nullable(),
  limit: z.object({
    limitedBy: z.enum(['generator', 'generator and servers', 'server', 'nothing seen']),
    text: z.string(),
    busiest: z.array(z.object({ name: z.string(), cores: z.number() })),
    generatorBound: z.boolean(),
  }),
  memory: z.array(
    z.object({
      process: z.string(),
      fromMiB: z.number(),
      toMiB: z.number(),
      ratio: z.number(),
      ok: z.boolean().nullable(),
    }),
  ),
  /** Figures that the scenario itself found, as its knee. */
  notes: z.array(noteSchema),
  series: z.object({
    k6: z.array(seriesSchema),
    cpu: z.array(seriesSchema),
    memory: z.array(seriesSchema),
    servers: z.array(seriesSchema),
  }),
});
export type RunResult = z.infer<typeof resultSchema>;

/** Where the results of a state folder stand, without the ending: `.json` the figures, `.html` the page. */
export function resultPath(stateFolder: string, scenario: string, profile: string, startedAt: Date): string {
  const time = startedAt.toISOString().replaceAll(/[:.]/g, '-');
  return join(stateFolder, 'loadtests', `${time}-${scenario}-${profile}`);
}

/** Figures of k6's summary, none when k6 ended before it had one. */
export function readK6Metrics(file: string): K6Metrics {
  return existsSync(file) ? k6SummarySchema.parse(JSON.parse(readFileSync(file, 'utf8'))).metrics : {};
}

/** Every condition that stood on a metric, and whether it held. */
export function thresholdRows(metrics: K6Metrics): RunResult['thresholds'] {
  return Object.entries(metrics).flatMap(([metric, { thresholds }]) =>
    Object.entries(thresholds ?? {}).map(([condition, isCrossed]) => ({ metric, condition, ok: !isCrossed })),
  );
}

/** Why a run has not passed, one line for each reason; none when it has. */
export function failuresOf(
  run: Pick<RunResult, 'exitStatus' | 'ledgerVerified' | 'thresholds' | 'counts' | 'gifts' | 'memory'>,
): string[] {
  const crossed = run.thresholds.filter(({ ok }) => !ok).map(({ metric, condition }) => `${metric}: ${condition}`);
  const uneven = run.counts
    .filter(({ ok }) => !ok)
    .map(({ name, want, got }) => `${name}: ${want} wanted, ${got} came`);
  const { gifts } = run;
  const money =
    gifts === null || gifts.ok
      ? []
      : [
          `gifts: ${gifts.accepted} acknowledged, ${gifts.committed} in the ledger, ${gifts.unanswered} unanswered, ` +
            (gifts.drainedMs === null ? 'never all committed' : `committed after ${gifts.drainedMs} ms`),
        ];
  const ledger = run.ledgerVerified === false ? ['the ledger does not verify'] : [];
  const memory = run.memory
    .filter(({ ok }) => ok === false)
    .map(({ process, ratio }) => `memory of ${process}: × ${ratio} from minute 10 to minute 30`);
  const found = [...crossed, ...uneven, ...money, ...ledger, ...memory];
  return run.exitStatus !== 0 && crossed.length === 0 ? [`k6 ended with status ${run.exitStatus}`, ...found] : found;
}

/** Writes the figures; lines are thinned to what a plot can show. */
export function writeResult(file: string, result: RunResult): void {
  mkdirSync(dirname(file), { recursive: true });
  const { k6, cpu, memory, servers } = result.series;
  const series = {
    ...{ k6: k6.map(thinned), cpu: cpu.map(thinned) },
    ...{ memory: memory.map(thinned), servers: servers.map(thinned) },
  };
  writeFileSync(file, `${JSON.stringify({ ...result, series })}\n`);
}

/** The result in a file. Throws a Problem when there is none of this version. */
export function readResult(file: string): RunResult {
  const found = resultIn(file);
  if (found === undefined) throw new Problem(`${file} holds no result of a load test of this version`);
  return found;
}

/** The newest result of a scenario and profile that began before a moment; undefined without one. */
export function lastResult(
  stateFolder: string,
  scenario: string,
  profile: string,
  before: Date,
): RunResult | undefined {
  const folder = join(stateFolder, 'loadtests');
  return globSync(`*-${scenario}-${profile}.json`, { cwd: folder })
    .map((name) => resultIn(join(folder, name)))
    .filter((found) => found !== undefined)
    .filter((found) => found.scenario === scenario && found.startedAt < before.toISOString())
    .sort((a, b) => a.startedAt.localeCompare(b.startedAt))
    .at(-1);
}

function resultIn(file: string): RunResult | undefined {
  if (!existsSync(file)) return undefined;
  try {
    return resultSchema.safeParse(JSON.parse(readFileSync(file, 'utf8'))).data;
  } catch {
    return undefined;
  }
}
