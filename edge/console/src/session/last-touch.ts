import { limits } from '@halobuzz/core/limits';
import type { TextStore } from './browser-store.ts';

/** When somebody last used the console in this browser, in any of its windows; 0 when nobody ever did. */
export function lastTouchMs(store: TextStore): number {
  const ms = Number(store.get('console-active') ?? 0);
  return Number.isFinite(ms) ? ms : 0;
}

export function touch(store: TextStore, nowMs: number): void {
  store.set('console-active', `${nowMs}`);
}

/** A time in the future is none of ours: it counts as long ago. */
export function isIdle(store: TextStore, nowMs: number): boolean {
  const sinceMs = nowMs - lastTouchMs(store);
  return sinceMs > limits.consoleIdleMs || sinceMs < -limits.consoleIdleMs;
}
