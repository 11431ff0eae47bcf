import type { AsvsChapter, AsvsRow } from './asvs-data.ts';
import { evidenceProblem, type Ground } from './check.ts';

/** Problems of the table, one line each; empty when every requirement in scope is answered and every claim stands. */
export function checkAsvs(chapters: readonly AsvsChapter[], scope: readonly string[], ground: Ground): string[] {
  const rows = chapters.flatMap((chapter) => chapter.rows);
  const count = new Map<string, number>();
  for (const { id } of rows) count.set(id, (count.get(id) ?? 0) + 1);
  return [
    ...scope.filter((id) => !count.has(id)).map((id) => `${id}: is not answered`),
    ...[...count].filter(([, times]) => times > 1).map(([id]) => `${id}: stands twice`),
    ...[...count.keys()].filter((id) => !scope.includes(id)).map((id) => `${id}: is out of scope`),
    ...chapters.flatMap((chapter) =>
      chapter.rows
        .filter((row) => !row.id.startsWith(`${chapter.chapter}.`))
        .map((row) => `${row.id}: stands in chapter ${chapter.chapter}`),
    ),
    ...rows.flatMap((row) => rowProblems(row, ground).map((problem) => `${row.id}: ${problem}`)),
  ];
}

function rowProblems(row: AsvsRow, ground: Ground): string[] {
  const problems = row.where.filter((path) => !ground.pathExists(path)).map((path) => `${path} does not exist`);
  switch (row.state) {
    case 'met':
      if (row.shownBy.length === 0 && row.where.length === 0) problems.push('met, but nothing shows it');
      break;
    case 'relaxed':
    case 'not_applicable':
      if (row.reason === undefined) problems.push(`${row.state}, but no reason says why`);
      break;
    case 'open':
      if (row.issue === undefined) problems.push('open, but no issue says where it goes on');
      break;
    default:
      row.state satisfies never;
  }
  for (const evidence of row.shownBy) {
    const problem = evidenceProblem(evidence, ground);
    if (problem !== undefined) problems.push(problem);
  }
  return problems;
}
