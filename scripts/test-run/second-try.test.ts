import { describe, expect, it } from 'vitest';
import { filesForSecondTry, secondTryFilesMax, withSecondTry } from './second-try.ts';
import { summarizeVitestReport } from './vitest-report.ts';

type Outcome = 'passed' | 'failed';
function fileOf(name: string, tests: Record<string, Outcome>) {
  const assertionResults = Object.entries(tests).map(([fullName, status]) => ({ fullName, status, meta: { kept: 1 } }));
  const status = assertionResults.some((test) => test.status === 'failed') ? 'failed' : 'passed';
  return { name: `/repo/${name}`, status, message: '', assertionResults };
}
const counts = { numPassedTests: 2, numFailedTests: 1, numPendingTests: 0, numTodoTests: 0 };
const reportOf = (...testResults: ReturnType<typeof fileOf>[]): string =>
  JSON.stringify({ ...counts, startTime: 7, testResults });

const first = reportOf(fileOf('a.test.ts', { one: 'passed', two: 'failed' }), fileOf('b.test.ts', { three: 'passed' }));

describe('which files are run a second time', () => {
  it('are those that failed', () => {
    expect(filesForSecondTry(first, '/repo')).toEqual(['a.test.ts']);
    expect(filesForSecondTry(reportOf(fileOf('b.test.ts', { three: 'passed' })), '/repo')).toEqual([]);
  });

  it('are none when too many failed for an accident', () => {
    const files = Array.from({ length: secondTryFilesMax + 1 }, (_, at) => fileOf(`${at}.test.ts`, { it: 'failed' }));
    expect(filesForSecondTry(reportOf(...files), '/repo')).toEqual([]);
    expect(filesForSecondTry(reportOf(...files.slice(1)), '/repo')).toHaveLength(secondTryFilesMax);
  });

  it('include one that could not be loaded', () => {
    const broken = { ...fileOf('c.test.ts', {}), status: 'failed' };
    expect(filesForSecondTry(reportOf(broken), '/repo')).toEqual(['c.test.ts']);
  });
});

describe('a report with its second try', () => {
  it('counts what passed then, names it, and keeps the rest', () => {
    const { json, flaky } = withSecondTry(
      first,
      reportOf(fileOf('a.test.ts', { one: 'passed', two: 'passed' })),
      '/repo',
    );
    expect(flaky).toEqual(['a.test.ts: two']);
    expect(summarizeVitestReport(json, '/repo')).toMatchObject({ passed: 3, failed: 0, skipped: 0, failures: [] });
    expect(JSON.parse(json)).toMatchObject({ startTime: 7 });
  });

  it('stays failed when the test fails again, or another one does', () => {
    for (const tests of [{ one: 'passed', two: 'failed' } as const, { one: 'failed', two: 'passed' } as const]) {
      const { json, flaky } = withSecondTry(first, reportOf(fileOf('a.test.ts', tests)), '/repo');
      expect(flaky).toEqual([]);
      expect(summarizeVitestReport(json, '/repo')).toMatchObject({ passed: 2, failed: 1 });
    }
  });

  it('stays failed when the second run left a test or the file out', () => {
    for (const again of [reportOf(fileOf('a.test.ts', { two: 'passed' })), reportOf()]) {
      const { json, flaky } = withSecondTry(first, again, '/repo');
      expect(flaky).toEqual([]);
      expect(summarizeVitestReport(json, '/repo')).toMatchObject({ passed: 2, failed: 1 });
    }
  });
});
