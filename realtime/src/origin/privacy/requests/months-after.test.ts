import { expect, test } from 'vitest';
import { monthsAfter } from './months-after.ts';

test.each([
  ['2026-01-15T10:20:30.400Z', 1, '2026-02-15T10:20:30.400Z'],
  ['2026-01-31T10:20:30.400Z', 1, '2026-02-28T10:20:30.400Z'],
  ['2028-01-31T00:00:00.000Z', 1, '2028-02-29T00:00:00.000Z'],
  ['2026-12-31T23:59:59.999Z', 2, '2027-02-28T23:59:59.999Z'],
  ['2026-11-30T00:00:00.000Z', 3, '2027-02-28T00:00:00.000Z'],
  ['2026-05-31T00:00:00.000Z', 0, '2026-05-31T00:00:00.000Z'],
])('%s and %i months: %s', (from, months, expected) => {
  expect(new Date(monthsAfter(Date.parse(from), months)).toISOString()).toBe(expected);
});
