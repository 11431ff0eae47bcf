import { globSync } from 'node:fs';
import { expect, test } from 'vitest';
import { repositoryRoot } from '../paths.ts';
import { isMutationArea, mutationAreas } from './mutation-areas.ts';
import { scoreOf, scoreText } from './mutation-score.ts';

test('what no test reaches counts against the score, what cannot run counts for nothing', () => {
  const score = scoreOf(['Killed', 'Timeout', 'Survived', 'NoCoverage', 'CompileError', 'Ignored', 'RuntimeError']);
  expect(score).toEqual({ killed: 2, survived: 2, percent: 50 });
  expect(scoreText('ledger', score)).toBe('ledger: 50.0% (2 mutants noticed, 2 not)');
});

test('nothing mutated passes no bar', () => {
  expect(scoreOf([]).percent >= 0).toBe(false);
});

test.each(Object.entries(mutationAreas))('every pattern of %s matches files', (_name, { sources, tests }) => {
  for (const pattern of [...sources, ...tests]) {
    expect(globSync(pattern, { cwd: repositoryRoot }), pattern).not.toEqual([]);
  }
});

test('only names of areas are areas', () => {
  expect(['ledger', 'tokens', 'rooms', 'toString', ''].map(isMutationArea)).toEqual([true, true, true, false, false]);
});
