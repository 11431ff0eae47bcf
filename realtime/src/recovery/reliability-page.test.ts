import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';

const root = new URL('../../../', import.meta.url);
const page = readFileSync(fileURLToPath(new URL('docs/reliability.md', root)), 'utf8');
const rows = page.split('\n').filter((line) => line.startsWith('| ') && !line.startsWith('| fault '));
/** `file`: "title", "title" */
const cited = [...page.matchAll(/`([^`]+\.ts)`: ("[^|;]+)/g)].flatMap(([, file = '', titles = '']) =>
  [...titles.matchAll(/"([^"]+)"/g)].map(([, title = '']) => [file, title] as const),
);

it('every fault has a test', () => {
  expect(rows.length).toBeGreaterThan(12);
  expect(rows.filter((row) => !/`[^`]+\.ts`: "/.test(row))).toEqual([]);
});

it.each(cited)('%s has the test "%s"', (file, title) => {
  const text = readFileSync(fileURLToPath(new URL(file, root)), 'utf8');
  expect(text.replaceAll(/\s+/g, ' ')).toContain(title);
});
