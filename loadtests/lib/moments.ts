import { clearInterval, setInterval, setTimeout } from 'k6/timers';
import { dueBy } from './plan.ts';
import { flushTally } from './tally.ts';

const flushPeriodMs = 1_000;
/** What is due between two looks is done at the second: short beside what is measured, long beside what a look costs. */
const lookPeriodMs = 50;

/** Resolves at a moment, at once when it is past. The sockets of the virtual user go on meanwhile. */
export function until(momentMs: number): Promise<void> {
  return new Promise((resolve) => {
    setTimeout(resolve, Math.max(0, momentMs - Date.now()));
  });
}

export interface Pace {
  readonly perSecond: number;
  readonly fromMs: number;
  readonly toMs: number;
}

/** Calls `act` as often as the pace says, evenly; what a late look left is made up for, so the total is exact. */
export function paced({ perSecond, fromMs, toMs }: Pace, act: (index: number) => void): Promise<number> {
  return new Promise((resolve) => {
    let done = 0;
    const timer = setInterval(() => {
      const nowMs = Date.now();
      for (const due = dueBy(nowMs, perSecond, fromMs, toMs); done < due; done += 1) act(done);
      if (nowMs < toMs) return;
      clearInterval(timer);
      resolve(done);
    }, lookPeriodMs);
  });
}

/** Hands counts to k6 once a second while `work` goes on, and once more after it. */
export async function tallied<T>(work: () => Promise<T>): Promise<T> {
  const timer = setInterval(flushTally, flushPeriodMs);
  try {
    return await work();
  } finally {
    clearInterval(timer);
    flushTally();
  }
}
