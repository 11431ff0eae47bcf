import { judgeRow, type ResultRow } from '../../loadtests/bench/judge-row.ts';
import { pickFreePort } from '../cluster/ports.ts';
import { type BenchContext, scaled, starterOf, withServer } from './bench-context.ts';
import type { BenchServer } from './bench-server.ts';
import { type Drivers, type FanOutFigures, measureFanOut, openViewers } from './fan-out.ts';

const rooms = 100;
const viewersPerRoom = 25;
/** Few events share a frame: each is counted by itself, which costs most. */
const perRoomPerSecond = 5;

interface Side {
  readonly server: BenchServer;
  readonly drivers: Drivers;
  /** Undefined for the one that measures nothing. */
  readonly metricsUrl: string | undefined;
}

/**
 * What measuring costs a gateway's processor: two gateways stand side by side with the same viewers, one of which measures
 * nothing (METRICS=off), and events flow to one at a time: on, off, off, on. The one that measures is scraped once in each
 * turn, twice as often as Prometheus would at turns of 8 s.
 */
export async function metricsCost(context: BenchContext): Promise<ResultRow> {
  const { settings } = context;
  const roomCount = scaled(rooms, settings);
  const metricsPort = await pickFreePort();
  const starterWith = (environment: Readonly<Record<string, string>>): (() => Promise<BenchServer>) => {
    const start = starterOf(context, 'halobuzz', { rooms: roomCount, environment });
    if (start === null) throw new Error('our own gateway is always there');
    return start;
  };
  const measure = async (on: Side, off: Side): Promise<ResultRow> => {
    const plan = {
      viewers: roomCount * viewersPerRoom,
      eventsPerSecond: perRoomPerSecond * roomCount,
      seconds: settings.seconds,
    };
    for (const { server, drivers } of [on, off]) await openViewers(drivers, server, plan.viewers);
    const turn = async ({ server, drivers, metricsUrl }: Side): Promise<FanOutFigures> => {
      const scrape = metricsUrl === undefined ? undefined : scrapeOnce(metricsUrl, (settings.seconds * 1_000) / 2);
      const figures = await measureFanOut(drivers, server, plan);
      await scrape;
      return figures;
    };
    // Code is compiled in the first turns.
    for (const side of [on, off]) await turn(side);
    const costs: Record<'on' | 'off', number[]> = { on: [], off: [] };
    let driverShare = 0;
    for (let run = 0; run < settings.runs; run += 1) {
      for (const which of ['on', 'off', 'off', 'on'] as const) {
        const figures = await turn(which === 'on' ? on : off);
        costs[which].push(wholeCost(figures));
        driverShare = Math.max(driverShare, figures.driverShare);
      }
      const [with_, without] = [Math.min(...costs.on), Math.min(...costs.off)];
      context.say(`  metrics-cost: ${with_.toFixed(3)} µs with, ${without.toFixed(3)} without, so far`);
    }
    // The cheapest turn of each: whatever disturbs a machine makes a turn dearer, and none makes it cheaper.
    const [with_, without] = [Math.min(...costs.on), Math.min(...costs.off)];
    return judgeRow({
      ...{ id: 'metrics-cost', unit: 'with/without', ours: with_ / without, peers: {}, driverShare },
      bar: { kind: 'max', value: 1.02 },
      beside: { 'µs/event with': with_, 'µs/event without': without },
    });
  };
  const metricsUrl = `http://127.0.0.1:${metricsPort}/metrics`;
  return withServer(starterWith({ METRICS: 'on', METRICS_PORT: String(metricsPort) }), (one, itsDrivers) =>
    withServer(starterWith({ METRICS: 'off' }), (other, otherDrivers) =>
      measure(
        { server: one, drivers: itsDrivers, metricsUrl },
        { server: other, drivers: otherDrivers, metricsUrl: undefined },
      ),
    ),
  );
}

/** The cost of an event, unless some were lost: dropping is no way to be cheap. */
function wholeCost({ deliveredShare, closed, cpuMicrosPerEvent }: FanOutFigures): number {
  return deliveredShare === 1 && closed === 0 ? cpuMicrosPerEvent : Number.NaN;
}

async function scrapeOnce(url: string, afterMs: number): Promise<void> {
  await new Promise((resolve) => setTimeout(resolve, afterMs));
  const answer = await fetch(url);
  if (!(await answer.text()).includes('halobuzz_gateway_joined_sockets')) throw new Error('a gateway told no metrics');
}
