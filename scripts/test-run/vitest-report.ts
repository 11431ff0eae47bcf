import { relative } from 'node:path';
import { z } from 'zod';

/** The part of Vitest's JSON report (the shape of Jest's) that is read here. */
const reportSchema = z.object({
  numPassedTests: z.int(),
  numFailedTests: z.int(),
  numPendingTests: z.int(),
  numTodoTests: z.int(),
  testResults: z.array(
    z.object({
      name: z.string(),
      status: z.string(),
      message: z.string().optional(),
      assertionResults: z.array(
        z.object({
          fullName: z.string(),
          status: z.string(),
          failureMessages: z.array(z.string()).nullish(),
        }),
      ),
    }),
  ),
});

export type VitestSummary = {
  passed: number;
  failed: number;
  skipped: number;
  /** Per failed test its file, name and message; a file that could not be loaded counts as one failed test. */
  failures: readonly string[];
};

const messageLinesMax = 12;

/** Reads a report. Throws when it is not one. */
export function summarizeVitestReport(json: string, root: string): VitestSummary {
  const report = reportSchema.parse(JSON.parse(json));
  const failures: string[] = [];
  let failed = report.numFailedTests;
  for (const file of report.testResults) {
    const path = relative(root, file.name);
    const broken = file.assertionResults.filter((test) => test.status === 'failed');
    for (const test of broken) failures.push(`${path}: ${test.fullName}\n${excerpt(test.failureMessages?.[0] ?? '')}`);
    if (file.status === 'failed' && broken.length === 0) {
      failed += 1;
      failures.push(`${path}\n${excerpt(file.message ?? '')}`);
    }
  }
  return { passed: report.numPassedTests, failed, skipped: report.numPendingTests + report.numTodoTests, failures };
}

function excerpt(message: string): string {
  return message.trim().split('\n').slice(0, messageLinesMax).join('\n').replace(/^/gm, '    ');
}

/** The coverage that Vitest's text summary prints, for example `lines 86.1%, branches 80.2%`; empty without one. */
export function summarizeCoverage(log: string): string {
  return [...log.matchAll(/^(Lines|Statements|Functions|Branches)\s*:\s*([\d.]+%)/gm)]
    .map((match) => `${match[1]?.toLowerCase()} ${match[2]}`)
    .join(', ');
}
