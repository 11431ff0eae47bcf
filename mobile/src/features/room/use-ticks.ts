import { useEffect, useReducer } from 'react';

const tickMs = 500;

/**
 * Draws anew twice a second for as long as `runs`. What the time is then is read while drawing, so that whatever else draws
 * meanwhile (somebody types) never goes by an older time than the one that stopped the ticks.
 */
export function useTicks(runs: boolean): void {
  const [, draw] = useReducer((count: number) => count + 1, 0);
  useEffect(() => {
    if (!runs) return undefined;
    const timer = setInterval(draw, tickMs);
    return () => clearInterval(timer);
  }, [runs]);
}

/** Whole seconds until then, never below zero. */
export function secondsUntil(untilMs: number, nowMs: number): number {
  return Math.max(0, Math.ceil((untilMs - nowMs) / 1_000));
}
