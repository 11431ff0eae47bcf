import { describe, expect, it } from 'vitest';
import { repositoryRoot } from '../paths.ts';
import { checkAsvs } from './asvs-check.ts';
import { type AsvsRow, readAsvs, readAsvsScope } from './asvs-data.ts';
import { renderAsvs } from './asvs-render.ts';
import type { Ground } from './check.ts';

const row = (over: Partial<AsvsRow> = {}): AsvsRow => ({
  id: 'V1.1.1',
  level: 2,
  asks: 'Decode once.',
  state: 'met',
  where: ['core/src'],
  shownBy: [{ test: 'a.test.ts › does it' }],
  ...over,
});
const chapter = (...rows: AsvsRow[]) => [{ chapter: 'V1', title: 'Encoding', rows }];
const ground: Ground = {
  readFile: (path) => (path === 'a.test.ts' ? "it('does it', …)" : undefined),
  pathExists: (path) => path === 'core/src',
  steps: ['types'],
  passed: new Set(['a.test.ts › does it']),
};

describe('checkAsvs', () => {
  it('accepts a requirement whose test passed in this run', () => {
    expect(checkAsvs(chapter(row()), ['V1.1.1'], ground)).toEqual([]);
  });

  it.each([
    ['one that is missing', [], 'V1.1.1: is not answered'],
    ['one that stands twice', [row(), row()], 'V1.1.1: stands twice'],
    ['one nobody asked for', [row(), row({ id: 'V1.9.9' })], 'V1.9.9: is out of scope'],
    ['one in the wrong chapter', [row(), row({ id: 'V2.1.1' })], 'V2.1.1: stands in chapter V1'],
    ['a claim that nothing shows', [row({ where: [], shownBy: [] })], 'nothing shows it'],
    ['a test that did not pass', [row({ shownBy: [{ test: 'a.test.ts › other' }] })], 'did not pass in this run'],
    ['a file that is gone', [row({ where: ['gone.ts'] })], 'gone.ts does not exist'],
    ['a relaxation without a reason', [row({ state: 'relaxed' })], 'no reason says why'],
    ['an exclusion without a reason', [row({ state: 'not_applicable' })], 'no reason says why'],
    ['open work without an issue', [row({ state: 'open' })], 'no issue says'],
  ])('refuses %s', (_name, rows, problem) => {
    expect(checkAsvs(chapter(...rows), ['V1.1.1'], ground).join('\n')).toContain(problem);
  });
});

describe('the table', () => {
  it('covers levels 1 and 2 whole, and the five of level 3', () => {
    const scope = readAsvsScope(repositoryRoot);
    const rows = readAsvs(repositoryRoot).flatMap(({ rows: own }) => own);
    expect(new Set(scope).size).toBe(258);
    expect(rows.filter(({ level }) => level < 3)).toHaveLength(253);
    expect(rows.filter(({ level }) => level === 3).map(({ id }) => id)).toEqual([
      'V6.3.5',
      'V6.3.7',
      'V6.3.8',
      'V7.5.3',
      'V10.3.5',
    ]);
  });

  it('shows what was asked, the answer and its evidence', () => {
    const page = renderAsvs(chapter(row({ asks: 'Decode | once.', reason: 'Because' })));
    expect(page).toContain('| 1.1.1 | 2 | Decode \\| once. | ✅ met. Because. `core/src` | `a.test.ts` “does it” |');
  });
});
