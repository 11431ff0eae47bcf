import { existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { join, relative } from 'node:path';
import { repositoryRoot, stateFolder } from '../paths.ts';
import { openRunFolder } from './run-folder.ts';
import { type RunOutcome, runWithLog } from './run-with-log.ts';
import type { Step, StepOutcome } from './step.ts';
import { summarizeCoverage, summarizeVitestReport } from './vitest-report.ts';

/** Above what a slow machine needs; a test that spins for ever would otherwise never end. */
const timeoutMs = 40 * 60_000;
/** What Vitest prints about coverage below its gate, and about errors outside of any test. */
const complaint = /^\s*(?:ERROR: |Error: |.*Unhandled (?:Error|Rejection)|.*does not meet .*threshold)/;
const escapeCodes = new RegExp(`${String.fromCharCode(27)}\\[[0-9;]*m`, 'g');

/** Runs Vitest with these arguments, and counts its tests through the JSON report. */
export function vitestStep(name: string, key: string, args: readonly string[]): Step {
  return { name, run: () => runVitest(key, args) };
}

async function runVitest(key: string, args: readonly string[]): Promise<StepOutcome> {
  const folder = join(stateFolder, 'test');
  mkdirSync(folder, { recursive: true });
  const reportFile = join(folder, `${key}.json`);
  const logFile = join(folder, `${key}.log`);
  rmSync(reportFile, { force: true });
  const vitest = join(repositoryRoot, 'node_modules', 'vitest', 'vitest.mjs');
  const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${reportFile}`];
  const outcome = await runInFolder([vitest, 'run', ...args, ...reporters], logFile);
  const log = outcome.output.replace(escapeCodes, '');
  const pointer = `the whole log: ${relative(repositoryRoot, logFile)}`;
  if (!existsSync(reportFile)) {
    const tail = log.trimEnd().split('\n').slice(-25).join('\n');
    return {
      ok: false,
      summary: 'Vitest ended without a report',
      details: `${tail}\n${pointer}`,
      tests: { passed: 0, failed: 0 },
    };
  }
  const summary = summarizeVitestReport(readFileSync(reportFile, 'utf8'), repositoryRoot);
  const complaints = log.split('\n').filter((line) => complaint.test(line));
  const ok = outcome.ok && summary.failed === 0 && summary.passed > 0 && summary.skipped === 0;
  const skipped = summary.skipped === 0 ? '' : `${summary.skipped} skipped`;
  const counts = [`${summary.passed} passed`, `${summary.failed} failed`, skipped, summarizeCoverage(log)];
  return {
    ok,
    summary: counts.filter((text) => text !== '').join(', '),
    details: ok ? '' : [...summary.failures, ...new Set(complaints), pointer].join('\n'),
    tests: { passed: summary.passed, failed: summary.failed },
  };
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
