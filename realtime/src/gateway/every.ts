/**
 * Runs `work` now and then every `periodMs`, never twice at once: a run that takes longer delays the next. Returns the
 * release, which waits for the run under way. `work` must not throw.
 */
export function every(periodMs: number, work: () => Promise<void>): () => Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  let stopped = false;
  let running = Promise.resolve();
  const run = async (): Promise<void> => {
    const startedAtMs = performance.now();
    await work();
    if (!stopped) timer = setTimeout(start, Math.max(0, periodMs - (performance.now() - startedAtMs)));
  };
  const start = (): void => {
    running = run();
  };
  timer = setTimeout(start, periodMs);
  return async () => {
    stopped = true;
    clearTimeout(timer);
    await running;
  };
}
