import { setTimeout as delay } from 'node:timers/promises';

const pollMsDefault = 25;

/**
 * Polls `condition` until it holds. Answers false when `timeoutMs` has passed, or as soon as `abort` settles
 * (a process that exits while one waits for it to become ready). A condition that throws counts as not yet.
 */
export async function waitUntil(
  condition: () => Promise<boolean> | boolean,
  options: { timeoutMs: number; pollMs?: number; abort?: Promise<unknown> },
): Promise<boolean> {
  const deadlineMs = performance.now() + options.timeoutMs;
  let aborted = false;
  void options.abort?.then(
    () => {
      aborted = true;
    },
    () => {
      aborted = true;
    },
  );
  while (!aborted && performance.now() < deadlineMs) {
    if (await holds(condition)) return true;
    await delay(options.pollMs ?? pollMsDefault);
  }
  return false;
}

async function holds(condition: () => Promise<boolean> | boolean): Promise<boolean> {
  try {
    return await condition();
  } catch {
    return false;
  }
}
