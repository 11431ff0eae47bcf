import { setTimeout as delay } from 'node:timers/promises';

/** Two signals within this time are one: npm, the launcher and the terminal may each pass the same Ctrl-C on. */
const sameSignalMs = 1_000;
const parentPollMs = 1_000;

export type StopReason = 'signal' | 'parent gone';

/**
 * Calls `onStop` once, at the first Ctrl-C, SIGTERM or hang-up, or when the process that started us is gone; and
 * `onImpatient` when another signal comes later than an echo of the first could.
 */
export function listenForStop(onStop: (reason: StopReason) => void, onImpatient: () => void): void {
  let stoppedMs: number | null = null;
  const stop = (reason: StopReason) => {
    if (stoppedMs === null) {
      stoppedMs = performance.now();
      onStop(reason);
    } else if (performance.now() - stoppedMs > sameSignalMs) {
      onImpatient();
    }
  };
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => stop('signal'));
  // A closed terminal makes every write fail; that must not end us before the cluster is stopped.
  process.stdout.on('error', () => {});
  process.stderr.on('error', () => {});
  const parent = process.ppid;
  const timer = setInterval(() => {
    if (process.ppid === parent || stoppedMs !== null) return;
    clearInterval(timer);
    stop('parent gone');
  }, parentPollMs);
  timer.unref();
}

/** Never settles by itself; keeps the process alive until it exits. */
export async function forever(): Promise<never> {
  for (;;) await delay(2 ** 30);
}
