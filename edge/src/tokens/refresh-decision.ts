import { limits } from '@halobuzz/core/limits';

/** The refresh chain of one session. `counter` is the newest token's; it was issued at `rotatedAtMs`. */
export interface RefreshChain {
  readonly counter: number;
  readonly rotatedAtMs: number;
  readonly createdAtMs: number;
  /** Whether it is a member of staff's: those are shorter. */
  readonly staff: boolean;
}

export type RefreshDecision =
  /** The newest token: issue its child. */
  | { readonly kind: 'rotate'; readonly counter: number }
  /** Its parent, presented again at once (a lost answer, a second tab): the same child again. */
  | { readonly kind: 'repeat'; readonly counter: number }
  | { readonly kind: 'expired' }
  /** A token that was used up: someone holds a copy. The session ends. */
  | { readonly kind: 'reused' };

/**
 * Counter gap 0 rotates. Gap 1 within the grace repeats: the child cannot have been used, else the gap were 2. Anything
 * else, a token from the future too (an object restored from a backup), counts as a copy.
 */
export function decideRefresh(chain: RefreshChain, presentedCounter: number, nowMs: number): RefreshDecision {
  if (!sessionAlive(chain, nowMs)) return { kind: 'expired' };
  const gap = chain.counter - presentedCounter;
  if (gap === 0) return { kind: 'rotate', counter: chain.counter + 1 };
  if (gap === 1 && nowMs - chain.rotatedAtMs <= limits.refreshGraceMs)
    return { kind: 'repeat', counter: chain.counter };
  return { kind: 'reused' };
}

/** Whether a session is within its idle and its absolute life. */
export function sessionAlive(chain: RefreshChain, nowMs: number): boolean {
  return nowMs < sessionExpiresAtMs(chain);
}

/** When the session ends unless it is refreshed before. */
export function sessionExpiresAtMs(chain: RefreshChain): number {
  const [idleMs, absoluteMs] = chain.staff
    ? [limits.staffSessionIdleMs, limits.staffSessionAbsoluteMs]
    : [limits.sessionIdleMs, limits.sessionAbsoluteMs];
  return Math.min(chain.rotatedAtMs + idleMs, chain.createdAtMs + absoluteMs);
}
