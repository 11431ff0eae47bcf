import { relative } from 'node:path';
import { z } from 'zod';

/** Where more files fail, it is no accident. */
export const secondTryFilesMax = 3;

const testSchema = z.looseObject({ fullName: z.string(), status: z.string() });
const fileSchema = z.looseObject({ name: z.string(), status: z.string(), assertionResults: z.array(testSchema) });
/** The part of Vitest's JSON report that a second try changes; the rest is kept as it is. */
const reportSchema = z.looseObject({ testResults: z.array(fileSchema) });
type ReportedFile = z.infer<typeof fileSchema>;

/** The files, below the root, that failed and are few enough to be run again alone; empty otherwise. */
export function filesForSecondTry(json: string, root: string): string[] {
  const broken = reportSchema.parse(JSON.parse(json)).testResults.filter((file) => failed(file));
  return broken.length > secondTryFilesMax ? [] : broken.map((file) => relative(root, file.name));
}

/**
 * The first report with the files of the second in the place of theirs, and which tests, as `file: test`, failed at first
 * and passed then: those depend on something other than the code, and are to be mended.
 */
export function withSecondTry(first: string, second: string, root: string): { json: string; flaky: string[] } {
  const report = reportSchema.parse(JSON.parse(first));
  const again = new Map(reportSchema.parse(JSON.parse(second)).testResults.map((file) => [file.name, file]));
  const flaky: string[] = [];
  const testResults = report.testResults.map((file) => {
    const other = again.get(file.name);
    // A second run that left tests out proves nothing about them.
    if (other === undefined || other.assertionResults.length < file.assertionResults.length) return file;
    if (!failed(other)) flaky.push(...failures(file).map((test) => `${relative(root, file.name)}: ${test}`));
    return other;
  });
  const statuses = testResults.flatMap((file) => file.assertionResults.map((test) => test.status));
  const count = (...names: string[]): number => statuses.filter((status) => names.includes(status)).length;
  const counts = {
    numPassedTests: count('passed'),
    numFailedTests: count('failed'),
    numPendingTests: count('skipped', 'pending', 'disabled'),
    numTodoTests: count('todo'),
  };
  return { json: JSON.stringify({ ...report, ...counts, testResults }), flaky };
}

function failed(file: ReportedFile): boolean {
  return file.status === 'failed' || failures(file).length > 0;
}

/** Names of the tests that failed; of a file that could not be loaded, words that say so. */
function failures(file: ReportedFile): string[] {
  const broken = file.assertionResults.filter((test) => test.status === 'failed').map((test) => test.fullName);
  return broken.length === 0 && file.status === 'failed' ? ['the whole file'] : broken;
}
