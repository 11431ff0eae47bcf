import type { Redis } from 'ioredis';

/** How long a call waits for a connection that is being made. */
const waitMs = 2_000;
/** In these states of an ioredis connection nothing is under way that a call could wait for. */
const lostStates: ReadonlySet<string> = new Set(['reconnecting', 'close', 'end']);

/**
 * The `run_id` of the server that a connection speaks to, read anew each time it becomes ready. A server that lost its
 * tail or was failed over has another one, which no key of it can tell: keys are restored with the rest.
 */
export interface RunId {
  /** Rejects when the connection is lost, or not ready in time. */
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
      if (lostStates.has(redis.status)) return Promise.reject(new Error('no connection to Redis'));
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
