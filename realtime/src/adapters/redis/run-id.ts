import type { Redis } from 'ioredis';

/** How long a call waits for a connection before it fails. */
const waitMs = 2_000;

/**
 * The `run_id` of the server that a connection speaks to, read anew each time it becomes ready. A server that lost its
 * tail or was failed over has another one, which no key of it can tell: keys are restored with the rest.
 */
export interface RunId {
  /** Rejects when the connection is not ready in time. */
  current(): Promise<string>;
}

export function trackRunId(redis: Redis): RunId {
  let known: string | undefined;
  const waiters = new Set<(runId: string) => void>();
  const read = async (): Promise<void> => {
    try {
      const found = /^run_id:([0-9a-f]+)/m.exec(await redis.info('server'))?.[1];
      if (found === undefined) return;
      known = found;
      for (const give of waiters) give(found);
      waiters.clear();
    } catch {
      // The connection went away again; its next `ready` reads once more.
    }
  };
  redis.on('ready', () => void read());
  redis.on('close', () => {
    known = undefined;
  });
  if (redis.status === 'ready') void read();
  return {
    current() {
      if (known !== undefined) return Promise.resolve(known);
      return new Promise((resolve, reject) => {
        const give = (runId: string): void => {
          clearTimeout(timer);
          resolve(runId);
        };
        const timer = setTimeout(() => {
          waiters.delete(give);
          reject(new Error('no connection to Redis'));
        }, waitMs);
        waiters.add(give);
      });
    },
  };
}
