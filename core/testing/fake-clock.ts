import type { Clock } from '@halobuzz/core/clock';

/** A clock that stands still until it is told to move. */
export interface FakeClock {
  readonly now: Clock;
  advance(ms: number): void;
  set(ms: number): void;
}

/** Starts at a fixed time, 2026-01-02T03:04:05.678Z, unless told otherwise. */
export function fakeClock(startMs = 1_767_323_045_678): FakeClock {
  let nowMs = startMs;
  return {
    now: () => nowMs,
    advance: (ms) => {
      nowMs += ms;
    },
    set: (ms) => {
      nowMs = ms;
    },
  };
}
