import { useEffect, useRef } from 'react';
import { AppState } from 'react-native';

/**
 * Runs `task` again `pauseMs` after its last run ended, while the app is in front; coming back to the front runs it at
 * once. The first run is a pause away: loading does the first. Without a pause nothing runs.
 */
export function usePolling(task: () => Promise<void>, pauseMs: number | undefined): void {
  const newest = useRef(task);
  useEffect(() => {
    newest.current = task;
  }, [task]);
  useEffect(() => {
    if (pauseMs === undefined) return undefined;
    let stopped = false;
    let timer: ReturnType<typeof setTimeout> | undefined;
    const run = (): void => {
      clearTimeout(timer);
      void newest.current().finally(() => {
        if (stopped || AppState.currentState === 'background') return;
        clearTimeout(timer);
        timer = setTimeout(run, pauseMs);
      });
    };
    timer = setTimeout(run, pauseMs);
    const subscription = AppState.addEventListener('change', (state) => {
      if (state === 'active') run();
      else clearTimeout(timer);
    });
    return () => {
      stopped = true;
      clearTimeout(timer);
      subscription.remove();
    };
  }, [pauseMs]);
}
