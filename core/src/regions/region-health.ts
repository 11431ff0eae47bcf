import { limits } from '../limits.ts';
import type { RegionState } from './choose-region.ts';
import { regionNames, regionSpecs } from './region-table.ts';

/** What a gateway said of itself in its last heartbeat. */
export interface BeatingNode {
  readonly region: string;
  readonly sockets: number;
  readonly socketsMax: number;
  readonly draining: boolean;
  /** When it said so, ms. */
  readonly atMs: number;
}

/** How one region's gateways are. */
export interface RegionHealth {
  readonly region: string;
  readonly state: RegionState;
  /** Gateways alive, of them draining, and of them silent: see {@link isSilent}. */
  readonly nodes: number;
  readonly draining: number;
  readonly silent: number;
  /** Sockets of those that serve, in whole percent of what they can hold; 100 where none serves. */
  readonly loadPercent: number;
  /** Age of the newest heartbeat; absent where none is known. */
  readonly lastBeatAgeMs?: number;
}

/**
 * Whether a node missed its last heartbeats. It is dead only after `nodeLifeMs`, but nobody new is sent to it from now on
 * while another can take them: who was on it comes back within seconds and must not be sent into the void again.
 */
export function isSilent(node: Pick<BeatingNode, 'atMs'>, nowMs: number): boolean {
  return nowMs - node.atMs > limits.nodeSilentMs;
}

/** The health of every region of the table, then of other labels that gateways carry. */
export function regionHealths(nodes: readonly BeatingNode[], nowMs: number): readonly RegionHealth[] {
  const known = regionNames.map((name) => regionSpecs[name].gatewayRegion);
  const others = nodes.map(({ region }) => region).filter((region) => !known.includes(region));
  return [...known, ...new Set(others.toSorted())].map((region) => healthOf(region, nodes, nowMs));
}

function healthOf(region: string, all: readonly BeatingNode[], nowMs: number): RegionHealth {
  const nodes = all.filter((node) => node.region === region);
  const serving = nodes.filter((node) => !node.draining && !isSilent(node, nowMs));
  const sockets = serving.reduce((sum, node) => sum + node.sockets, 0);
  const socketsMax = serving.reduce((sum, node) => sum + node.socketsMax, 0);
  const loadPercent = socketsMax === 0 ? 100 : Math.min(100, Math.floor((100 * sockets) / socketsMax));
  const open = serving.some((node) => node.sockets < node.socketsMax);
  const crowded = loadPercent >= limits.regionCrowdedPercentMin;
  const lastBeatMs = Math.max(...nodes.map(({ atMs }) => atMs));
  return {
    region,
    state: open ? (crowded ? 'crowded' : 'up') : 'down',
    nodes: nodes.length,
    draining: nodes.filter(({ draining }) => draining).length,
    silent: nodes.filter((node) => isSilent(node, nowMs)).length,
    loadPercent,
    ...(nodes.length === 0 ? {} : { lastBeatAgeMs: Math.max(0, nowMs - lastBeatMs) }),
  };
}

/** The states alone, by label. */
export function statesOf(healths: readonly Pick<RegionHealth, 'region' | 'state'>[]): ReadonlyMap<string, RegionState> {
  return new Map(healths.map(({ region, state }) => [region, state]));
}
