import { useEffect, useState } from 'react';

const tickMs = 500;

/** The time by `nowMs`, drawn anew twice a second for as long as `runs`. */
export function useClock(nowMs: () => number, runs: boolean): number {
  const [now, setNow] = useState(nowMs);
  useEffect(() => {
    if (!runs) return undefined;
    setNow(nowMs());
    const timer = setInterval(() => setNow(nowMs()), tickMs);
    return () => clearInterval(timer);
  }, [nowMs, runs]);
  return now;
}

/** Whole seconds until then, never below zero. */
export function secondsUntil(untilMs: number, nowMs: number): number {
  return Math.max(0, Math.ceil((untilMs - nowMs) / 1_000));
}
