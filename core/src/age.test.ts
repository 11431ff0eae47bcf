import { describe, expect, it } from 'vitest';
import { birthDateProblem, isAdultOn } from './age.ts';

describe('an adult', () => {
  it.each([
    ['2008-11-23', '2026-11-22', false],
    ['2008-11-23', '2026-11-23', true],
    ['2008-11-24', '2026-11-23', false],
    ['1950-01-01', '2026-11-23', true],
    // Born on a leap day.
    ['2008-02-29', '2026-02-28', false],
    ['2008-02-29', '2026-03-01', true],
    ['2010-12-31', '2028-12-30', false],
    ['2010-12-31', '2029-01-01', true],
  ])('born on %s is one on %s: %s', (born, today, adult) => {
    expect(isAdultOn(born, today)).toBe(adult);
  });
});

describe('a birth date', () => {
  it.each([
    ['2026-11-23', undefined],
    ['2026-11-24', 'must not lie in the future'],
    ['1906-11-24', undefined],
    ['1906-11-23', 'must be less than 120 years ago'],
    ['0001-01-01', 'must be less than 120 years ago'],
  ])('of %s: %s', (day, problem) => {
    expect(birthDateProblem(day, '2026-11-23')).toBe(problem);
  });
});
