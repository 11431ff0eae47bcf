import { limits } from '../limits.ts';
import { mix32, textHash } from './rendezvous-hash.ts';

export interface PlacementNode {
  readonly id: string;
  readonly region: string;
  readonly sockets: number;
  readonly socketsMax: number;
  readonly draining: boolean;
  /** It missed its last heartbeats, and may be dead. */
  readonly silent?: boolean | undefined;
}

export interface PlacementRequest {
  readonly roomId: string;
  /** Regions to look in, best first; other regions come last. */
  readonly regions: readonly string[];
  /** Joined sockets of this room by node id. */
  readonly roomSockets: Readonly<Record<string, number>>;
  /** A room takes one more node for each time this many viewers. */
  readonly spillAtViewers: number;
}

/** How good a place a node is, within its region; the lower the better. */
const HOLDS_ROOM = 0;
const HAS_ROOM = 1;
const LOADED = 2;
/** Behind all regions. */
const SILENT = 3;

interface Candidate<T> {
  readonly node: T;
  readonly regionRank: number;
  readonly rank: number;
  readonly score: number;
}

/**
 * The gateway for the next viewer of a room: rendezvous hashing (Thaler and Ravishankar, 1998) with bounded load (as in
 * Mirrokni, Thorup and Zadimoghaddam, "Consistent hashing with bounded loads", 2018). A room uses the first `n` nodes of
 * its own ranking, n growing with its viewers; among those the one with the fewest of its sockets wins.
 *
 * The regions rank first, in the order given. Within one, nodes that hold the room go before others, so that a room stays
 * together. A node above `nodeNewRoomPercentMax` of its region's mean gets no room that it does not hold and nobody of a room
 * that uses several nodes anyway; above `nodeLoadPercentMax` nobody of a room that has more than `nodeLoadSlackMax` sockets on
 * it, while others can: small rooms stay together, large ones even the load. Nodes that drain or are full are passed over,
 * silent ones come last of all. Undefined when no node can take it.
 */
export function placeViewer<T extends PlacementNode>(nodes: readonly T[], request: PlacementRequest): T | undefined {
  const { roomSockets } = request;
  let viewers = 0;
  for (const id in roomSockets) viewers += roomSockets[id] ?? 0;
  const wanted = Math.floor(viewers / Math.max(1, request.spillAtViewers)) + 1;
  let best: Candidate<T> | undefined;
  for (const candidate of firstOf(candidatesOf(nodes, request, wanted === 1), wanted)) {
    if (best === undefined || isBetter(candidate, best, roomSockets)) best = candidate;
  }
  return best?.node;
}

/** Among the nodes that a room uses: one that is not loaded, then the one with the fewest of its sockets. */
function isBetter(
  a: Candidate<PlacementNode>,
  b: Candidate<PlacementNode>,
  roomSockets: PlacementRequest['roomSockets'],
): boolean {
  const [aLoaded, bLoaded] = [a.rank >= LOADED, b.rank >= LOADED];
  if (aLoaded !== bLoaded) return bLoaded;
  return (roomSockets[a.node.id] ?? 0) < (roomSockets[b.node.id] ?? 0);
}

function candidatesOf<T extends PlacementNode>(
  nodes: readonly T[],
  request: PlacementRequest,
  together: boolean,
): Candidate<T>[] {
  const means = meanLoads(nodes);
  const roomHash = textHash(request.roomId, 0);
  const candidates: Candidate<T>[] = [];
  for (const node of nodes) {
    if (node.draining || node.sockets >= node.socketsMax) continue;
    const near = request.regions.indexOf(node.region);
    const regionRank = node.silent === true || near < 0 ? request.regions.length : near;
    const held = request.roomSockets[node.id] ?? 0;
    const loaded = percentOf(held, together) < loadPercent(node.sockets, means.get(node.region) ?? 0);
    const rank = node.silent === true ? SILENT : loaded ? LOADED : held > 0 ? HOLDS_ROOM : HAS_ROOM;
    candidates.push({ node, regionRank, rank, score: mix32(textHash(node.id, roomHash)) });
  }
  return candidates;
}

/** The load, in percent of the mean, up to which a node takes a viewer of a room that has `held` sockets on it. */
function percentOf(held: number, together: boolean): number {
  if (held === 0 || !together) return limits.nodeNewRoomPercentMax;
  return held < limits.nodeLoadSlackMax ? Number.POSITIVE_INFINITY : limits.nodeLoadPercentMax;
}

/** A node's load in percent of the mean; the mean itself where only a few sockets lie between them. */
function loadPercent(sockets: number, mean: number): number {
  return sockets <= mean + limits.nodeLoadSlackMax ? 100 : (100 * sockets) / mean;
}

/** Sockets of the mean node that serves, by region. */
function meanLoads(nodes: readonly PlacementNode[]): ReadonlyMap<string, number> {
  const sums = new Map<string, { sockets: number; nodes: number }>();
  for (const { region, sockets, draining, silent } of nodes) {
    if (draining || silent === true) continue;
    const sum = sums.get(region) ?? { sockets: 0, nodes: 0 };
    sum.sockets += sockets;
    sum.nodes += 1;
    sums.set(region, sum);
  }
  return new Map([...sums].map(([region, sum]) => [region, sum.sockets / sum.nodes]));
}

/** The best `count`, best first. Most rooms want one, so that a look at each does; sorting costs a hundred times that. */
function firstOf<T extends PlacementNode>(candidates: Candidate<T>[], count: number): readonly Candidate<T>[] {
  if (count > 1) return candidates.sort(compare).slice(0, count);
  let first: Candidate<T> | undefined;
  for (const candidate of candidates) if (first === undefined || compare(candidate, first) < 0) first = candidate;
  return first === undefined ? [] : [first];
}

/** Ranks first, then the room's own order; loaded nodes by load, so that the least loaded one takes what nobody can. */
function compare(a: Candidate<PlacementNode>, b: Candidate<PlacementNode>): number {
  if (a.regionRank !== b.regionRank) return a.regionRank - b.regionRank;
  if (a.rank !== b.rank) return a.rank - b.rank;
  if (a.rank === LOADED && a.node.sockets !== b.node.sockets) return a.node.sockets - b.node.sockets;
  if (a.score !== b.score) return b.score - a.score;
  return a.node.id < b.node.id ? -1 : 1;
}
