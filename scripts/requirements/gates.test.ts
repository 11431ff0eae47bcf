import { describe, expect, it } from 'vitest';
import type { Requirement } from './data.ts';
import { evaluateGate, type LastRuns, renderGates } from './gates.ts';

const row = (over: Partial<Requirement>): Requirement => ({
  id: '12.1',
  area: '12 Quality gates',
  line: 'All errors resolved',
  where: ['core'],
  state: 'works',
  shownBy: [{ step: 'types' }],
  ...over,
});
const last = (over: Partial<LastRuns> = {}): LastRuns => ({
  testedAt: '2026-01-01T00:00:00.000Z',
  steps: new Map([['types', true]]),
  coverageLinesPercent: 85,
  passed: new Set(['a.test.ts › works']),
  loadtests: [],
  ...over,
});

describe('evaluateGate', () => {
  it('is green when what shows it passed', () => {
    expect(evaluateGate(row({}), last()).state).toBe('green');
  });

  it('is red when a step failed', () => {
    expect(evaluateGate(row({}), last({ steps: new Map([['types', false]]) })).state).toBe('red');
  });

  it('is never green without a run', () => {
    expect(evaluateGate(row({}), last({ steps: new Map() })).state).toBe('not run');
    expect(evaluateGate(row({ shownBy: [{ test: 'a.test.ts › works' }] }), last({ passed: undefined })).state).toBe(
      'not run',
    );
  });

  it('is red when its test did not pass', () => {
    expect(evaluateGate(row({ shownBy: [{ test: 'a.test.ts › other' }] }), last()).state).toBe('red');
  });

  it('is never green when a person decides', () => {
    expect(evaluateGate(row({ state: 'person', shownBy: [] }), last()).state).toBe('person');
  });

  it.each([
    ['Unit tests passing (>80% coverage)', 'green'],
    ['Test coverage: >90%', 'red'],
  ])('holds "%s" against the measured coverage', (line, state) => {
    expect(evaluateGate(row({ line }), last()).state).toBe(state);
  });

  it('stays open while work is left', () => {
    expect(evaluateGate(row({ state: 'open', issue: 9, shownBy: [] }), last())).toMatchObject({
      state: 'open',
      why: 'goes on in issue 9',
    });
  });
});

describe('renderGates', () => {
  it('says when nothing has run', () => {
    expect(renderGates([row({})], last({ testedAt: undefined }))).toContain('npm test has not run here yet.');
  });
});
