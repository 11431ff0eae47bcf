import { isProbe } from '../../loadtests/bench/driver-commands.ts';
import { judgeRow, type ResultRow } from '../../loadtests/bench/judge-row.ts';
import { median } from '../../loadtests/bench/median.ts';
import { cpuMsOf, memoryBytesOf } from '../../loadtests/bench/process-usage.ts';
import { viewerOf } from '../../loadtests/bench/sign-ticket.ts';
import { type BenchContext, scaled, starterOf, withServer } from './bench-context.ts';
import type { BenchServer } from './bench-server.ts';
import { openWallets } from './bench-wallets.ts';
import { eventBytes, openViewers } from './fan-out.ts';
import { peerNames } from './peer-servers.ts';

const sleep = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));
const joinConcurrency = 256;
const giftSenders = 50;
/** For what joins leave to be done, and for a collection. */
const tidyMs = 4_000;

interface IdleMemory {
  /** What viewers hold: after a collection. */
  readonly heldKibibytes: number;
  /** The same before it: with what the joins left behind. */
  readonly uncollectedKibibytes: number;
}

/** Memory of the server's process for each joined viewer who does nothing, KiB. */
export async function idleMemory(context: BenchContext): Promise<ResultRow> {
  const figures = new Map<string, IdleMemory[]>();
  for (let run = 0; run < context.settings.runs; run += 1) {
    for (const who of ['halobuzz', ...peerNames] as const) {
      const measured = await measureIdle(context, who);
      if (measured === null) continue;
      const { heldKibibytes, uncollectedKibibytes } = measured;
      context.say(
        `  idle-memory ${who}: ${heldKibibytes.toFixed(2)} KiB, ${uncollectedKibibytes.toFixed(2)} uncollected`,
      );
      figures.set(who, [...(figures.get(who) ?? []), measured]);
    }
  }
  const of = (who: string, read: (run: IdleMemory) => number): number | null => {
    const found = figures.get(who);
    return found === undefined ? null : median(found.map(read));
  };
  const held = (who: string): number | null => of(who, (run) => run.heldKibibytes);
  return judgeRow({
    ...{ id: 'idle-memory', unit: 'KiB/viewer', ours: held('halobuzz') ?? Number.NaN, driverShare: 0 },
    peers: Object.fromEntries(peerNames.map((name) => [name, held(name)])),
    bar: { kind: 'max', value: 4 },
    beside: { 'ours uncollected': of('halobuzz', (run) => run.uncollectedKibibytes) ?? Number.NaN },
  });
}

async function measureIdle(
  context: BenchContext,
  who: 'halobuzz' | (typeof peerNames)[number],
): Promise<IdleMemory | null> {
  const start = starterOf(context, who, { rooms: 1 });
  if (start === null) return null;
  const viewers = scaled(10_000, context.settings);
  return withServer(start, async (server, drivers) => {
    // Code is compiled and pools are filled by the first viewers: they stay, and count as part of the server.
    await openViewers(drivers, server, scaled(500, context.settings), 0);
    await sleep(tidyMs);
    await collect(server);
    const before = memoryOf(server);
    await openViewers(drivers, server, viewers, 0);
    await sleep(tidyMs);
    const uncollected = memoryOf(server) - before;
    await collect(server);
    const perViewer = (bytes: number): number => bytes / viewers / 1024;
    return { heldKibibytes: perViewer(memoryOf(server) - before), uncollectedKibibytes: perViewer(uncollected) };
  });
}

/** Has a server collect its garbage and waits until it has. */
async function collect(server: BenchServer): Promise<void> {
  for (const pid of server.pids) process.kill(pid, 'SIGUSR2');
  await sleep(tidyMs);
}

function memoryOf(server: BenchServer): number {
  return server.pids.reduce((sum, pid) => sum + memoryBytesOf(pid), 0);
}

