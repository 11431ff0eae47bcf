import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';

const root = new URL('../../../', import.meta.url);
const page = readFileSync(fileURLToPath(new URL('docs/ledger-windows.md', root)), 'utf8');
const rows = page.split('\n').filter((line) => /^\| \d+ \|/.test(line));
/** `file`: "title", "title" */
const cited = [...page.matchAll(/`([^`]+\.ts)`: ("[^|;]+)/g)].flatMap(([, file = '', titles = '']) =>
  [...titles.matchAll(/"([^"]+)"/g)].map(([, title = '']) => [file, title] as const),
);

it('every window of loss has a test', () => {
  expect(rows.map((row) => Number(row.split('|')[1]))).toEqual(Array.from({ length: 18 }, (_, i) => i + 1));
  expect(rows.filter((row) => !/`[^`]+\.ts`: "/.test(row))).toEqual([]);
  expect(cited.length).toBeGreaterThan(40);
});

it.each(cited)('%s has the test "%s"', (file, title) => {
  const text = readFileSync(fileURLToPath(new URL(file, root)), 'utf8');
  expect(text.replaceAll(/\s+/g, ' ')).toContain(title);
});
