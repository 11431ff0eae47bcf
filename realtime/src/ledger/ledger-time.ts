import { setTimeout as delay } from 'node:timers/promises';

/** The time by which the writer and the projector act. Passed in, so that a simulation can let years pass in a second. */
export interface LedgerTime {
  /** Never goes back, and means nothing in another process: what has run out is told by it. Milliseconds. */
  monotonicMs(): number;
  /** Unix time. For what people read; nothing is decided by it. */
  wallMs(): number;
  /** Resolves after so long, or at once when the signal is aborted. Never rejects. */
  pause(ms: number, signal: AbortSignal): Promise<void>;
}

export const systemTime: LedgerTime = {
  monotonicMs: () => performance.now(),
  wallMs: () => Date.now(),
  pause: (ms, signal) => delay(ms, undefined, { signal }).catch(() => {}),
};
