import type { Evidence, Requirement } from './data.ts';

const marks: Record<Requirement['state'], string> = {
  works: '✅ works',
  different: '↔️ answered differently',
  partial: '◐ in part',
  open: '○ open',
  person: '👤 a person decides',
};

/** docs/requirements.md, from the data. */
export function renderRequirements(rows: readonly Requirement[]): string {
  const lines = [
    '# Requirements',
    '',
    "Every line of the customer's gap list and card: where it lives, what shows it, its state. Generated from `requirements.json` by `npm run docs`;",
    'a test that is named there and missing, or that did not pass, fails `npm test`.',
    '',
    summaryOf(rows),
  ];
  for (const area of new Set(rows.map((row) => row.area))) {
    lines.push('', `## ${area}`, '', '| id | line | where | shown by | state |', '|---|---|---|---|---|');
    for (const row of rows.filter((candidate) => candidate.area === area)) lines.push(rowLine(row));
  }
  return `${lines.join('\n')}\n`;
}

/** `58 works · 12 in part · …` */
export function summaryOf(rows: readonly Requirement[]): string {
  return Object.entries(marks)
    .map(([state, mark]) => ({ mark, count: rows.filter((row) => row.state === state).length }))
    .filter((entry) => entry.count > 0)
    .map((entry) => `${entry.mark}: ${entry.count}`)
    .join(' · ');
}

function rowLine(row: Requirement): string {
  const where = row.where.map((path) => `\`${path}\``).join(', ');
  const shown = row.shownBy.map(evidenceText).join('<br>');
  const state = [marks[row.state], row.issue === undefined ? undefined : `issue ${row.issue}`, row.note]
    .filter((part) => part !== undefined)
    .join('. ');
  return `| ${row.id} | ${cell(row.line)} | ${where} | ${cell(shown)} | ${cell(state)} |`;
}

/** A piece of evidence as Markdown. */
export function evidenceText(evidence: Evidence): string {
  return 'step' in evidence ? `step “${evidence.step}”` : `\`${evidence.test.replace(' › ', '` “')}”`;
}

/** Text that may stand in a table's cell. */
export function cell(text: string): string {
  return text.replaceAll('|', '\\|').replaceAll('\n', ' ');
}
