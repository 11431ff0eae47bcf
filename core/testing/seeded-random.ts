import type { RandomBytes } from '@halobuzz/core/clock';

/** Randomness that a test can repeat. */
export interface SeededRandom {
  /** A number in [0, 1), as Math.random gives. */
  readonly next: () => number;
  /** An integer in [0, below). */
  readonly below: (below: number) => number;
  readonly bytes: RandomBytes;
}

/** The mulberry32 generator (Tommy Ettinger, public domain): 32 bits of state, good enough for tests and nothing else. */
export function seededRandom(seed: number): SeededRandom {
  let state = seed >>> 0;
  const next = (): number => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
  const below = (bound: number): number => Math.floor(next() * bound);
  return { next, below, bytes: (length) => Uint8Array.from({ length }, () => below(256)) };
}
