import { judgeLimit, type LimitJudgement } from './judge-limit.ts';
import type { ProcessSamples } from './sample-processes.ts';
import { rounded, type Series } from './time-series.ts';

/** Where a rising load stopped being followed. */
export interface Knee {
  /** Seconds since the load began. */
  readonly atSecond: number;
  /** What was asked for there, and the most that came before. */
  readonly askedPerSecond: number;
  readonly heldPerSecond: number;
  /** What was full in the seconds before. */
  readonly limit: LimitJudgement;
}

/** Less than this share of what was asked has come: the load is not followed any more. */
const followedShareMin = 0.95;
/** So many samples in a row: one late second is no knee. */
const samplesInRow = 3;
/** Below this rate a single socket more or less decides. */
const askedPerSecondMin = 10;
/** Who was full is read from so many seconds before the knee to its last sample. */
const lookBackSeconds = 6;

/**
 * The knee of a run whose load rises: from there on fewer came than were asked for, for as long as it is looked at. Asked for are also
 * those that k6 dropped, as it had nobody left to send. Undefined: everything was followed to the end.
 */
export function findKnee(run: {
  readonly k6: readonly Series[];
  readonly processes: readonly ProcessSamples[];
  readonly cores: number;
}): Knee | undefined {
  const asked = askedAt(run.k6);
  const came = pointsOf(run.k6, 'hb_got_joined');
  let inRow = 0;
  for (const [at, [second, perSecond]] of asked.entries()) {
    const got = came.get(second) ?? 0;
    inRow = perSecond >= askedPerSecondMin && got < followedShareMin * perSecond ? inRow + 1 : 0;
    if (inRow < samplesInRow) continue;
    const first = at - samplesInRow + 1;
    const [atSecond = 0, askedPerSecond = 0] = asked[first] ?? [];
    const before = asked.slice(0, first + 1).map(([moment]) => came.get(moment) ?? 0);
    const during = ([moment]: readonly [number, number]): boolean =>
      moment >= atSecond - lookBackSeconds && moment <= second;
    const processes = run.processes.map((one) => ({
      ...one,
      cpu: { ...one.cpu, points: one.cpu.points.filter(during) },
    }));
    return {
      ...{ atSecond, askedPerSecond: rounded(askedPerSecond), heldPerSecond: rounded(Math.max(0, ...before)) },
      // What was dropped is in what was asked for.
      limit: judgeLimit({ cores: run.cores, processes, droppedIterations: 0 }),
    };
  }
  return undefined;
}

/** One line for people: where the knee is and who was full there, or that there was none. */
export function kneeText(knee: Knee | undefined, askedMost: number): string {
  if (knee === undefined) return `none up to ${askedMost} joins/s`;
  const { heldPerSecond, askedPerSecond, atSecond, limit } = knee;
  return `${heldPerSecond} joins/s held, ${askedPerSecond} asked for at second ${Math.round(atSecond)}. ${limit.text}`;
}

/** The most that was asked for in any sample. */
export function mostAsked(k6: readonly Series[]): number {
  return rounded(Math.max(0, ...askedAt(k6).map(([, perSecond]) => perSecond)));
}

function askedAt(k6: readonly Series[]): (readonly [number, number])[] {
  const dropped = pointsOf(k6, 'dropped_iterations');
  return [...pointsOf(k6, 'hb_want_joined')].map(([second, begun]) => [second, begun + (dropped.get(second) ?? 0)]);
}

const pointsOf = (k6: readonly Series[], name: string): Map<number, number> =>
  new Map(k6.find((series) => series.name === name)?.points ?? []);
