import { existsSync, globSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { z } from 'zod';
import type { LastRuns } from './gates.ts';
import { passedTests } from './ground.ts';

/** Written by `npm test` when it ends: `.halobuzz/test/steps.json`. */
const stepsFileSchema = z.object({
  endedAt: z.string(),
  steps: z.array(z.object({ name: z.string(), ok: z.boolean(), seconds: z.number() })),
});
export type StepsFile = z.infer<typeof stepsFileSchema>;

/** Keeps how a whole run of `npm test` went, for `npm run gates`. */
export function writeSteps(stateFolder: string, steps: StepsFile): void {
  const file = stepsFile(stateFolder);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, `${JSON.stringify(steps, null, 2)}\n`);
}

const stepsFile = (stateFolder: string): string => join(stateFolder, 'test', 'steps.json');
export const testReports = (stateFolder: string): string[] =>
  ['vitest', 'e2e'].map((key) => join(stateFolder, 'test', `${key}.json`));

const coverageSchema = z.object({ total: z.object({ lines: z.object({ pct: z.number() }) }) });
const loadtestSchema = z.object({
  scenario: z.string(),
  startedAt: z.string(),
  passed: z.boolean(),
});

/** Gathers what the last runs left in the state folder. */
export function readLastRuns(root: string, stateFolder: string): LastRuns {
  const steps = readJson(stepsFile(stateFolder), stepsFileSchema);
  const coverage = readJson(join(stateFolder, 'coverage', 'coverage-summary.json'), coverageSchema);
  const loadtests = globSync('*.json', { cwd: join(stateFolder, 'loadtests') })
    .map((file) => readJson(join(stateFolder, 'loadtests', file), loadtestSchema))
    .filter((run) => run !== undefined)
    .sort((a, b) => a.startedAt.localeCompare(b.startedAt));
  return {
    testedAt: steps?.endedAt,
    steps: new Map(steps?.steps.map((step) => [step.name, step.ok])),
    coverageLinesPercent: coverage?.total.lines.pct,
    passed: passedTests(root, testReports(stateFolder)),
    loadtests,
  };
}

function readJson<T extends z.ZodType>(file: string, schema: T): z.infer<T> | undefined {
  if (!existsSync(file)) return undefined;
  const parsed = schema.safeParse(JSON.parse(readFileSync(file, 'utf8')));
  return parsed.success ? parsed.data : undefined;
}
