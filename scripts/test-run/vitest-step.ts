import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { repositoryRoot, stateFolder } from '../paths.ts';
import { openRunFolder } from './run-folder.ts';
import { type RunOutcome, runWithLog } from './run-with-log.ts';
import { filesForSecondTry, withSecondTry } from './second-try.ts';
import type { Step, StepOutcome } from './step.ts';
import { summarizeCoverage, summarizeVitestReport } from './vitest-report.ts';

/** Above what a slow machine needs; a test that spins for ever would otherwise never end. */
const timeoutMs = 40 * 60_000;
/** What Vitest prints about coverage below its gate, and about errors outside of any test. */
const complaint = /^\s*(?:ERROR: |Error: |.*Unhandled (?:Error|Rejection)|.*does not meet .*threshold)/;
/** Those of them that no test can take back by passing at its second try. */
const lasting = /Unhandled (?:Error|Rejection)|does not meet .*threshold/;
const escapeCodes = new RegExp(`${String.fromCharCode(27)}\\[[0-9;]*m`, 'g');

/** Runs Vitest with these arguments, and counts its tests through the JSON report. */
export function vitestStep(name: string, key: string, args: readonly string[]): Step {
  return { name, run: () => runVitest(key, args) };
}

async function runVitest(key: string, args: readonly string[]): Promise<StepOutcome> {
  const folder = join(stateFolder, 'test');
  mkdirSync(folder, { recursive: true });
  const logFile = join(folder, `${key}.log`);
  const pointer = `the whole log: ${relative(repositoryRoot, logFile)}`;
  const first = await runOnce(join(folder, `${key}.json`), logFile, args);
  if (first.report === undefined) {
    const tail = first.log.trimEnd().split('\n').slice(-25).join('\n');
    return {
      ok: false,
      summary: 'Vitest ended without a report',
      details: `${tail}\n${pointer}`,
      tests: { passed: 0, failed: 0 },
    };
  }
  const complaints = first.log.split('\n').filter((line) => complaint.test(line));
  const second = await tryAgain(key, folder, args, first.report);
  const summary = summarizeVitestReport(second?.json ?? first.report, repositoryRoot);
  const ended = second === undefined ? first.ok : second.ok && !complaints.some((line) => lasting.test(line));
  const ok = ended && summary.failed === 0 && summary.passed > 0 && summary.skipped === 0;
  const skipped = summary.skipped === 0 ? '' : `${summary.skipped} skipped`;
  const flaky =
    second === undefined || second.flaky.length === 0 ? '' : `only at the second try: ${second.flaky.join('; ')}`;
  const counts = [`${summary.passed} passed`, `${summary.failed} failed`, skipped, summarizeCoverage(first.log), flaky];
  return {
    ok,
    summary: counts.filter((text) => text !== '').join(', '),
    details: ok ? '' : [...summary.failures, ...new Set(complaints), pointer].join('\n'),
    tests: { passed: summary.passed, failed: summary.failed },
  };
}

/**
 * Runs the few files that failed once more, alone: thousands of tests beside each other on a machine of others now and then
 * starve one. What passes then is told with the result. Undefined when there was nothing to try again.
 */
async function tryAgain(key: string, folder: string, args: readonly string[], first: string) {
  const files = filesForSecondTry(first, repositoryRoot);
  if (files.length === 0) return undefined;
  const name = `${key}-second-try`;
  const alone = [...args.filter((word) => !word.startsWith('--coverage')), ...files];
  const again = await runOnce(join(folder, `${name}.json`), join(folder, `${name}.log`), alone);
  if (again.report === undefined) return undefined;
  const merged = withSecondTry(first, again.report, repositoryRoot);
  writeFileSync(join(folder, `${key}.json`), merged.json);
  return { ...merged, ok: again.ok };
}

interface VitestRun {
  readonly ok: boolean;
  /** Without colours. */
  readonly log: string;
  readonly report: string | undefined;
}

async function runOnce(reportFile: string, logFile: string, args: readonly string[]): Promise<VitestRun> {
  rmSync(reportFile, { force: true });
  const vitest = join(repositoryRoot, 'node_modules', 'vitest', 'vitest.mjs');
  const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${reportFile}`];
  const outcome = await runInFolder([vitest, 'run', ...args, ...reporters], logFile);
  const report = existsSync(reportFile) ? readFileSync(reportFile, 'utf8') : undefined;
  return { ok: outcome.ok, log: outcome.output.replace(escapeCodes, ''), report };
}

/** Runs it with a folder of its own for temporary files, which goes with it, and with what Node compiled in the last run. */
async function runInFolder(args: readonly string[], logFile: string): Promise<RunOutcome> {
  const folder = openRunFolder();
  // Whoever is stopped by a signal leaves by process.exit().
  process.once('exit', folder.remove);
  try {
    const env = { TMPDIR: folder.path, NODE_COMPILE_CACHE: join(stateFolder, 'compile-cache') };
    return await runWithLog(process.execPath, args, { logFile, timeoutMs, env });
  } finally {
    process.off('exit', folder.remove);
    folder.remove();
  }
}
