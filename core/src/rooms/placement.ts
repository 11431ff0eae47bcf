import { sha256 } from '@noble/hashes/sha2.js';

export interface PlacementNode {
  readonly id: string;
  readonly region: string;
  readonly sockets: number;
  readonly socketsMax: number;
  readonly draining: boolean;
}

export interface PlacementRequest {
  readonly roomId: string;
  readonly roomRegion: string;
  /** Joined sockets of this room by node id. */
  readonly roomSockets: Readonly<Record<string, number>>;
  /** A room takes one more node for each time this many viewers. */
  readonly spillAtViewers: number;
}

/**
 * The gateway for the next viewer of a room: rendezvous hashing (Thaler and Ravishankar, 1998) with bounded load. A room
 * uses the first `n` nodes of its own ranking, n growing with its viewers; among those the one with the fewest of its
 * sockets wins. Nodes that drain or are full are passed over; the room's region goes first, others are the fall-back.
 * Undefined when no node can take it.
 */
export function placeViewer(nodes: readonly PlacementNode[], request: PlacementRequest): PlacementNode | undefined {
  const open = nodes.filter((node) => !node.draining && node.sockets < node.socketsMax);
  const near = open.filter((node) => node.region === request.roomRegion);
  const ranked = [
    ...rank(near, request.roomId),
    ...rank(
      open.filter((node) => !near.includes(node)),
      request.roomId,
    ),
  ];
  const viewers = Object.values(request.roomSockets).reduce((sum, count) => sum + count, 0);
  const wanted = Math.min(ranked.length, Math.floor(viewers / Math.max(1, request.spillAtViewers)) + 1);
  let best: PlacementNode | undefined;
  for (const node of ranked.slice(0, wanted)) {
    const load = request.roomSockets[node.id] ?? 0;
    if (best === undefined || load < (request.roomSockets[best.id] ?? 0)) best = node;
  }
  return best;
}

function rank(nodes: readonly PlacementNode[], roomId: string): PlacementNode[] {
  return nodes
    .map((node) => ({ node, score: score(node.id, roomId) }))
    .sort((a, b) => (a.score === b.score ? (a.node.id < b.node.id ? -1 : 1) : b.score - a.score))
    .map((entry) => entry.node);
}

function score(nodeId: string, roomId: string): number {
  const digest = sha256(Uint8Array.from(`${nodeId}|${roomId}`, (c) => c.charCodeAt(0)));
  return new DataView(digest.buffer, digest.byteOffset).getUint32(0);
}
