import type { AsvsChapter, AsvsRow } from './asvs-data.ts';
import { cell, evidenceText } from './render.ts';

const marks: Record<AsvsRow['state'], string> = {
  met: '✅ met',
  relaxed: '↔️ relaxed',
  not_applicable: '– not applicable',
  open: '○ open',
};

/** docs/security/asvs.md, from the data. */
export function renderAsvs(chapters: readonly AsvsChapter[]): string {
  const rows = chapters.flatMap((chapter) => chapter.rows);
  const counted = Object.entries(marks).map(
    ([state, mark]) => `${mark}: ${rows.filter((row) => row.state === state).length}`,
  );
  const lines = [
    '# ASVS 5.0, level 2',
    '',
    'Every requirement of OWASP’s Application Security Verification Standard 5.0 at levels 1 and 2, and five of level 3 (6.3.5, 6.3.7, 6.3.8, 7.5.3, 10.3.5), in our own',
    'words: what answers it and what shows it. Generated from `asvs/*.json` by `npm run docs`; a requirement that is missing, or a test that is named and did not pass in',
    'the run, fails `npm test`. Level 3 is not claimed: it bans codes by SMS and e-mail as factors, which people are offered here.',
    '',
    `${rows.length} requirements. ${counted.join(' · ')}`,
  ];
  for (const { chapter, title, rows: own } of chapters) {
    lines.push('', `## ${chapter} ${title}`, '', '| id | level | asks | answer | shown by |', '|---|---|---|---|---|');
    for (const row of own) lines.push(rowLine(row));
  }
  return `${lines.join('\n')}\n`;
}

function rowLine(row: AsvsRow): string {
  const answer = [
    marks[row.state],
    ...(row.issue === undefined ? [] : [`issue ${row.issue}`]),
    ...(row.reason === undefined ? [] : [row.reason]),
    ...(row.where.length === 0 ? [] : [row.where.map((path) => `\`${path}\``).join(', ')]),
  ].join('. ');
  return `| ${row.id.slice(1)} | ${row.level} | ${cell(row.asks)} | ${cell(answer)} | ${cell(row.shownBy.map(evidenceText).join('<br>'))} |`;
}
