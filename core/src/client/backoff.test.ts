import { expect, it } from 'vitest';
import { backoffBaseMs, backoffMaxMs, fullJitterMs } from './backoff.ts';

it('doubles its ceiling with every attempt, up to the largest', () => {
  const almostOne = 1 - Number.EPSILON;
  expect([0, 1, 2, 4, 5, 100, 5_000].map((attempt) => fullJitterMs(attempt, almostOne))).toEqual([
    backoffBaseMs - 1,
    backoffBaseMs * 2 - 1,
    backoffBaseMs * 4 - 1,
    backoffBaseMs * 16 - 1,
    backoffMaxMs - 1,
    backoffMaxMs - 1,
    backoffMaxMs - 1,
  ]);
});

it('may wait not at all, so that a herd spreads over the whole time', () => {
  expect(fullJitterMs(7, 0)).toBe(0);
  expect(fullJitterMs(0, 0.5)).toBe(backoffBaseMs / 2);
});
