import { expect, it } from 'vitest';
import { median } from './median.ts';

it('takes the middle, whatever the order and the outliers', () => {
  expect(median([9, 1, 1_000])).toBe(9);
  expect(median([4, 1, 3, 2])).toBe(2.5);
  expect(median([7])).toBe(7);
  expect(median([])).toBeNaN();
});
