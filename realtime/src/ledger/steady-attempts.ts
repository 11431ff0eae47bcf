import type { Logger } from 'pino';

/** Runs work that may fail for as long as a store is away. Resolves with whether it came through; never rejects. */
export type Attempt = (what: string, work: () => Promise<void>) => Promise<boolean>;

/** One line when something begins to fail, one when it works again: an outage of an hour must not fill a disk. */
export function steadyAttempts(log: Logger, stopping: () => boolean): Attempt {
  const failing = new Set<string>();
  return async (what, work) => {
    try {
      await work();
      if (failing.delete(what)) log.info(`${what}: works again`);
      return true;
    } catch (err) {
      if (!stopping() && !failing.has(what)) log.warn({ err }, `${what}: failed, trying on`);
      failing.add(what);
      return false;
    }
  };
}
