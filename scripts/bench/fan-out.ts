import { type DriverCommands, type DriverCounts, isProbe } from '../../loadtests/bench/driver-commands.ts';
import type { LineWorker } from '../../loadtests/bench/line-worker.ts';
import { cpuMsOf } from '../../loadtests/bench/process-usage.ts';
import type { BenchServer } from './bench-server.ts';

export type Driver = LineWorker<DriverCommands>;

/** Who watches a server: nearly all viewers in one process, a few that take latencies in another. */
export interface Drivers {
  readonly crowd: Driver;
  readonly probes: Driver;
}

export interface FanOutPlan {
  /** In all rooms together. */
  readonly viewers: number;
  /** Published a second, over all rooms together. */
  readonly eventsPerSecond: number;
  readonly seconds: number;
}

/** What one measurement of one server gave. */
export interface FanOutFigures {
  /** CPU time of the server's processes for each event written to a viewer, µs. */
  readonly cpuMicrosPerEvent: number;
  readonly deliveredPerSecond: number;
  /** Delivered of what was published times viewers; 1 is all. */
  readonly deliveredShare: number;
  readonly eventsPerFrame: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
  /** Shares of one core while events flowed. */
  readonly serverShare: number;
  readonly driverShare: number;
  readonly redisShare: number | undefined;
  /** Viewers that the server closed meanwhile. */
  readonly closed: number;
}

/** About the size of a chat message of a few words, the same for every server; headers and wrapping are each one's own. */
export const eventBytes = 160;

const settleMs = 2_500;
const quietMs = 700;
const drainMs = 10_000;
const probesMax = 24;
const joinConcurrency = 128;
const sleep = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

/** Opens viewers in the order of their numbers, the probes in their places among the others. */
export async function openViewers(
  { crowd, probes }: Drivers,
  { target }: BenchServer,
  viewers: number,
  probeCount = probesMax,
): Promise<void> {
  const openSome = (driver: Driver, from: number, to: number) =>
    driver.ask('open', { target, from, to, probes: driver === probes, concurrency: joinConcurrency, signFirst: false });
  let from = 0;
  for (let viewer = 0; viewer < viewers; viewer += 1) {
    if (!isProbe(viewer, viewers, probeCount)) continue;
    if (viewer > from) await openSome(crowd, from, viewer);
    await openSome(probes, viewer, viewer + 1);
    from = viewer + 1;
  }
  if (viewers > from) await openSome(crowd, from, viewers);
}

/** Fills the rooms, lets joins settle, then publishes for a while and counts what arrives. Leaves the viewers in place. */
export async function measureFanOut(drivers: Drivers, server: BenchServer, plan: FanOutPlan): Promise<FanOutFigures> {
  const roomCount = server.target.kind === 'halobuzz' ? server.target.rooms.length : server.target.rooms;
  await sleep(settleMs);
  await Promise.all([drivers.crowd.ask('clear', {}), drivers.probes.ask('clear', {})]);
  const before = usageOf(drivers, server);
  const sent = await server.publish(plan.eventsPerSecond, plan.seconds, eventBytes);
  const expected = (sent * plan.viewers) / roomCount;
  const counts = await arrived(drivers, expected);
  const after = usageOf(drivers, server);
  checkProbes(counts);
  const elapsedMs = after.atMs - before.atMs;
  const cpuMs = after.serverMs - before.serverMs;
  const delivered = Math.min(counts.events, expected);
  return {
    cpuMicrosPerEvent: (cpuMs * 1_000) / Math.max(1, delivered),
    deliveredPerSecond: delivered / plan.seconds,
    deliveredShare: delivered / expected,
    eventsPerFrame: counts.events / Math.max(1, counts.frames),
    p50Ms: counts.p50Ms ?? Number.NaN,
    p99Ms: counts.p99Ms ?? Number.NaN,
    serverShare: cpuMs / elapsedMs,
    driverShare: (after.driverMs - before.driverMs) / elapsedMs,
    redisShare:
      after.redisMs === undefined || before.redisMs === undefined
        ? undefined
        : (after.redisMs - before.redisMs) / elapsedMs,
    closed: counts.closed,
  };
}

interface Usage {
  readonly atMs: number;
  readonly serverMs: number;
  readonly driverMs: number;
  readonly redisMs: number | undefined;
}

function usageOf({ crowd }: Drivers, server: BenchServer): Usage {
  return {
    atMs: performance.now(),
    serverMs: server.pids.reduce((sum, pid) => sum + cpuMsOf(pid), 0),
    driverMs: cpuMsOf(crowd.pid),
    redisMs: server.redisPid === undefined ? undefined : cpuMsOf(server.redisPid),
  };
}

/** Waits until all has arrived, or nothing has for a while: then the rest was dropped. */
async function arrived(drivers: Drivers, expected: number): Promise<DriverCounts> {
  const deadlineMs = performance.now() + drainMs;
  let last = await countsOf(drivers);
  let movedMs = performance.now();
  while (last.events < expected && performance.now() < deadlineMs && performance.now() - movedMs < quietMs) {
    await sleep(20);
    const counts = await countsOf(drivers);
    if (counts.events !== last.events) movedMs = performance.now();
    last = counts;
  }
  return last;
}

/** What all viewers counted, and the latencies of the probes. */
async function countsOf({ crowd, probes }: Drivers): Promise<DriverCounts> {
  const [many, few] = await Promise.all([crowd.ask('counts', {}), probes.ask('counts', {})]);
  const [events, frames] = [many.events + few.events, many.frames + few.frames];
  return { ...few, events, frames, bytes: many.bytes + few.bytes, closed: many.closed + few.closed };
}

/** Headers are believed because some viewers read everything: what they announced must be what was in the frames. */
function checkProbes({ marks, probeEvents }: DriverCounts): void {
  // A count of viewers, without a mark, may come along with the events.
  if (marks === 0 || Math.abs(probeEvents - marks) > 0.02 * marks) {
    throw new Error(`headers announced ${probeEvents} events to the probes, which found ${marks}`);
  }
}
