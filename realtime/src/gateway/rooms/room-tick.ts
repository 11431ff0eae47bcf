import { limits } from '@halobuzz/core/limits';

/**
 * How long a room of this many viewers gathers events, ms. A frame costs its node a write per viewer, 6–8 µs on the
 * machines we measured (ADR 0010): with a fixed tick a room of 12,000 viewers would keep a core busy with nothing else.
 * So the tick grows with the room, by more than a write costs. It goes by viewers on all nodes: spread over
 * two nodes a room must not cost twice as many writes.
 */
export function roomTickMsOf(viewers: number): number {
  const stretchedMs = viewers / limits.roomTickViewersPerMs;
  return Math.min(limits.roomTickMsMax, Math.max(limits.roomTickMs, stretchedMs));
}