/** Viewers a second that one process lets into a room with a full chat history: ticket, presence, snapshot, balance. */
export async function joins(context: BenchContext): Promise<ResultRow> {
  const viewers = scaled(8_000, context.settings);
  const rates: number[] = [];
  const cpuMicros: number[] = [];
  let driverShare = 0;
  for (let run = 0; run < context.settings.runs; run += 1) {
    const start = starterOf(context, 'halobuzz', { rooms: 1 });
    if (start === null) throw new Error('our own gateway is always there');
    await withServer(start, async (server, drivers) => {
      await openWallets(context.stores.wallets.url, [], 0n);
      await server.publish(500, 0.2, eventBytes);
      await openViewers(drivers, server, scaled(200, context.settings), 0);
      const [serverMs, driverMs] = [memberCpu(server), cpuMsOf(drivers.crowd.pid)];
      const { tookMs } = await drivers.crowd.ask('open', {
        ...{ target: server.target, from: 0, to: viewers, probes: false },
        ...{ concurrency: joinConcurrency, signFirst: true },
      });
      rates.push((viewers / tookMs) * 1_000);
      cpuMicros.push(((memberCpu(server) - serverMs) * 1_000) / viewers);
      // It signed all tickets before: that is in its time, and makes this an upper bound.
      driverShare = Math.max(driverShare, Math.min(1, (cpuMsOf(drivers.crowd.pid) - driverMs) / tookMs));
      context.say(`  joins: ${rates.at(-1)?.toFixed(0)}/s, ${cpuMicros.at(-1)?.toFixed(0)} µs each`);
    });
  }
  return judgeRow({
    ...{ id: 'joins', unit: 'joins/s', ours: median(rates), peers: {}, driverShare },
    ...{ bar: { kind: 'min', value: 2_000 }, beside: { 'CPU µs/join': median(cpuMicros) } },
  });
}

function memberCpu(server: BenchServer): number {
  return server.pids.reduce((sum, pid) => sum + cpuMsOf(pid), 0);
}

/** From the gift command to its `accepted`, wallets on a Redis that writes through to the disk. */
export async function gifts(context: BenchContext): Promise<ResultRow> {
  const { settings } = context;
  const viewers = scaled(1_000, settings);
  const senders = Math.min(giftSenders, viewers);
  const perSecond = 500;
  const p99s: number[] = [];
  const p50s: number[] = [];
  const shares: number[] = [];
  for (let run = 0; run < settings.runs; run += 1) {
    const start = starterOf(context, 'halobuzz', { rooms: 1 });
    if (start === null) throw new Error('our own gateway is always there');
    await withServer(start, async (server, drivers) => {
      const { target } = server;
      if (target.kind !== 'halobuzz') throw new Error('only our own gateway takes gifts');
      const givers = Array.from({ length: viewers }, (_, viewer) => viewer).filter((viewer) =>
        isProbe(viewer, viewers, senders),
      );
      const subjects = givers.map((viewer) => viewerOf(target.seed, viewer).subject);
      await openWallets(context.stores.wallets.url, subjects, 1_000_000n);
      await openViewers(drivers, server, viewers, senders);
      await sleep(tidyMs);
      const [startedMs, driverMs] = [performance.now(), cpuMsOf(drivers.crowd.pid)];
      const given = await drivers.probes.ask('give', { perSecond, seconds: settings.seconds, gift: 'rose' });
      shares.push((cpuMsOf(drivers.crowd.pid) - driverMs) / (performance.now() - startedMs));
      const all = given.accepted === given.sent;
      // A gift that was refused or not answered is no gift taken in time.
      p99s.push(all ? (given.p99Ms ?? Number.NaN) : Number.NaN);
      p50s.push(given.p50Ms ?? Number.NaN);
      context.say(`  gifts: ${given.accepted} of ${given.sent} accepted, p50 ${given.p50Ms} ms, p99 ${given.p99Ms} ms`);
    });
  }
  return judgeRow({
    ...{ id: 'gifts', unit: 'ms p99', ours: median(p99s), peers: {}, driverShare: Math.max(...shares) },
    ...{ bar: { kind: 'max', value: 50 }, beside: { 'p50 ms': median(p50s) } },
  });
}
