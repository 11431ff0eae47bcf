import type { Clock } from '@halobuzz/core/clock';
import { limits } from '@halobuzz/core/limits';

/** Counts the events that an account reports. @returns 0 when they are within its bound, else how long to wait, ms */
export type ReportBound = (events: number) => number;

/**
 * In the object's memory alone: what is forgotten when the object sleeps bounds nothing that matters, and reports are no
 * reason to write. Windows of `analyticsEventsLifeMs` follow each other.
 */
export function createReportBound(clock: Clock): ReportBound {
  let beganAtMs = Number.NEGATIVE_INFINITY;
  let counted = 0;
  return (events) => {
    const nowMs = clock();
    if (nowMs - beganAtMs >= limits.analyticsEventsLifeMs) {
      beganAtMs = nowMs;
      counted = 0;
    }
    if (counted + events > limits.analyticsEventsMax) return beganAtMs + limits.analyticsEventsLifeMs - nowMs;
    counted += events;
    return 0;
  };
}
