import { existsSync, globSync } from 'node:fs';
import { join } from 'node:path';
import { repositoryRoot, stateFolder } from '../paths.ts';
import { provideChromium } from '../provision/chromium.ts';
import { provideMongod } from '../provision/mongod.ts';
import { provideUws } from '../provision/uws-patch.ts';
import { provideValkey } from '../provision/valkey.ts';
import { checkRequirements } from '../requirements/check.ts';
import { readRequirements } from '../requirements/data.ts';
import { groundOf, passedTests } from '../requirements/ground.ts';
import { testReports } from '../requirements/last-runs.ts';
import { formatBreach, houseBreaches, importBreaches } from '../tidy/check-repository.ts';
import type { Breach } from '../tidy/house-rules.ts';
import { runWithLog } from './run-with-log.ts';
import { failed, passed, type Step, type StepOutcome } from './step.ts';
import { vitestStep } from './vitest-step.ts';

/** Coverage in percent below which the tests fail. */
const coverageMin = 80;
const toolTimeoutMs = 5 * 60_000;

/** Everything that `npm test` checks, in the order of how fast it tells. */
export function allSteps(print: (line: string) => void): Step[] {
  const thresholds = ['lines', 'statements', 'functions', 'branches'].map(
    (kind) => `--coverage.thresholds.${kind}=${coverageMin}`,
  );
  return [
    { name: 'tools', run: () => provideTools(print) },
    { name: 'formatting', run: () => runBin('@biomejs/biome/bin/biome', ['format', '.']) },
    { name: 'lint', run: () => runBin('@biomejs/biome/bin/biome', ['lint', '--error-on-warnings', '.']) },
    { name: 'import directions, cycles, dead files', run: async () => breachOutcome(importBreaches(repositoryRoot)) },
    { name: 'house rules', run: async () => breachOutcome(houseBreaches(repositoryRoot)) },
    { name: 'types', run: () => runBin('typescript/lib/tsc.js', ['-b']) },
    { name: 'generated documents are up to date', run: () => runCommand('docs', ['--check']) },
    vitestStep('unit, Worker and integration tests, coverage', 'vitest', [
      '--coverage',
      '--coverage.reportOnFailure',
      ...thresholds,
    ]),
    endToEndStep(),
    { name: 'requirements', run: requirementsStep },
  ];
}

/** What the customer asked for and the data calls done is shown by something that passed in this very run. */
async function requirementsStep(): Promise<StepOutcome> {
  const rows = readRequirements(repositoryRoot);
  const names = allSteps(() => {}).map((step) => step.name);
  const ground = groundOf(repositoryRoot, names, passedTests(repositoryRoot, testReports(stateFolder)) ?? new Set());
  const problems = checkRequirements(rows, ground);
  return problems.length === 0
    ? passed(`${rows.length} lines`)
    : failed(problems.join('\n'), `${problems.length} found`);
}

async function provideTools(print: (line: string) => void): Promise<StepOutcome> {
  const [valkey, mongod, uws, chromium] = await Promise.all([
    provideValkey(print),
    provideMongod(print),
    provideUws(),
    provideChromium(print),
  ]);
  print(`Valkey: ${valkey.label}`);
  print(`MongoDB: ${mongod.label}`);
  print(`uWebSockets.js: ${uws}`);
  print(`Chromium: ${chromium.label}`);
  return passed();
}

function endToEndStep(): Step {
  const step = vitestStep('end to end', 'e2e', ['--config', join('scripts', 'testing', 'e2e.vitest.config.ts')]);
  return {
    name: step.name,
    run: async () => {
      const files = globSync('scripts/e2e/**/*.e2e.test.ts', { cwd: repositoryRoot });
      return files.length === 0 ? failed('scripts/e2e holds no *.e2e.test.ts') : await step.run();
    },
  };
}

async function runBin(script: string, args: readonly string[]): Promise<StepOutcome> {
  return toolOutcome(join(repositoryRoot, 'node_modules', script), args);
}

async function runCommand(command: string, args: readonly string[]): Promise<StepOutcome> {
  const script = join(repositoryRoot, 'scripts', 'commands', `${command}.ts`);
  if (!existsSync(script)) return failed(`scripts/commands/${command}.ts is missing`);
  return toolOutcome(script, args);
}

async function toolOutcome(script: string, args: readonly string[]): Promise<StepOutcome> {
  const outcome = await runWithLog(process.execPath, [script, ...args], { timeoutMs: toolTimeoutMs });
  return outcome.ok ? passed() : failed(outcome.output);
}

function breachOutcome(breaches: readonly Breach[]): StepOutcome {
  if (breaches.length === 0) return passed();
  return failed(breaches.map(formatBreach).join('\n'), `${breaches.length} found`);
}
