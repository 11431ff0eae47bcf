/**
 * Reconnect delays, milliseconds. The largest keeps a promise: a dead gateway gets nobody new after `nodeSilentMs`, so that
 * its viewers are elsewhere within 15 s, however unlucky their delays are.
 */
export const backoffBaseMs = 500;
export const backoffMaxMs = 10_000;

/**
 * Full jitter: a uniformly random delay below an exponentially growing ceiling. Spreads a herd evenly, where "equal
 * jitter" keeps it bunched. Source: Marc Brooker, "Exponential Backoff And Jitter", AWS Architecture Blog, 2015.
 *
 * @param attempt 0 for the first retry
 * @param random a number in [0, 1)
 */
export function fullJitterMs(attempt: number, random: number): number {
  const ceiling = Math.min(backoffMaxMs, backoffBaseMs * 2 ** Math.min(attempt, 16));
  return Math.floor(random * ceiling);
}
