import { type FakeClock, fakeClock } from './fake-clock.ts';

/** Timers on a clock of their own: nothing runs until time is advanced. */
export interface FakeTimers {
  readonly clock: FakeClock;
  setTimer(run: () => void, delayMs: number): unknown;
  clearTimer(handle: unknown): void;
  /** Moves time forward and runs what falls due, in order of time. */
  advance(ms: number): void;
  /** Delays, from now, of everything that waits. */
  waitingMs(): number[];
}

interface Waiting {
  readonly atMs: number;
  readonly run: () => void;
}

export function fakeTimers(clock = fakeClock()): FakeTimers {
  const waiting = new Map<number, Waiting>();
  let nextHandle = 1;
  const due = (untilMs: number): [number, Waiting] | undefined =>
    [...waiting].filter(([, timer]) => timer.atMs <= untilMs).sort((a, b) => a[1].atMs - b[1].atMs || a[0] - b[0])[0];
  return {
    clock,
    setTimer: (run, delayMs) => {
      const handle = nextHandle;
      nextHandle += 1;
      waiting.set(handle, { atMs: clock.now() + Math.max(0, delayMs), run });
      return handle;
    },
    clearTimer: (handle) => {
      if (typeof handle === 'number') waiting.delete(handle);
    },
    advance: (ms) => {
      const untilMs = clock.now() + ms;
      for (let next = due(untilMs); next !== undefined; next = due(untilMs)) {
        const [handle, timer] = next;
        waiting.delete(handle);
        clock.set(Math.max(clock.now(), timer.atMs));
        timer.run();
      }
      clock.set(untilMs);
    },
    waitingMs: () => [...waiting.values()].map((timer) => timer.atMs - clock.now()),
  };
}
