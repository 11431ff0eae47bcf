import type { WantedPort } from './ports.ts';
import { pickFreePorts } from './ports.ts';

export type ClusterPorts = {
  edge: number;
  origin: number;
  gateway1: number;
  gateway2: number;
  /** `/metrics`, `/healthz` and `/readyz` of each process. */
  gateway1Metrics: number;
  gateway2Metrics: number;
  originMetrics: number;
  ledgerMetrics: number;
  wallets: number;
  rooms: number;
  mongo: number;
};

/** Addresses of stores that run already; null means: start one here. */
export type ExternalStores = {
  walletsUrl: string | null;
  /** Comma-separated. */
  roomsUrls: string | null;
  controlUrl: string | null;
  /** With the database name in it. */
  mongodbUri: string | null;
};

/** Everything that distinguishes one local cluster from another. */
export type ClusterConfig = {
  /** Holds data, logs and secrets of this cluster. */
  stateFolder: string;
  ports: ClusterPorts;
  external: ExternalStores;
  /** `load` lifts per-address and velocity limits. */
  rateProfile: 'standard' | 'load';
  /** A room takes one more gateway for each time this many viewers. */
  spillAtViewers: number;
  logLevel: string;
  /** Shorter than what people are promised, where erasures are tried. */
  erasureWindowMs?: number;
};

export const defaultPorts: ClusterPorts = {
  edge: 8787,
  origin: 8790,
  gateway1: 8801,
  gateway2: 8802,
  gateway1Metrics: 9101,
  gateway2Metrics: 9102,
  originMetrics: 9103,
  ledgerMetrics: 9104,
  wallets: 6391,
  rooms: 6392,
  mongo: 27391,
};

export const noExternalStores: ExternalStores = {
  walletsUrl: null,
  roomsUrls: null,
  controlUrl: null,
  mongodbUri: null,
};

/** The option of `npm start` behind each port; the metrics ports follow one another from one option. */
export const portOptions: { readonly [name in keyof ClusterPorts]: { label: string; option: string } } = {
  edge: { label: 'the edge', option: '--edge-port' },
  origin: { label: 'the origin', option: '--origin-port' },
  gateway1: { label: 'gateway gw-1', option: '--gateway-1-port' },
  gateway2: { label: 'gateway gw-2', option: '--gateway-2-port' },
  gateway1Metrics: { label: 'the metrics of gw-1', option: '--metrics-port' },
  gateway2Metrics: { label: 'the metrics of gw-2', option: '--metrics-port' },
  originMetrics: { label: 'the metrics of the origin', option: '--metrics-port' },
  ledgerMetrics: { label: 'the metrics of the ledger', option: '--metrics-port' },
  wallets: { label: 'the wallets store', option: '--wallets-port' },
  rooms: { label: 'the rooms store', option: '--rooms-port' },
  mongo: { label: 'MongoDB', option: '--mongo-port' },
};

/** The ports this cluster will listen on: those of stores that run elsewhere are not among them. */
export function wantedPorts(config: ClusterConfig): WantedPort[] {
  const { external } = config;
  const elsewhere = new Set<string>();
  if (external.walletsUrl !== null) elsewhere.add('wallets');
  if (external.roomsUrls !== null && external.controlUrl !== null) elsewhere.add('rooms');
  if (external.mongodbUri !== null) elsewhere.add('mongo');
  return portEntries(config.ports)
    .filter(([name]) => !elsewhere.has(name))
    .map(([name, port]) => ({ name: portOptions[name].label, port, option: portOptions[name].option }));
}

/** Free ports for a cluster that runs beside others, as in tests. */
export async function pickClusterPorts(): Promise<ClusterPorts> {
  const ports = { ...defaultPorts };
  const picked = await pickFreePorts(portEntries(ports).length);
  portEntries(ports).forEach(([name], index) => {
    ports[name] = picked[index] ?? 0;
  });
  return ports;
}

function portEntries(ports: ClusterPorts): [keyof ClusterPorts, number][] {
  // Object.entries widens keys to string; a ClusterPorts has exactly these.
  return Object.entries(ports) as [keyof ClusterPorts, number][];
}
