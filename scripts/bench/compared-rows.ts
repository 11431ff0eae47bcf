import { type Bar, judgeRow, type ResultRow } from '../../loadtests/bench/judge-row.ts';
import { median } from '../../loadtests/bench/median.ts';
import { type BenchContext, scaled, starterOf, withServer } from './bench-context.ts';
import { type FanOutFigures, measureFanOut, openViewers } from './fan-out.ts';
import { peerNames } from './peer-servers.ts';

export interface Comparison {
  readonly id: string;
  readonly rooms: number;
  readonly viewersPerRoom: number;
  /** Of one room. */
  readonly oursPerSecond: number;
  /** A rate that the peers sustain: at a higher one they would be measured as they fall over. */
  readonly peersPerSecond: number;
  readonly cpuBar: Bar;
  readonly p99MaxMs: number | undefined;
}

export const comparisons: readonly Comparison[] = [
  {
    ...{ id: 'quiet-room', rooms: 1, viewersPerRoom: 1_000, oursPerSecond: 20, peersPerSecond: 20 },
    ...{ cpuBar: { kind: 'ratio-max', of: 'uws', value: 1.2 }, p99MaxMs: 20 },
  },
  {
    ...{ id: 'busy-room', rooms: 1, viewersPerRoom: 1_000, oursPerSecond: 500, peersPerSecond: 50 },
    ...{ cpuBar: { kind: 'ratio-max', of: 'uws', value: 0.1 }, p99MaxMs: 100 },
  },
  {
    ...{ id: 'many-rooms', rooms: 200, viewersPerRoom: 25, oursPerSecond: 5, peersPerSecond: 5 },
    ...{ cpuBar: { kind: 'ratio-max', of: 'uws', value: 1.3 }, p99MaxMs: undefined },
  },
];

/** Ours and every peer in turn, run after run, so that what disturbs the machine disturbs all. */
export async function compare(context: BenchContext, comparison: Comparison): Promise<ResultRow[]> {
  const { id, cpuBar, p99MaxMs } = comparison;
  const figures = new Map<string, FanOutFigures[]>();
  for (let run = 0; run < context.settings.runs; run += 1) {
    for (const who of ['halobuzz', ...peerNames] as const) {
      const measured = await measureOne(context, comparison, who);
      if (measured === null) continue;
      figures.set(who, [...(figures.get(who) ?? []), measured]);
      context.say(
        `  ${id} ${who}: ${measured.cpuMicrosPerEvent.toFixed(3)} µs, p99 ${measured.p99Ms} ms, delivered ${(measured.deliveredShare * 100).toFixed(1)}%`,
      );
    }
  }
  const of = (who: string, read: (figures: FanOutFigures) => number): number | null => {
    const found = figures.get(who);
    return found === undefined ? null : median(found.map(read));
  };
  const peersBy = (read: (figures: FanOutFigures) => number) =>
    Object.fromEntries(peerNames.map((name) => [name, of(name, read)]));
  const ours = (read: (figures: FanOutFigures) => number): number => of('halobuzz', read) ?? Number.NaN;
  const driverShare = Math.max(...(figures.get('halobuzz') ?? []).map((run) => run.driverShare));
  const rows = [
    judgeRow({
      ...{ id: `${id}.cpu`, unit: 'µs/event', ours: whole(ours), peers: peersBy((run) => run.cpuMicrosPerEvent) },
      ...{ bar: cpuBar, driverShare },
      beside: {
        'events/frame': ours((run) => run.eventsPerFrame),
        'redis share': ours((run) => run.redisShare ?? Number.NaN),
      },
    }),
  ];
  if (p99MaxMs !== undefined) {
    rows.push(
      judgeRow({
        ...{ id: `${id}.p99`, unit: 'ms', ours: ours((run) => run.p99Ms), peers: peersBy((run) => run.p99Ms) },
        ...{ bar: { kind: 'max', value: p99MaxMs }, driverShare },
        beside: { 'p50 ms': ours((run) => run.p50Ms) },
      }),
    );
  }
  return rows;
}

/** Our cost for each event, unless some events were lost: dropping is no way to be cheap. */
function whole(ours: (read: (figures: FanOutFigures) => number) => number): number {
  return ours((run) => (run.deliveredShare === 1 && run.closed === 0 ? run.cpuMicrosPerEvent : Number.NaN));
}

async function measureOne(
  context: BenchContext,
  comparison: Comparison,
  who: 'halobuzz' | (typeof peerNames)[number],
): Promise<FanOutFigures | null> {
  const { settings } = context;
  const rooms = comparison.rooms === 1 ? 1 : scaled(comparison.rooms, settings);
  const perRoom = comparison.rooms === 1 ? scaled(comparison.viewersPerRoom, settings) : comparison.viewersPerRoom;
  const viewers = rooms * perRoom;
  const start = starterOf(context, who, { rooms });
  if (start === null) return null;
  const perSecond = who === 'halobuzz' ? comparison.oursPerSecond : comparison.peersPerSecond;
  return withServer(start, async (server, drivers) => {
    await openViewers(drivers, server, viewers);
    return measureFanOut(drivers, server, { viewers, eventsPerSecond: perSecond * rooms, seconds: settings.seconds });
  });
}
