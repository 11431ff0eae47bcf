import { limits } from '@halobuzz/core/limits';
import type { LivestreamStore } from './streams/livestream-store.ts';

/** Lets passes over everything that is live take their time, so that requests in between wait for a page at most. */
export interface Pace {
  /** Rests for a multiple of what some work took. False once stopped: whoever is told so leaves the rest for later. */
  rest(workMs: number): Promise<boolean>;
  /** Wakes who rests. */
  stop(): void;
}

/** `sleep` ends early when its signal is aborted; it may reject then. */
export function createPace(sleep: (timeMs: number, signal: AbortSignal) => Promise<unknown>): Pace {
  const stopping = new AbortController();
  return {
    async rest(workMs) {
      const timeMs = Math.min(Math.max(0, workMs) * limits.backgroundRestRatio, limits.backgroundRestMsMax);
      if (!stopping.signal.aborted) await sleep(timeMs, stopping.signal).catch(() => undefined);
      return !stopping.signal.aborted;
    },
    stop: () => stopping.abort(),
  };
}

/**
 * A store whose scans rest between pages, in proportion to what was done with the page before: with few broadcasts there
 * is one page and no rest, with tens of thousands a pass takes longer and no more of the process than its share. After a
 * stop every scan is at its end.
 */
export function pacedScans<T extends Pick<LivestreamStore, 'scanLive'>>(store: T, pace: Pace, nowMs: () => number): T {
  /** When the page that ended with this host was handed out: passes run side by side. */
  const handedOut = new Map<string, number>();
  return {
    ...store,
    async scanLive(afterHostId, limit) {
      const sinceMs = handedOut.get(afterHostId);
      handedOut.delete(afterHostId);
      if (sinceMs !== undefined && !(await pace.rest(nowMs() - sinceMs))) return [];
      const page = await store.scanLive(afterHostId, limit);
      const last = page.at(-1);
      if (last !== undefined && page.length === limit) {
        // Passes that died between two pages left theirs.
        if (handedOut.size >= limits.backgroundBatchMax) handedOut.clear();
        handedOut.set(last.hostId, nowMs());
      }
      return page;
    },
  };
}
