import { expect, it } from 'vitest';
import { UserBuckets } from './user-buckets.ts';

it('counts each user by themselves, and forgets who has waited long enough', () => {
  const buckets = new UserBuckets(1, 2);
  expect([0, 0, 0].map(() => buckets.take('ann', 0))).toEqual([0, 0, 1_000]);
  expect(buckets.take('bob', 0)).toBe(0);
  buckets.sweep(999);
  expect(buckets.size).toBe(2);
  buckets.sweep(1_000);
  expect(buckets.size).toBe(1);
  expect(buckets.take('ann', 1_000)).toBe(0);
  buckets.sweep(4_000);
  expect(buckets.size).toBe(0);
});
