import { describe, expect, it } from 'vitest';
import { checkRequirements, type Ground } from './check.ts';
import type { Requirement } from './data.ts';
import { renderRequirements } from './render.ts';

const row = (over: Partial<Requirement> = {}): Requirement => ({
  id: '1.1',
  area: '1 Area',
  line: 'A line | with a bar',
  where: ['core/src'],
  state: 'works',
  shownBy: [{ test: 'a.test.ts › does it' }],
  ...over,
});

const ground = (over: Partial<Ground> = {}): Ground => ({
  readFile: (path) => (path === 'a.test.ts' ? "it('does it', …)" : undefined),
  pathExists: (path) => path === 'core/src',
  steps: ['types'],
  passed: undefined,
  ...over,
});

describe('checkRequirements', () => {
  it('accepts a claim whose test exists', () => {
    expect(checkRequirements([row()], ground())).toEqual([]);
  });

  it.each([
    ['a test file that is missing', row({ shownBy: [{ test: 'b.test.ts › does it' }] }), 'b.test.ts does not exist'],
    ['a title that is missing', row({ shownBy: [{ test: 'a.test.ts › other' }] }), 'has no test "other"'],
    ['an unknown step', row({ shownBy: [{ step: 'nothing' }] }), 'no step "nothing"'],
    ['a claim without evidence', row({ shownBy: [] }), 'nothing shows it'],
    ['a place that is missing', row({ where: ['nowhere'] }), 'nowhere does not exist'],
    ['open work without an issue', row({ state: 'open', shownBy: [] }), 'no issue says'],
    ['another answer without a note', row({ state: 'different', shownBy: [] }), 'no note says'],
  ])('refuses %s', (_name, bad, problem) => {
    expect(checkRequirements([bad], ground()).join('\n')).toContain(problem);
  });

  it('refuses a test that did not pass in this run', () => {
    expect(checkRequirements([row()], ground({ passed: new Set() }))).toHaveLength(1);
    expect(checkRequirements([row()], ground({ passed: new Set(['a.test.ts › does it']) }))).toEqual([]);
  });

  it('refuses an id that stands twice', () => {
    expect(checkRequirements([row(), row()], ground())).toEqual(['1.1: the id stands twice']);
  });
});

describe('renderRequirements', () => {
  it('escapes bars, so that a line cannot break its table', () => {
    expect(renderRequirements([row()])).toContain('A line \\| with a bar');
  });
});
