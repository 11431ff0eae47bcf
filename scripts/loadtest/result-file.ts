import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { z } from 'zod';

/** What k6 exports: per metric its figures and, where thresholds stand on it, whether each one was crossed. */
const k6SummarySchema = z.object({
  metrics: z.record(z.string(), z.looseObject({ thresholds: z.record(z.string(), z.boolean()).optional() })),
});

export type LoadtestResult = {
  readonly scenario: string;
  readonly profile: string;
  readonly target: string;
  readonly startedAt: string;
  readonly durationMs: number;
  readonly exitStatus: number;
  /** Null when no verification belonged to this run. */
  readonly ledgerVerified: boolean | null;
};

/** A new file name for a run; sorts by time. */
export function resultPath(stateFolder: string, scenario: string, profile: string, startedAt: Date): string {
  const time = startedAt.toISOString().replaceAll(/[:.]/g, '-');
  return join(stateFolder, 'loadtests', `${time}-${scenario}-${profile}.json`);
}

/** Writes the run with k6's figures and its crossed thresholds beside it; returns those thresholds. */
export function writeResult(file: string, result: LoadtestResult, k6SummaryFile: string): string[] {
  const summary = readSummary(k6SummaryFile);
  const metrics = summary?.metrics ?? {};
  const crossed = Object.entries(metrics).flatMap(([name, { thresholds }]) =>
    Object.entries(thresholds ?? {}).flatMap(([threshold, isCrossed]) => (isCrossed ? [`${name}: ${threshold}`] : [])),
  );
  const passed = result.exitStatus === 0 && result.ledgerVerified !== false;
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, `${JSON.stringify({ ...result, passed, crossedThresholds: crossed, metrics }, null, 2)}\n`);
  return crossed;
}

/** Undefined when k6 ended before it had a summary. */
function readSummary(file: string): z.infer<typeof k6SummarySchema> | undefined {
  try {
    return k6SummarySchema.parse(JSON.parse(readFileSync(file, 'utf8')));
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
    throw error;
  }
}
