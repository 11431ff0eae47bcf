import type { ProcessSamples } from './sample-processes.ts';
import { percentileOf, rounded } from './time-series.ts';

/** What a process may grow by between minute 10 and minute 30 of a run that is that long. */
export const growthRatioMax = 1.05;
/** Growth below this is none: a data set of some megabytes grows by what it is given to keep. */
const growthMiBMin = 8;
const fromSeconds = 600;
const untilSeconds = 1_800;
const windowSeconds = 120;
/** The last sample stands a little before the end. */
const slackSeconds = 15;

export interface MemoryRow {
  readonly process: string;
  readonly fromMiB: number;
  readonly toMiB: number;
  readonly ratio: number;
  /** Null where the run was too short to judge. */
  readonly ok: boolean | null;
}

/**
 * How memory grew: medians of two minutes at minute 10 and at minute 30, which decide; in shorter runs from the first third to the
 * end, which only shows. `runner` and `k6` are the generator's and not judged.
 */
export function judgeMemory(processes: readonly ProcessSamples[], seconds: number): readonly MemoryRow[] {
  const isLong = seconds >= untilSeconds - slackSeconds;
  const from = isLong ? fromSeconds : seconds / 3;
  const until = isLong ? untilSeconds : seconds;
  const width = isLong ? windowSeconds : seconds / 6;
  return processes.flatMap(({ name, memory }) => {
    const median = (begin: number, end: number): number =>
      percentileOf(
        memory.points.flatMap(([second, value]) => (second >= begin && second <= end ? [value] : [])),
        50,
      );
    const [fromMiB, toMiB] = [median(from, from + width), median(until - width, until)];
    if (fromMiB === 0 || toMiB === 0) return [];
    const ratio = rounded(toMiB / fromMiB);
    const isJudged = isLong && name !== 'k6' && name !== 'runner';
    const ok = isJudged ? ratio <= growthRatioMax || toMiB - fromMiB <= growthMiBMin : null;
    return [{ process: name, fromMiB, toMiB, ratio, ok }];
  });
}
