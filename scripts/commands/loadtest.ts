import { writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { scenarioNames } from '../../loadtests/build.ts';
import {
  defaultProfile,
  isProfileName,
  profileNames,
  type ScenarioName,
  sizedScenarios,
  sizesOf,
} from '../../loadtests/profiles.ts';
import { type RunFile, readRunFile, requireRunningStart, startIsRunning } from '../cluster/run-file.ts';
import { takePidLock } from '../launcher/pid-lock.mjs';
import { compareResults } from '../loadtest/compare-results.ts';
import { type LoadtestOptions, loadtestHelp, parseLoadtestOptions } from '../loadtest/loadtest-options.ts';
import { reportPage } from '../loadtest/report-page.ts';
import { lastResult, type RunResult, readResult, resultPath, writeResult } from '../loadtest/run-result.ts';
import { runScenario } from '../loadtest/run-scenario.ts';
import { comparisonTable, runLines, runTable } from '../loadtest/run-tables.ts';
import { repositoryRoot, stateFolder } from '../paths.ts';
import { describeProblem, Problem } from '../problem.ts';
import { provideK6 } from '../provision/k6.ts';

type Run = Extract<LoadtestOptions, { kind: 'run' }>;

/** Files of scenarios, and the one that needs no k6. */
const withSizes = new Set<string>([...scenarioNames(), 'join-storm-driver']);
const choices = {
  scenarios: sizedScenarios.filter((name) => withSizes.has(name)),
  profiles: profileNames,
  defaultProfile,
};
const say = (line: string): void => console.log(line);

/** Runs the scenarios asked for. Resolves with the exit status: 1 when one of them did not pass. */
async function main(): Promise<number> {
  const options = parseLoadtestOptions(process.argv.slice(2), choices);
  if (options.kind === 'help') {
    say(loadtestHelp(choices));
    return 0;
  }
  const target = options.target ?? requireRunningStart(stateFolder).edgeUrl;
  const lock = takePidLock(join(stateFolder, 'loadtest.lock'), options.scenarios.join(', '));
  if (!lock.held)
    throw new Problem(`a load test runs already in this clone: process ${lock.owner.pid} (${lock.owner.note})`);
  const results: RunResult[] = [];
  try {
    const k6 = await provideK6(say);
    say(`k6: ${k6.label}`);
    for (const scenario of choices.scenarios.filter((name) => options.scenarios.includes(name))) {
      say(`\nscenario ${scenario}, profile ${options.profile}, target ${target}\n`);
      results.push(await runOne(scenario, options, target, k6.file));
    }
  } finally {
    lock.release();
  }
  if (results.length > 1) say(`\n${runTable(results)}`);
  return results.every(({ passed }) => passed) ? 0 : 1;
}

async function runOne(scenario: ScenarioName, options: Run, target: string, k6: string): Promise<RunResult> {
  const { profile, worldFile } = options;
  const sizes = sizesOf(scenario, profile);
  if (sizes === undefined || !isProfileName(profile)) throw new Problem(`there is no profile "${profile}"`);
  const start = ownStart(target);
  const result = await runScenario({ scenario, profile, sizes, target, k6, start, stateFolder, worldFile, say });
  const startedAt = new Date(result.startedAt);
  const before = comparedWith(options, scenario, startedAt);
  const rows = before === undefined ? [] : compareResults(before, result);
  const path = resultPath(stateFolder, scenario, profile, startedAt);
  writeResult(`${path}.json`, result);
  writeFileSync(`${path}.html`, reportPage(result, before && { startedAt: before.startedAt, rows }));
  if (options.keep)
    writeResult(join(repositoryRoot, 'loadtests', 'results', `loadtest-${scenario}-${profile}.json`), result);
  say(`\n${runLines(result)}`);
  if (before !== undefined) say(`\nSince ${before.startedAt}:\n${comparisonTable(rows)}`);
  else if (options.compare !== undefined)
    say('\nNothing to compare with: it is the first run of this scenario and profile.');
  say(`\nfigures: ${relative(repositoryRoot, path)}.json\nreport:  ${relative(repositoryRoot, path)}.html`);
  return result;
}

function comparedWith({ compare, profile }: Run, scenario: string, startedAt: Date): RunResult | undefined {
  if (compare === undefined) return undefined;
  return compare.with === 'file' ? readResult(compare.file) : lastResult(stateFolder, scenario, profile, startedAt);
}

/** The start of this clone when it runs and is the target. */
function ownStart(target: string): RunFile | undefined {
  const run = readRunFile(stateFolder);
  return run !== undefined && startIsRunning(run) && samePlace(run.edgeUrl, target) ? run : undefined;
}

/** `localhost` and `127.0.0.1` are the same place. */
function samePlace(one: string, other: string): boolean {
  const plain = (address: string): string => new URL(address).host.replace(/^localhost\b/, '127.0.0.1');
  return plain(one) === plain(other);
}

try {
  process.exitCode = await main();
} catch (error) {
  console.error(describeProblem(error));
  process.exitCode = 1;
}
