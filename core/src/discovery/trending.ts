import { limits } from '../limits.ts';

/** What happened in a broadcast since it was last looked at. */
export interface Activity {
  /** Joined sockets now. */
  readonly viewers: number;
  /** Time since the last look, ms. */
  readonly sinceMs: number;
  /** People who came for the first time. */
  readonly joins: number;
  readonly coins: number;
  /** How long it has been live, ms. */
  readonly ageMs: number;
}

/** What a person who comes is worth, in minutes of one viewer. */
const joinWeight = 3;
/** What the root of the coins given is worth: the fourth coin counts half the first, so nobody buys a place at a linear price. */
const coinRootWeight = 2;
/** Levels closer than this (7% of heat) are not written anew: a steady broadcast moves once in a minute. */
export const trendStepLevel = 0.1;

/**
 * The weight of some activity, in viewer minutes:
 *
 *     (viewers × minutes + 3 × joins + 2 × √coins) × (1 + 2^(−age ÷ 30 min))
 *
 * Never negative; grows with everything but age.
 */
export function trendWeight({ viewers, sinceMs, joins, coins, ageMs }: Activity): number {
  const watched = Math.max(0, viewers) * (Math.max(0, sinceMs) / 60_000);
  const earned = watched + joinWeight * Math.max(0, joins) + coinRootWeight * Math.sqrt(Math.max(0, coins));
  return earned * (1 + 2 ** (-Math.max(0, ageMs) / limits.trendNewcomerHalfLifeMs));
}

/**
 * The level of a broadcast after more activity. Forward decay (Cormode, Shkapenyuk, Srivastava, Xu: "Forward Decay", ICDE
 * 2009): an activity of weight w at time t counts w × 2^(t ÷ half-life), and the level is the logarithm of their sum. So the
 * past decays without anybody writing it: levels of broadcasts in which nothing happens keep their order for ever.
 * Undefined: nothing has ever happened. Activities may come in any order.
 */
export function trendLevel(level: number | undefined, weight: number, atMs: number): number | undefined {
  if (!(weight > 0)) return level;
  const added = Math.log2(weight) + atMs / limits.trendHalfLifeMs;
  if (level === undefined) return added;
  const [high, low] = level > added ? [level, added] : [added, level];
  return high + Math.log2(1 + 2 ** (low - high));
}

/** What a level is worth at a time: decayed viewer minutes. */
export function trendHeat(level: number, nowMs: number): number {
  return 2 ** (level - nowMs / limits.trendHalfLifeMs);
}
