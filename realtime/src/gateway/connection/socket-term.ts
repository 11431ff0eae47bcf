import { limits } from '@halobuzz/core/limits';
import type { Identity } from '../auth/identity.ts';

/**
 * When a socket that joins now ends by itself: with its session, or when it has lasted long enough, so that everybody
 * passes the edge now and then and nodes even out. `random` in [0, 1) spreads those who came together.
 */
export function termEndsAtMs(identity: Pick<Identity, 'sessionEndsAtMs'>, nowMs: number, random: number): number {
  const lifetimeMs = limits.socketLifetimeMs * (1 - random / 5);
  return Math.min(nowMs + lifetimeMs, identity.sessionEndsAtMs ?? Number.POSITIVE_INFINITY);
}
