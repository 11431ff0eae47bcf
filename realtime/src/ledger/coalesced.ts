import { setTimeout as delay, setImmediate as turnOver } from 'node:timers/promises';

/**
 * Carries calls of one kind out together: those that come while one is under way, or in the same turn, are the next. Each
 * caller's promise settles with the call that its item went into, and with its answer.
 */
export function coalesced<T, R>(run: (items: readonly T[]) => Promise<R>): (item: T) => Promise<R> {
  const put = coalescedBy<T, R>({
    run: async (_lane, items) => {
      const answer = await run(items);
      return items.map(() => answer);
    },
    weightOf: () => 1,
    weightMax: Number.MAX_SAFE_INTEGER,
  });
  return (item) => put('', item);
}

export interface CoalescedCalls<T, R> {
  /** Answers for each item, in order. */
  readonly run: (lane: string, items: readonly T[]) => Promise<readonly R[]>;
  readonly weightOf: (item: T) => number;
  /** No call takes more, unless a single item does. */
  readonly weightMax: number;
  /** A lane's calls begin no closer together than this, unless there is enough for a whole one: so each finds more to do. Default 0. */
  readonly periodMs?: number;
  /** Default: this process's own. */
  readonly time?: Pacing;
}

/** What a period is measured by, and waited for. */
export interface Pacing {
  nowMs(): number;
  wait(timeMs: number): Promise<void>;
}

const ownTime: Pacing = {
  nowMs: () => performance.now(),
  wait: (timeMs) => delay(timeMs, undefined, { ref: false }),
};

interface Waiter<T, R> {
  readonly item: T;
  readonly resolve: (result: R) => void;
  readonly reject: (error: unknown) => void;
}

/** The same in lanes side by side, with calls of a bounded size; items of a lane are carried out in the order in which they came. */
export function coalescedBy<T, R>(calls: CoalescedCalls<T, R>): (lane: string, item: T) => Promise<R> {
  const lanes = new Map<string, Waiter<T, R>[]>();
  const time = calls.time ?? ownTime;
  const work = async (name: string, waiting: Waiter<T, R>[]): Promise<void> => {
    // What comes in the same turn goes along.
    await turnOver();
    while (waiting.length > 0) {
      const begunAtMs = time.nowMs();
      const taken = waiting.splice(0, countOf(waiting, calls));
      try {
        const results = await calls.run(
          name,
          taken.map(({ item }) => item),
        );
        for (const [at, result] of results.entries()) taken[at]?.resolve(result);
        for (const { reject } of taken.slice(results.length)) reject(new Error('fewer answers than questions'));
      } catch (error) {
        for (const { reject } of taken) reject(error);
      }
      const leftMs = begunAtMs + (calls.periodMs ?? 0) - time.nowMs();
      const isFull = waiting.reduce((sum, { item }) => sum + calls.weightOf(item), 0) >= calls.weightMax;
      if (leftMs > 0 && !isFull) await time.wait(leftMs);
    }
    lanes.delete(name);
  };
  return (name, item) =>
    new Promise((resolve, reject) => {
      const waiter = { item, resolve, reject };
      const waiting = lanes.get(name);
      if (waiting !== undefined) {
        waiting.push(waiter);
        return;
      }
      const lane = [waiter];
      lanes.set(name, lane);
      void work(name, lane);
    });
}

function countOf<T, R>(
  waiting: readonly Waiter<T, R>[],
  { weightOf, weightMax }: Pick<CoalescedCalls<T, R>, 'weightOf' | 'weightMax'>,
): number {
  let weight = 0;
  const end = waiting.findIndex(({ item }, at) => {
    weight += weightOf(item);
    return at > 0 && weight > weightMax;
  });
  return end === -1 ? waiting.length : end;
}
