import { limits } from '@halobuzz/core/limits';

/** Sign-in attempts on one identifier since the last success: how many were let in, and when the last. */
export interface AttemptWindow {
  readonly failures: number;
  readonly lastAtMs: number;
}

export type Admission =
  | { readonly admitted: true; readonly window: AttemptWindow }
  | { readonly admitted: false; readonly retryAfterMs: number };

/**
 * Lets an attempt in, counting it as failed until a success clears the window: parallel guesses count too. After
 * `loginFailuresMax` each further one has to wait twice as long, at most the window, after which all is forgotten: a
 * pause, never a lock-out.
 */
export function admitAttempt(window: AttemptWindow | undefined, nowMs: number): Admission {
  const current =
    window === undefined || nowMs - window.lastAtMs >= limits.loginFailureWindowMs
      ? { failures: 0, lastAtMs: nowMs }
      : window;
  const excess = current.failures - limits.loginFailuresMax;
  if (excess >= 0) {
    const pauseMs = Math.min(limits.loginBackoffMs * 2 ** Math.min(excess, 30), limits.loginFailureWindowMs);
    const retryAfterMs = current.lastAtMs + pauseMs - nowMs;
    if (retryAfterMs > 0) return { admitted: false, retryAfterMs };
  }
  return { admitted: true, window: { failures: current.failures + 1, lastAtMs: nowMs } };
}
