import { expect, test } from 'vitest';
import { Problem } from '../problem.ts';
import { failed, passed, runSteps, type Step } from './step.ts';
import { summarizeCoverage, summarizeVitestReport } from './vitest-report.ts';

const step = (name: string, run: Step['run']): Step => ({ name, run });

async function run(steps: Step[]) {
  const lines: string[] = [];
  const totals = await runSteps(steps, (line) => lines.push(line.replace(/\d+\.\d s/, 'N s')));
  return { lines, totals };
}

test('all steps run whatever fails, and every step and test counts', async () => {
  const { lines, totals } = await run([
    step('lint', async () => failed('a.ts:1 bad\nb.ts:2 bad')),
    step('types', async () => passed()),
    step('tests', async () => ({
      ok: false,
      summary: '41 passed, 1 failed',
      details: '',
      tests: { passed: 41, failed: 1 },
    })),
  ]);
  expect(lines).toEqual([
    'FAILED lint (N s)',
    '       a.ts:1 bad\n       b.ts:2 bad',
    'ok     types (N s)',
    'FAILED tests (N s, 41 passed, 1 failed)',
  ]);
  expect(totals).toMatchObject({ passed: 42, failed: 3 });
});

test('a step that throws has failed', async () => {
  const { lines, totals } = await run([
    step('tools', async () => {
      throw new Problem('Python 3 with pip was not found');
    }),
  ]);
  expect(lines).toEqual(['FAILED tools (N s)', '       Python 3 with pip was not found']);
  expect(totals).toMatchObject({ passed: 0, failed: 1 });
});

test('long details are shortened', async () => {
  const { lines } = await run([step('lint', async () => failed('bad\n'.repeat(100)))]);
  expect(lines[1]?.split('\n').at(-1)).toBe('       … and 20 lines more');
});

test('a report counts tests, and a file that could not be loaded as one failed test', () => {
  const report = {
    numPassedTests: 7,
    numFailedTests: 1,
    numPendingTests: 1,
    numTodoTests: 0,
    testResults: [
      {
        name: '/clone/core/src/a.test.ts',
        status: 'failed',
        message: '',
        assertionResults: [
          { fullName: 'adds', status: 'passed', failureMessages: [] },
          { fullName: 'subtracts', status: 'failed', failureMessages: ['expected 1 to be 2\n  at a.test.ts:3'] },
        ],
      },
      { name: '/clone/core/src/b.test.ts', status: 'failed', message: 'Cannot find module', assertionResults: [] },
    ],
  };
  expect(summarizeVitestReport(JSON.stringify(report), '/clone')).toEqual({
    passed: 7,
    failed: 2,
    skipped: 1,
    failures: [
      'core/src/a.test.ts: subtracts\n    expected 1 to be 2\n      at a.test.ts:3',
      'core/src/b.test.ts\n    Cannot find module',
    ],
  });
});

test('coverage is read from the text summary', () => {
  const log =
    '=== Coverage summary ===\nStatements   : 84.51% ( 10/12 )\nBranches     : 79.9% ( 1/2 )\nLines        : 100% ( 3/3 )\n';
  expect(summarizeCoverage(log)).toBe('statements 84.51%, branches 79.9%, lines 100%');
  expect(summarizeCoverage('no coverage here')).toBe('');
});
