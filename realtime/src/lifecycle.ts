import type { Logger } from 'pino';

export type Release = () => void | Promise<void>;

/**
 * Holds what a process opened and lets it go in reverse order. One release that fails or exceeds the deadline does not
 * keep the others open.
 */
export interface Lifecycle {
  /** Registers something that was just opened. After `release` began, it is released at once. */
  own(name: string, release: Release): void;
  /**
   * Releases everything, last in first out. `deadlineMs` is for all of it together; what is left then is given up.
   * Resolves with the names that failed or were given up. Repeated calls get the same answer.
   */
  release(deadlineMs: number): Promise<readonly string[]>;
}

/** The part of {@link Lifecycle} that those need who open things. */
export type Owner = Pick<Lifecycle, 'own'>;

export function createLifecycle(log: Logger): Lifecycle {
  const owned: { readonly name: string; readonly release: Release }[] = [];
  let releasing: Promise<readonly string[]> | undefined;

  const releaseAll = async (deadlineMs: number): Promise<readonly string[]> => {
    const endsAtMs = Date.now() + deadlineMs;
    const failed: string[] = [];
    for (let entry = owned.pop(); entry !== undefined; entry = owned.pop()) {
      const outcome = await settleWithin(entry.release, Math.max(0, endsAtMs - Date.now()));
      if (outcome.kind === 'done') continue;
      failed.push(entry.name);
      if (outcome.kind === 'failed') log.error({ err: outcome.error, resource: entry.name }, 'release failed');
      else log.error({ resource: entry.name }, 'release gave up at the deadline');
    }
    return failed;
  };

  return {
    own(name, release) {
      if (releasing === undefined) {
        owned.push({ name, release });
        return;
      }
      void settleWithin(release, 1_000).then((outcome) => {
        if (outcome.kind === 'failed') log.error({ err: outcome.error, resource: name }, 'late release failed');
      });
    },
    release(deadlineMs) {
      releasing ??= releaseAll(deadlineMs);
      return releasing;
    },
  };
}

type Settled =
  | { readonly kind: 'done' }
  | { readonly kind: 'failed'; readonly error: unknown }
  | { readonly kind: 'late' };

async function settleWithin(release: Release, withinMs: number): Promise<Settled> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<Settled>((resolve) => {
    timer = setTimeout(() => resolve({ kind: 'late' }), withinMs);
  });
  const run = async (): Promise<Settled> => {
    try {
      await release();
      return { kind: 'done' };
    } catch (error) {
      return { kind: 'failed', error };
    }
  };
  try {
    return await Promise.race([run(), late]);
  } finally {
    clearTimeout(timer);
  }
}
