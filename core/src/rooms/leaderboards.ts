import { limits } from '../limits.ts';

/** What a board counts: ever, one UTC day, or one UTC week from Monday on. */
export const boardPeriods = ['all', 'day', 'week'] as const;
export type BoardPeriod = (typeof boardPeriods)[number];

/** The owner of the board on which hosts stand; all others belong to a host, by account id. */
export const HOSTS_BOARD = 'hosts';

const dayMs = 86_400_000;

/** The first day of the period in which `atMs` lies, in days since 1 January 1970; 0 for `all`. */
export function periodStart(period: BoardPeriod, atMs: number): number {
  if (period === 'all') return 0;
  const day = Math.floor(atMs / dayMs);
  // 1 January 1970 was a Thursday: three days after a Monday.
  return period === 'week' ? day - ((day + 3) % 7) : day;
}

/** When a board may be forgotten, ms; undefined for one that stays. */
export function boardExpiresAtMs(period: BoardPeriod, start: number): number | undefined {
  if (period === 'all') return undefined;
  return (start + (period === 'week' ? 7 : 1)) * dayMs + limits.leaderboardGraceMs;
}

/** A sorted set, account id → coins, and a hash of names beside it; both share the owner's hash tag. */
export function leaderboardKeys(owner: string, period: BoardPeriod, start: number) {
  const board = `lb:{${owner}}:${period}:${start}`;
  return { board, names: `${board}:names` } as const;
}
