import type { AccountSanction } from './outcomes.ts';

/** A sanction as escalation looks at it. */
export interface EarlierSanction {
  readonly kind: AccountSanction;
  readonly atMs: number;
  /** Lifted ones are no strikes: they were found wrong, or forgiven. */
  readonly liftedAtMs?: number | undefined;
}

export interface SuggestedSanction {
  readonly kind: AccountSanction;
  /** Absent for a warning, and for a ban without an end. */
  readonly seconds?: number;
}

const day = 86_400;
/** What comes after so many strikes; the last one holds for all beyond. */
const ladder: readonly SuggestedSanction[] = [
  { kind: 'warn' },
  { kind: 'mute', seconds: day },
  { kind: 'suspend', seconds: 3 * day },
  { kind: 'suspend', seconds: 14 * day },
  { kind: 'ban', seconds: 30 * day },
  { kind: 'ban' },
];

/** Sanctions that still count: not lifted, and younger than `strikeLifeMs`. */
export function strikesOf(earlier: readonly EarlierSanction[], nowMs: number, strikeLifeMs: number): number {
  return earlier.filter(({ atMs, liftedAtMs }) => liftedAtMs === undefined && nowMs - atMs < strikeLifeMs).length;
}

/** What earlier sanctions would suggest next. People decide: nothing is imposed by this. */
export function suggestSanction(strikes: number): SuggestedSanction {
  return ladder[Math.min(strikes, ladder.length - 1)] ?? { kind: 'warn' };
}
