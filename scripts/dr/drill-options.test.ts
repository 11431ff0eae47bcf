import { describe, expect, it } from 'vitest';
import { parseDrillOptions } from './drill-options.ts';

describe('the words of a drill', () => {
  it('are a million legs and every loss by default', () => {
    expect(parseDrillOptions([])).toEqual({
      legs: 1_000_000,
      giftsPerSecond: 200,
      losses: ['redis', 'mongodb', 'both'],
    });
  });

  it('take a smaller ledger and one loss', () => {
    const words = ['--legs', '4000', '--loss', 'mongodb', '--gifts', '50'];
    expect(parseDrillOptions(words)).toEqual({ legs: 4_000, giftsPerSecond: 50, losses: ['mongodb'] });
  });

  it.each([
    [['--legs', 'many'], '--legs takes a whole number'],
    [['--legs'], '--legs takes a whole number'],
    [['--gifts', '0'], '--gifts takes a whole number'],
    [['--loss', 'house'], '--loss takes one of redis, mongodb, both'],
    [['--more', '1'], 'no option "--more"'],
  ])('%j say what is wrong', (words, problem) => {
    expect(() => parseDrillOptions(words)).toThrow(problem);
  });
});
