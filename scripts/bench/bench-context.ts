import { join } from 'node:path';
import type { DriverCommands } from '../../loadtests/bench/driver-commands.ts';
import { startLineWorker } from '../../loadtests/bench/line-worker.ts';
import { repositoryRoot } from '../paths.ts';
import type { BenchServer } from './bench-server.ts';
import type { BenchStores } from './bench-stores.ts';
import type { Driver, Drivers } from './fan-out.ts';
import { startGateways } from './gateway-servers.ts';
import type { LedgerStores } from './ledger-stores.ts';
import { type PeerCommandLines, type PeerName, startPeer } from './peer-servers.ts';

export interface BenchSettings {
  /** Each figure is the median of so many runs. */
  readonly runs: number;
  /** Seconds for which events flow in a run. */
  readonly seconds: number;
  /** Viewers and rooms are multiplied by this; 1 is what the bars are about. */
  readonly scale: number;
  /** Minutes of the row that is about a long evening. */
  readonly minutes: number;
}

/** What rows measure with. */
export interface BenchContext {
  readonly settings: BenchSettings;
  readonly stores: BenchStores;
  /** Opened when the first row asks. */
  readonly ledgerStores: () => Promise<LedgerStores>;
  readonly peers: PeerCommandLines;
  /** For logs. */
  readonly folder: string;
  readonly say: (line: string) => void;
}

/** Viewers or rooms at the run's scale. */
export function scaled(count: number, { scale }: BenchSettings): number {
  return Math.max(2, Math.round(count * scale));
}

/** Runs something with a server and drivers of its own, and ends all. */
export async function withServer<T>(
  start: () => Promise<BenchServer>,
  use: (server: BenchServer, drivers: Drivers) => Promise<T>,
): Promise<T> {
  const server = await start();
  const startDriver = (): Driver =>
    startLineWorker<DriverCommands>(process.execPath, [join(repositoryRoot, 'loadtests', 'bench', 'driver.ts')]);
  const drivers = { crowd: startDriver(), probes: startDriver() };
  try {
    return await use(server, drivers);
  } finally {
    await Promise.all([drivers.crowd.stop(), drivers.probes.stop()]);
    await server.stop();
  }
}

/** Starts our gateways, or a peer; `environment` reaches ours alone. */
export function starterOf(
  context: BenchContext,
  who: 'halobuzz' | PeerName,
  options: {
    readonly rooms: number;
    readonly gateways?: number;
    readonly environment?: Readonly<Record<string, string>>;
  },
): (() => Promise<BenchServer>) | null {
  const { stores, peers, folder } = context;
  if (who === 'halobuzz') return () => startGateways({ stores, folder, gateways: 1, ...options });
  const commandLine = peers[who];
  return commandLine === null ? null : () => startPeer(who, commandLine, options.rooms, stores.rooms);
}
