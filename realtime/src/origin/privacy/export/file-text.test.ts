import { expect, it } from 'vitest';
import { csvText, jsonText } from './file-text.ts';

const csv = csvText(['a', 'b']);

it.each([
  [{ a: 'x', b: 'y' }, 'x,y\r\n'],
  [{ a: 'x' }, 'x,\r\n'],
  [{ a: null, b: 0 }, ',0\r\n'],
  [{ a: 'one, two', b: 'say "hi"' }, '"one, two","say ""hi"""\r\n'],
  [{ a: 'two\nlines', b: '-12' }, '"two\nlines",-12\r\n'],
  [{ a: '=HYPERLINK("x")', b: '+1' }, '"\'=HYPERLINK(""x"")",\'+1\r\n'],
  [{ a: '@x', b: '-1+1' }, "'@x,'-1+1\r\n"],
])('a row of CSV: %j', (row, line) => {
  expect(csv.row(row, 0)).toBe(line);
});

it('rows of JSON make an array, whatever their number', () => {
  const file = (rows: readonly object[]) =>
    jsonText.opening + rows.map((row, at) => jsonText.row({ ...row }, at)).join('') + jsonText.closing(rows.length);
  for (const rows of [[], [{ a: 1 }], [{ a: 1 }, { b: '\n' }]]) expect(JSON.parse(file(rows))).toEqual(rows);
});
