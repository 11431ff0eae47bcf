import type { Clock } from '@halobuzz/core/clock';
import { limits } from '@halobuzz/core/limits';
import { controlKeys } from '@halobuzz/core/rooms/keys';
import type { Redis } from 'ioredis';
import type { RouteObserver } from '../http/observe.ts';
import { startOf } from './platform-rollups.ts';

/** Upper bounds of the times that are told apart, ms; what takes longer counts as the last. */
export const answerBoundsMs = [5, 10, 20, 35, 50, 75, 100, 150, 200, 300, 500, 1_000, 2_500, 5_000] as const;

const quantile = 0.95;

/** How long answers took, of all origins together: what the status page plots. */
export interface AnswerTimes {
  /** Takes note of one answer. Costs no round trip. */
  readonly note: RouteObserver;
  /** Adds what was noted to the sums of all. Rejects while control Redis is out; what it could not add is kept for the next time. */
  flush(): Promise<void>;
  /** By the beginning of each step, within what time 95 of 100 answers were given. */
  between(fromMs: number, toMs: number): Promise<ReadonlyMap<number, number>>;
}

export function redisAnswerTimes(control: Redis, clock: Clock): AnswerTimes {
  let noted = new Map<number, Map<number, number>>();

  function note(seconds: number): void {
    const step = startOf(clock(), limits.statusStepMs);
    const bound =
      answerBoundsMs.find((one) => seconds * 1_000 <= one) ?? answerBoundsMs[answerBoundsMs.length - 1] ?? 0;
    const counts = noted.get(step) ?? new Map<number, number>();
    noted.set(step, counts.set(bound, (counts.get(bound) ?? 0) + 1));
  }

  return {
    note: (_route, _method, _status, seconds) => note(seconds),
    async flush() {
      const taken = noted;
      if (taken.size === 0) return;
      noted = new Map();
      const writes = control.multi();
      for (const [step, counts] of taken) {
        const key = controlKeys.answerTimes(step);
        for (const [bound, count] of counts) writes.hincrby(key, String(bound), count);
        writes.pexpire(key, limits.statusSpanMs + 2 * limits.statusStepMs);
      }
      try {
        await writes.exec();
      } catch (error) {
        keepOldest(taken, noted, startOf(clock() - limits.statusSpanMs, limits.statusStepMs));
        throw error;
      }
    },
    async between(fromMs, toMs) {
      const steps: number[] = [];
      for (let at = startOf(fromMs, limits.statusStepMs); at < toMs; at += limits.statusStepMs) steps.push(at);
      const found = await Promise.all(steps.map((at) => control.hgetall(controlKeys.answerTimes(at))));
      return new Map(
        steps.flatMap((at, index) => {
          const within = quantileOf(found[index] ?? {});
          return within === undefined ? [] : [[at, within] as const];
        }),
      );
    },
  };
}

/** Lays what could not be written under what was noted since; what nobody will plot any more is forgotten. */
function keepOldest(
  taken: ReadonlyMap<number, ReadonlyMap<number, number>>,
  noted: Map<number, Map<number, number>>,
  oldestMs: number,
): void {
  for (const [step, counts] of taken) {
    if (step < oldestMs) continue;
    const since = noted.get(step) ?? new Map<number, number>();
    for (const [bound, count] of counts) since.set(bound, (since.get(bound) ?? 0) + count);
    noted.set(step, since);
  }
}

/** The bound within which the share of answers was given; undefined where there were none. Exported for its test. */
export function quantileOf(counts: Readonly<Record<string, string>>): number | undefined {
  const total = Object.values(counts).reduce((sum, count) => sum + Number(count), 0);
  let passed = 0;
  for (const bound of answerBoundsMs) {
    passed += Number(counts[String(bound)] ?? 0);
    if (total > 0 && passed >= total * quantile) return bound;
  }
  return undefined;
}
