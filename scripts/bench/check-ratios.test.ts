import { describe, expect, it } from 'vitest';
import { repositoryRoot } from '../paths.ts';
import {
  type Baseline,
  type BenchFile,
  checkRatios,
  checkTable,
  readBaselines,
  readBenchFiles,
  withoutBaseline,
} from './check-ratios.ts';

const baseline = (better: Baseline['better']): Baseline => ({
  ...{ id: 'row', of: 'peer', better },
  ...{ ratio: 1, toleranceRatio: 0.2 },
});
const measured = (ratio: number | null, date = '2026-01-01', scale = 1): BenchFile => ({
  machine: { date, commit: null },
  settings: { scale },
  rows: [{ id: 'row', ours: 1, ratio, peers: {}, beside: {} }],
  file: `bench-${date}.json`,
});
const stateOf = (better: Baseline['better'], ...results: BenchFile[]) =>
  checkRatios([baseline(better)], results)[0]?.state;

describe('ratios against baselines', () => {
  it('may move to the better as far as they like, and to the worse by their tolerance', () => {
    expect(stateOf('lower', measured(0.1))).toBe('held');
    expect(stateOf('lower', measured(1.19))).toBe('held');
    expect(stateOf('lower', measured(1.21))).toBe('worse');
    expect(stateOf('higher', measured(9))).toBe('held');
    expect(stateOf('higher', measured(0.81))).toBe('held');
    expect(stateOf('higher', measured(0.79))).toBe('worse');
  });

  it('counts the newest whole measurement', () => {
    expect(stateOf('lower', measured(1), measured(2, '2026-02-01'))).toBe('worse');
    expect(stateOf('lower', measured(1), measured(2, '2026-02-01', 0.1))).toBe('held');
    expect(stateOf('lower')).toBe('not measured');
    expect(stateOf('lower', measured(null))).toBe('not measured');
  });

  it('names rows that nobody gave a baseline', () => {
    expect(withoutBaseline([], [measured(1), measured(1)])).toEqual(['row']);
    expect(withoutBaseline([], [measured(null)])).toEqual([]);
  });
});

it('the committed results hold their baselines, and every ratio has one', () => {
  const baselines = readBaselines(repositoryRoot);
  const results = readBenchFiles(repositoryRoot);
  const checked = checkRatios(baselines, results);
  expect(
    checked.filter(({ state }) => state !== 'held'),
    checkTable(checked),
  ).toEqual([]);
  expect(withoutBaseline(baselines, results)).toEqual([]);
});
