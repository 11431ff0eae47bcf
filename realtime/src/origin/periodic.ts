import type { OriginLog } from './http/origin-log.ts';

export interface Periodic {
  /** Stops after the run that is under way. */
  stop(): Promise<void>;
}

/**
 * Runs `task` again and again, `periodMs` between the end of one run and the beginning of the next, never two at once.
 * After a failed run the next one comes as usual; the first of a series of failures is logged, and the recovery.
 */
export function runPeriodically(
  name: string,
  periodMs: number,
  task: () => Promise<unknown>,
  log: OriginLog,
): Periodic {
  let stopped = false;
  let timer: NodeJS.Timeout | undefined;
  let wake: (() => void) | undefined;
  let failing = false;
  const loop = async (): Promise<void> => {
    while (!stopped) {
      try {
        await task();
        if (failing) log.info({ task: name }, 'a background task works again');
        failing = false;
      } catch (err) {
        if (!failing) log.warn({ err, task: name }, 'a background task failed; it is tried again');
        failing = true;
      }
      if (stopped) return;
      await new Promise<void>((resolve) => {
        wake = resolve;
        timer = setTimeout(resolve, periodMs);
      });
    }
  };
  const running = loop();
  return {
    async stop() {
      stopped = true;
      clearTimeout(timer);
      wake?.();
      await running;
    },
  };
}
