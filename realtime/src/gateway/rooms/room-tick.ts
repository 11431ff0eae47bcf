import { limits } from '@halobuzz/core/limits';

/**
 * How long a room of this many viewers gathers events, ms. A frame costs its node a write per viewer, 6–10 µs on the
 * machines we measured (ADR 0010): with a fixed tick a room of 12,000 viewers would keep a core busy with nothing else.
 * So the tick grows with the room, by half as much again as its writes cost: viewers are written by turns (ADR 0014), an
 * event waits for one tick at most and not for the writes of the others too. It goes by viewers on all nodes: spread over
 * two nodes a room must not cost twice as many writes.
 */
export function roomTickMsOf(viewers: number): number {
  const stretchedMs = viewers / limits.roomTickViewersPerMs;
  return Math.min(limits.roomTickMsMax, Math.max(limits.roomTickMs, stretchedMs));
}
