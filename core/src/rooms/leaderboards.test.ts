import { describe, expect, it } from 'vitest';
import { limits } from '../limits.ts';
import { boardExpiresAtMs, leaderboardKeys, periodStart } from './leaderboards.ts';

const dayMs = 86_400_000;
/** Days since 1 January 1970. */
const monday = 20_780; // 23 November 2026

describe('periods of leaderboards', () => {
  it.each([
    ['the first moment of a Monday', monday * dayMs, monday, monday],
    ['the last moment of a Sunday', monday * dayMs - 1, monday - 1, monday - 7],
    ['the last moment of the week', (monday + 7) * dayMs - 1, monday + 6, monday],
    ['1 January 2027, a Friday', 20_819 * dayMs + 1, 20_819, 20_815],
    ['29 February 2028, a Tuesday', 21_243 * dayMs, 21_243, 21_242],
  ])('%s lies in its day and in the week from Monday', (_, atMs, day, week) => {
    expect([periodStart('day', atMs), periodStart('week', atMs), periodStart('all', atMs)]).toEqual([day, week, 0]);
  });

  it('may be forgotten some time after their end, but for the one without', () => {
    expect(boardExpiresAtMs('day', monday)).toBe((monday + 1) * dayMs + limits.leaderboardGraceMs);
    expect(boardExpiresAtMs('week', monday)).toBe((monday + 7) * dayMs + limits.leaderboardGraceMs);
    expect(boardExpiresAtMs('all', 0)).toBeUndefined();
  });

  it('have keys of their own, in one slot for each owner', () => {
    const keys = (['all', 'day', 'week'] as const).flatMap((period) =>
      Object.values(leaderboardKeys('abc', period, 4)),
    );
    expect(new Set(keys).size).toBe(6);
    for (const key of keys) expect(key).toContain('{abc}');
  });
});
