import type { Evidence, Requirement } from './data.ts';

/** What a check looks at besides the data: files of the checkout, and what ran in this run (undefined: not known). */
export interface Ground {
  /** Text of a file of the checkout, or undefined when there is none. */
  readFile(path: string): string | undefined;
  pathExists(path: string): boolean;
  /** Names of the steps of `npm test`. */
  readonly steps: readonly string[];
  /** `file › title` of every test that passed in this run. */
  readonly passed: ReadonlySet<string> | undefined;
}

/** Problems of the data, one line each; empty when every claim stands. */
export function checkRequirements(rows: readonly Requirement[], ground: Ground): string[] {
  const problems: string[] = [];
  const seen = new Set<string>();
  for (const row of rows) {
    if (seen.has(row.id)) problems.push(`${row.id}: the id stands twice`);
    seen.add(row.id);
    if (row.state === 'works' || row.state === 'partial') {
      for (const path of row.where) if (!ground.pathExists(path)) problems.push(`${row.id}: ${path} does not exist`);
    }
    if (row.state === 'works' && row.shownBy.length === 0) problems.push(`${row.id}: works, but nothing shows it`);
    if (row.state === 'different' && row.note === undefined)
      problems.push(`${row.id}: different, but no note says how`);
    if ((row.state === 'open' || row.state === 'partial') && row.issue === undefined) {
      problems.push(`${row.id}: ${row.state}, but no issue says where it goes on`);
    }
    for (const evidence of row.shownBy) {
      const problem = evidenceProblem(evidence, ground);
      if (problem !== undefined) problems.push(`${row.id}: ${problem}`);
    }
  }
  return problems;
}

/** What is wrong with a piece of evidence; undefined when it stands. */
export function evidenceProblem(evidence: Evidence, ground: Ground): string | undefined {
  if ('step' in evidence) {
    return ground.steps.includes(evidence.step) ? undefined : `npm test has no step "${evidence.step}"`;
  }
  const [file = '', title = ''] = evidence.test.split(' › ');
  const text = ground.readFile(file);
  if (text === undefined) return `${file} does not exist`;
  // A contract's tests stand in another file than the one that runs them, so what ran is the better witness.
  if (ground.passed !== undefined) {
    return ground.passed.has(evidence.test) ? undefined : `${evidence.test} did not pass in this run`;
  }
  return text.includes(title) ? undefined : `${file} has no test "${title}"`;
}
