import { limits } from '@halobuzz/core/limits';
import type { Identity } from '../auth/identity.ts';

type Term = Pick<Identity, 'sessionEndsAtMs' | 'admittedAtMs'>;

/**
 * When a socket that joins now ends by itself: with its session, or when it and those it resumed have lasted long enough,
 * so that everybody passes the edge now and then and nodes even out. `random` in [0, 1) spreads those who came together.
 */
export function termEndsAtMs({ sessionEndsAtMs, admittedAtMs }: Term, nowMs: number, random: number): number {
  const lifetimeMs = limits.socketLifetimeMs * (1 - random / 5);
  return Math.min((admittedAtMs ?? nowMs) + lifetimeMs, sessionEndsAtMs ?? Number.POSITIVE_INFINITY);
}

/** Whether no socket of this admission may be opened any more. */
export function isTermOver(term: Term, nowMs: number): boolean {
  return termEndsAtMs(term, nowMs, 0) <= nowMs;
}
