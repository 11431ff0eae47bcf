import { existsSync, globSync } from 'node:fs';
import { join } from 'node:path';
import { repositoryRoot, stateFolder } from '../paths.ts';
import { provideChromium } from '../provision/chromium.ts';
import { provideMongod } from '../provision/mongod.ts';
import { provideUws } from '../provision/uws-patch.ts';
import { provideValkey } from '../provision/valkey.ts';
import { checkAsvs } from '../requirements/asvs-check.ts';
import { readAsvs, readAsvsScope } from '../requirements/asvs-data.ts';
import { checkRequirements, type Ground } from '../requirements/check.ts';
import { readRequirements } from '../requirements/data.ts';
import { groundOf, passedTests } from '../requirements/ground.ts';
import { testReports } from '../requirements/last-runs.ts';
import { auditVerdict } from '../security/audit.ts';
import { licenceProblems, lockedPackages, unusedExceptions } from '../security/licences.ts';
import { secretsInRepository } from '../security/secret-scan.ts';
import { formatBreach, houseBreaches, importBreaches } from '../tidy/check-repository.ts';
import type { Breach } from '../tidy/house-rules.ts';
import { operationsStep } from './operations-step.ts';
import { runWithLog } from './run-with-log.ts';
import { failed, passed, type Step, type StepOutcome } from './step.ts';
import { vitestStep } from './vitest-step.ts';
import { consoleBundleStep, webBundleStep } from './web-bundle.ts';
import { workerBundleStep } from './worker-bundle.ts';

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
    { name: 'no secrets in the repository', run: async () => linesOutcome(secretsInRepository(repositoryRoot)) },
    { name: 'licences', run: licenceStep },
    { name: 'known vulnerabilities', run: auditStep },
    { name: 'types', run: () => runBin('typescript/lib/tsc.js', ['-b']) },
    { name: 'weight of the Worker', run: workerBundleStep },
    { name: 'first load of the web app', run: webBundleStep },
    { name: 'first load of the console', run: consoleBundleStep },
    { name: 'generated documents are up to date', run: () => runCommand('docs', ['--check']) },
    { name: 'operations: rules, dashboards, routes of alerts', run: () => operationsStep(print) },
    vitestStep('unit, Worker and integration tests, coverage', 'vitest', [
      '--coverage',
      '--coverage.reportOnFailure',
      ...thresholds,
    ]),
    endToEndStep(),
    { name: 'requirements', run: requirementsStep },
    { name: 'security requirements (ASVS)', run: asvsStep },
  ];
}

/** What the customer asked for and the data calls done is shown by something that passed in this very run. */
async function requirementsStep(): Promise<StepOutcome> {
  const rows = readRequirements(repositoryRoot);
  return linesOutcome(checkRequirements(rows, thisRun()), `${rows.length} lines`);
}

/** The same for the security standard. */
async function asvsStep(): Promise<StepOutcome> {
  const scope = readAsvsScope(repositoryRoot);
  return linesOutcome(checkAsvs(readAsvs(repositoryRoot), scope, thisRun()), `${scope.length} requirements`);
}

function thisRun(): Ground {
  const names = allSteps(() => {}).map((step) => step.name);
  return groundOf(repositoryRoot, names, passedTests(repositoryRoot, testReports(stateFolder)) ?? new Set());
}

async function licenceStep(): Promise<StepOutcome> {
  const packages = lockedPackages(repositoryRoot);
  return linesOutcome([...licenceProblems(packages), ...unusedExceptions(packages)], `${packages.length} packages`);
}

/** A registry that gives no advisories (no network, a mirror) cannot fail the tests; the line says that nothing was checked. */
async function auditStep(): Promise<StepOutcome> {
  const outcome = await runWithLog('npm', ['audit', '--json'], { timeoutMs: toolTimeoutMs });
  const report = outcome.output.slice(Math.max(0, outcome.output.indexOf('{')), outcome.output.lastIndexOf('}') + 1);
  const verdict = auditVerdict(report, new Date().toISOString().slice(0, 10));
  if (verdict.kind === 'unanswered') return passed('not checked: the registry gave no report');
  return linesOutcome(verdict.failing, `${verdict.tolerated} below high, or excepted`);
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

function linesOutcome(problems: readonly string[], summary = ''): StepOutcome {
  return problems.length === 0 ? passed(summary) : failed(problems.join('\n'), `${problems.length} found`);
}

function breachOutcome(breaches: readonly Breach[]): StepOutcome {
  if (breaches.length === 0) return passed();
  return failed(breaches.map(formatBreach).join('\n'), `${breaches.length} found`);
}
