import { judgeRow, type ResultRow } from '../../loadtests/bench/judge-row.ts';
import { median } from '../../loadtests/bench/median.ts';
import { type BenchContext, scaled, starterOf, withServer } from './bench-context.ts';
import { type FanOutFigures, measureFanOut, openViewers } from './fan-out.ts';
import { highestPassing } from './highest-passing.ts';

interface Load {
  readonly viewers: number;
  readonly eventsPerSecond: number;
  readonly gateways: number;
}

/** Where the driver, on a core of its own, could follow at all; the bar stands among them. */
const eventSteps = [1_000, 2_000, 3_000, 4_000, 5_000, 6_500, 8_000];
const viewerSteps = [6_000, 8_000, 10_000, 12_000, 14_000, 16_000];
const busyEventsPerSecond = 200;

/** A room of 1,000 viewers under ever more events. */
export async function peakEvents(context: BenchContext): Promise<ResultRow> {
  const p99MaxMs = 150;
  const viewers = scaled(1_000, context.settings);
  const peaks = await peakOf(context, eventSteps, 3_000, p99MaxMs, (step) => ({
    viewers,
    eventsPerSecond: step,
    gateways: 1,
  }));
  return judgeRow({
    ...{ id: 'peak-events', unit: 'events/s', ours: median(peaks.map((peak) => peak.deliveredPerSecond)), peers: {} },
    ...{ bar: { kind: 'min', value: 3_000_000 }, ...sharesOf(peaks) },
  });
}

/** A busy room with ever more viewers. */
export async function peakViewers(context: BenchContext): Promise<ResultRow> {
  const p99MaxMs = 250;
  const loadOf = (step: number): Load => ({
    ...{ viewers: scaled(step, context.settings), eventsPerSecond: busyEventsPerSecond, gateways: 1 },
  });
  const peaks = await peakOf(context, viewerSteps, 12_000, p99MaxMs, loadOf);
  return judgeRow({
    ...{ id: 'peak-viewers', unit: 'viewers', ours: median(peaks.map((peak) => peak.viewers)), peers: {} },
    ...{ bar: { kind: 'min', value: 12_000 }, ...sharesOf(peaks) },
  });
}

/** The same busy room on one gateway and on two: what spreading a room costs. */
export async function twoGateways(context: BenchContext): Promise<ResultRow> {
  const viewers = scaled(12_000, context.settings);
  const one: FanOutFigures[] = [];
  const two: FanOutFigures[] = [];
  for (let run = 0; run < context.settings.runs; run += 1) {
    for (const [gateways, into] of [
      [1, one],
      [2, two],
    ] as const) {
      const figures = await measureLoad(context, { viewers, eventsPerSecond: busyEventsPerSecond, gateways });
      into.push(figures);
      context.say(`  two-gateways, ${gateways}: ${describe(figures)}`);
    }
  }
  const cpu = (runs: readonly FanOutFigures[]): number => median(runs.map((run) => run.cpuMicrosPerEvent));
  return judgeRow({
    ...{ id: 'two-gateways', unit: 'µs/event', ours: cpu(two), peers: { 'one gateway': cpu(one) } },
    bar: { kind: 'ratio-max', of: 'one gateway', value: 1.3 },
    driverShare: Math.max(...two.map((run) => run.driverShare)),
    beside: {
      'redis share, one': median(one.map((run) => run.redisShare ?? Number.NaN)),
      'redis share, two': median(two.map((run) => run.redisShare ?? Number.NaN)),
      'p99 ms': median(two.map((run) => run.p99Ms)),
    },
  });
}

type Peak = FanOutFigures & { readonly viewers: number };

/** The last step of each run at which everything arrived in time; of a run without one, what its lowest step delivered. */
async function peakOf(
  context: BenchContext,
  steps: readonly number[],
  bar: number,
  p99MaxMs: number,
  loadOf: (step: number) => Load,
): Promise<Peak[]> {
  const peaks: Peak[] = [];
  for (let run = 0; run < context.settings.runs; run += 1) {
    const peak = await highestPassing(steps, steps.indexOf(bar), async (step) => {
      const load = loadOf(step);
      const figures = await measureLoad(context, load);
      const passes = figures.p99Ms <= p99MaxMs && figures.deliveredShare === 1 && figures.closed === 0;
      context.say(
        `  ${load.viewers} viewers × ${load.eventsPerSecond} events/s: ${describe(figures)} ${passes ? '✓' : '✗'}`,
      );
      return passes ? { ...figures, viewers: load.viewers } : undefined;
    });
    if (peak !== undefined) peaks.push(peak);
  }
  return peaks;
}

async function measureLoad(context: BenchContext, load: Load): Promise<FanOutFigures> {
  const start = starterOf(context, 'halobuzz', { rooms: 1, gateways: load.gateways });
  if (start === null) throw new Error('our own gateway is always there');
  return withServer(start, async (server, drivers) => {
    await openViewers(drivers, server, load.viewers);
    return measureFanOut(drivers, server, { ...load, seconds: context.settings.seconds });
  });
}

function sharesOf(peaks: readonly Peak[]): { driverShare: number; beside: Record<string, number> } {
  const of = (read: (peak: Peak) => number): number => median(peaks.map(read));
  return {
    driverShare: Math.max(0, ...peaks.map((peak) => peak.driverShare)),
    beside: {
      'p99 ms': of((peak) => peak.p99Ms),
      'server share': of((peak) => peak.serverShare),
      'redis share': of((peak) => peak.redisShare ?? Number.NaN),
      'events/frame': of((peak) => peak.eventsPerFrame),
    },
  };
}

function describe(figures: FanOutFigures): string {
  const { cpuMicrosPerEvent, p99Ms, deliveredShare, serverShare, driverShare } = figures;
  return `${cpuMicrosPerEvent.toFixed(3)} µs, p99 ${p99Ms} ms, delivered ${(deliveredShare * 100).toFixed(1)}%, server ${(serverShare * 100).toFixed(0)}%, driver ${(driverShare * 100).toFixed(0)}%`;
}
