import { existsSync, readFileSync, statSync } from 'node:fs';
import { join, relative } from 'node:path';
import { z } from 'zod';
import type { Ground } from './check.ts';

/** The part of Vitest's JSON report that names tests. */
const reportSchema = z.object({
  testResults: z.array(
    z.object({
      name: z.string(),
      assertionResults: z.array(z.object({ title: z.string(), status: z.string() })),
    }),
  ),
});

/** `file › title` of every passed test in these reports; undefined when one of them is missing. */
export function passedTests(root: string, reportFiles: readonly string[]): ReadonlySet<string> | undefined {
  const passed = new Set<string>();
  for (const file of reportFiles) {
    if (!existsSync(file)) return undefined;
    for (const result of reportSchema.parse(JSON.parse(readFileSync(file, 'utf8'))).testResults) {
      for (const test of result.assertionResults) {
        if (test.status === 'passed') passed.add(`${relative(root, result.name)} › ${test.title}`);
      }
    }
  }
  return passed;
}

/** The checkout as the requirements check sees it. */
export function groundOf(root: string, steps: readonly string[], passed: ReadonlySet<string> | undefined): Ground {
  return {
    readFile: (path) => {
      const file = join(root, path);
      return existsSync(file) && statSync(file).isFile() ? readFileSync(file, 'utf8') : undefined;
    },
    pathExists: (path) => existsSync(join(root, path)),
    steps,
    passed,
  };
}
