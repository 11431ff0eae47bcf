import { ReconnectDelay } from '@halobuzz/core/client/reconnect-delay';
import { newUuidV7 } from '@halobuzz/core/ids';
import { limits } from '@halobuzz/core/limits';
import { roomRegions } from '@halobuzz/core/regions/choose-region';
import { isSilent } from '@halobuzz/core/regions/region-health';
import { type PlacementNode, placeViewer } from '@halobuzz/core/rooms/placement';
import { type SeededRandom, seededRandom } from './seeded-random.ts';
import { VirtualTime } from './virtual-time.ts';

export interface SimulationOptions {
  readonly seed: number;
  readonly spillAtViewers: number;
  readonly viewersPerSecond: number;
  /** How long a viewer stays, on the average. */
  readonly stayMs: number;
  /** Rooms open at any time; the n-th draws 1/n of what the first does (Zipf). */
  readonly rooms: number;
  /** Countries of hosts, one a room in turn. */
  readonly hostCountries: readonly string[];
  /** A room ends after so long, on the average, and another takes its place; the largest ones last. */
  readonly roomLifeMs: number;
  readonly lastingRooms: number;
}

interface SimulatedNode {
  readonly id: string;
  readonly region: string;
  readonly bornMs: number;
  state: 'serving' | 'draining' | 'refusing' | 'swallowing';
  readonly viewers: Set<Viewer>;
}

interface SimulatedRoom {
  readonly id: string;
  readonly regions: readonly string[];
  readonly sockets: Map<string, number>;
  /** Nobody knows of a room before its host is in it. */
  opened: boolean;
  ended: boolean;
  viewers: number;
  largest: number;
  /** It stood on more than one serving node before it was large enough to need that. */
  scattered: boolean;
}

interface Viewer {
  readonly room: SimulatedRoom;
  readonly delay: ReconnectDelay;
  node: SimulatedNode | undefined;
  /** The node whose resume token it holds. */
  resumeOn: SimulatedNode | undefined;
  gone: boolean;
  lostAtMs: number | undefined;
}

/** What a gateway last said of itself. */
type Heartbeat = PlacementNode & { readonly atMs: number };

interface Picture {
  readonly atMs: number;
  readonly nodes: readonly Heartbeat[];
  readonly ids: ReadonlySet<string>;
}

/** An answer of the edge and a handshake, ms. */
const JOIN_MS = 60;
const CONNECT_MS = 40;

/**
 * A fleet in virtual time, for what placement promises: the real placement, the real delays of the client, heartbeats
 * once a second, the picture that the origin keeps of them, nodes that come, drain and die. Rooms' counts are exact at
 * any time, as the store has them.
 */
export class PlacementSimulation {
  readonly time = new VirtualTime();
  readonly nodes = new Map<string, SimulatedNode>();
  readonly rooms: SimulatedRoom[] = [];
  readonly ended: SimulatedRoom[] = [];
  /** From the loss of a socket to the next one, ms, of all viewers who lost one. */
  readonly awayMs: number[] = [];
  /** Those who lost one, have no other yet, and did not leave. */
  readonly away = new Set<Viewer>();
  joins = 0;
  /** Viewers sent to a node that had said it was draining. */
  sentToDraining = 0;
  /** Viewers for whom there was no node. */
  refused = 0;
  readonly #options: SimulationOptions;
  readonly #random: SeededRandom;
  readonly #heartbeats = new Map<string, Heartbeat>();
  readonly #weights: number[] = [];
  #picture: Picture = { atMs: Number.NEGATIVE_INFINITY, nodes: [], ids: new Set() };
  #nodesMade = 0;

  constructor(options: SimulationOptions) {
    this.#options = options;
    this.#random = seededRandom(options.seed);
    let sum = 0;
    for (let n = 1; n <= options.rooms; n += 1) {
      sum += 1 / n;
      this.#weights.push(sum);
    }
  }

  addNode(region: string): SimulatedNode {
    this.#nodesMade += 1;
    const id = `gw-${this.#nodesMade}`;
    const node: SimulatedNode = { id, region, bornMs: this.time.nowMs, state: 'serving', viewers: new Set() };
    this.nodes.set(id, node);
    this.#beat(node);
    // Processes do not beat in step.
    this.time.after(this.#random.below(limits.nodeHeartbeatMs), () => {
      this.time.every(limits.nodeHeartbeatMs, () => {
        if (node.state === 'refusing' || node.state === 'swallowing') return false;
        this.#beat(node);
        return this.nodes.has(id);
      });
    });
    return node;
  }

  /** Opens the rooms and lets viewers come. */
  open(): void {
    for (let n = 0; n < this.#options.rooms; n += 1) this.#openRoom(n);
    this.time.every(1_000 / this.#options.viewersPerSecond, () => {
      this.#arrive();
      return true;
    });
  }

  /** As a gateway that is told to stop: it says so at once, then sends everybody away within the spread. */
  drain(node: SimulatedNode): void {
    node.state = 'draining';
    this.#beat(node);
    for (const viewer of node.viewers) {
      viewer.delay.sendAway(this.time.nowMs, 500, limits.drainSpreadMs);
      // The real one closes a share every step; who is asked back later than closed waits for the rest by itself.
      this.time.after(500 + this.#random.below(limits.drainSpreadMs), () => {
        if (viewer.node === node) this.#lose(viewer, 'ticket');
      });
    }
    this.time.after(500 + limits.drainSpreadMs, () => {
      this.#heartbeats.delete(node.id);
      this.nodes.delete(node.id);
    });
  }

  /** Ends at once, with every socket. `refusing`: its machine still answers; `swallowing`: nothing does. */
  kill(node: SimulatedNode, as: 'refusing' | 'swallowing'): void {
    node.state = as;
    for (const viewer of [...node.viewers]) this.#lose(viewer, 'resume');
    this.time.after(limits.nodeLifeMs, () => this.nodes.delete(node.id));
  }

  /** Ends the room of this rank, with all who are in it; another takes its place. */
  endRoom(rank: number): void {
    const room = this.rooms[rank];
    if (room === undefined) return;
    room.ended = true;
    this.ended.push(room);
    const watching = [...this.nodes.values()].flatMap((node) => [...node.viewers]);
    for (const viewer of [...watching, ...this.away]) if (viewer.room === room) this.#leave(viewer);
    this.#openRoom(rank);
  }

  serving(region: string): readonly SimulatedNode[] {
    return [...this.nodes.values()].filter((node) => node.region === region && node.state === 'serving');
  }

  /** The largest share of the mean that a node of the region holds. */
  peakOfMean(region: string): number {
    const loads = this.serving(region).map((node) => node.viewers.size);
    const mean = loads.reduce((sum, load) => sum + load, 0) / loads.length;
    return Math.max(...loads) / mean;
  }

  #beat(node: SimulatedNode): void {
    const { id, region, state } = node;
    const load = { sockets: node.viewers.size, socketsMax: limits.socketsPerNodeMax };
    this.#heartbeats.set(id, { id, region, ...load, draining: state === 'draining', atMs: this.time.nowMs });
  }

  #openRoom(rank: number): void {
    const nowMs = this.time.nowMs;
    const country = this.#options.hostCountries[rank % this.#options.hostCountries.length] ?? '';
    const regions = roomRegions(country, 'may_leave');
    const id = newUuidV7(1_800_000_000_000 + Math.floor(nowMs), this.#random.bytes);
    const flags = { opened: false, ended: false, scattered: false };
    const room: SimulatedRoom = { id, regions, sockets: new Map(), viewers: 0, largest: 0, ...flags };
    this.rooms[rank] = room;
    this.#connect(this.#person(room));
    if (rank >= this.#options.lastingRooms) {
      this.time.after(this.#exponential(this.#options.roomLifeMs), () => this.endRoom(rank));
    }
  }

  #arrive(): void {
    const total = this.#weights.at(-1) ?? 0;
    const drawn = this.#random.next() * total;
    const room = this.rooms[this.#rankAt(drawn)];
    if (room?.opened !== true) return;
    const viewer = this.#person(room);
    this.time.after(this.#exponential(this.#options.stayMs), () => this.#leave(viewer));
    this.#connect(viewer);
  }

  #person(room: SimulatedRoom): Viewer {
    const delay = new ReconnectDelay(this.#random.next);
    return { room, delay, node: undefined, resumeOn: undefined, gone: false, lostAtMs: undefined };
  }

  /** The first place whose sum of weights is above what was drawn. */
  #rankAt(drawn: number): number {
    let [low, high] = [0, this.#weights.length - 1];
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.#weights[middle] ?? 0) > drawn) high = middle;
      else low = middle + 1;
    }
    return low;
  }

  /** By resume token on the same node while it has one, else by a ticket. */
  #connect(viewer: Viewer): void {
    if (viewer.gone || viewer.room.ended) return;
    const resumed = viewer.resumeOn;
    viewer.resumeOn = undefined;
    if (resumed !== undefined) return this.time.after(CONNECT_MS, () => this.#knock(viewer, resumed));
    const chosen = this.#place(viewer.room);
    if (chosen === undefined) {
      this.refused += 1;
      return this.#again(viewer);
    }
    this.joins += 1;
    if (chosen.draining) this.sentToDraining += 1;
    const node = this.nodes.get(chosen.id);
    this.time.after(JOIN_MS + CONNECT_MS, () => {
      if (node === undefined) this.#again(viewer);
      else this.#knock(viewer, node);
    });
  }

  #knock(viewer: Viewer, node: SimulatedNode): void {
    if (viewer.gone || viewer.room.ended) return;
    if (node.state === 'swallowing') {
      return this.time.after(limits.clientWelcomeTimeoutMs, () => this.#again(viewer));
    }
    if (node.state !== 'serving') return this.#again(viewer);
    viewer.node = node;
    viewer.room.opened = true;
    viewer.delay.welcomed(this.time.nowMs);
    if (viewer.lostAtMs !== undefined) this.awayMs.push(this.time.nowMs - viewer.lostAtMs);
    viewer.lostAtMs = undefined;
    this.away.delete(viewer);
    node.viewers.add(viewer);
    this.#count(viewer.room, node, 1);
  }

  #again(viewer: Viewer): void {
    this.time.after(viewer.delay.next(this.time.nowMs), () => this.#connect(viewer));
  }

  #lose(viewer: Viewer, credential: 'resume' | 'ticket'): void {
    viewer.resumeOn = credential === 'resume' ? viewer.node : undefined;
    this.#depart(viewer);
    viewer.lostAtMs = this.time.nowMs;
    this.away.add(viewer);
    this.#again(viewer);
  }

  #leave(viewer: Viewer): void {
    viewer.gone = true;
    this.away.delete(viewer);
    this.#depart(viewer);
  }

  #depart(viewer: Viewer): void {
    const { node, room } = viewer;
    if (node === undefined) return;
    viewer.node = undefined;
    node.viewers.delete(viewer);
    this.#count(room, node, -1);
  }

  #count(room: SimulatedRoom, node: SimulatedNode, by: 1 | -1): void {
    const sockets = (room.sockets.get(node.id) ?? 0) + by;
    if (sockets > 0) room.sockets.set(node.id, sockets);
    else room.sockets.delete(node.id);
    room.viewers += by;
    room.largest = Math.max(room.largest, room.viewers);
    if (room.sockets.size < 2 || room.largest >= this.#options.spillAtViewers) return;
    const serving = [...room.sockets.keys()].filter((id) => this.nodes.get(id)?.state === 'serving');
    if (serving.length > 1) room.scattered = true;
  }

  /** As edge and origin do it together. */
  #place(room: SimulatedRoom): Heartbeat | undefined {
    const nowMs = this.time.nowMs;
    if (nowMs - this.#picture.atMs >= limits.nodePictureLifeMs) {
      const alive = [...this.#heartbeats.values()].filter(({ atMs }) => nowMs - atMs < limits.nodeLifeMs);
      const nodes = alive.map((node) => ({ ...node, silent: isSilent(node, nowMs) }));
      this.#picture = { atMs: nowMs, nodes, ids: new Set(nodes.map(({ id }) => id)) };
    }
    const { nodes, ids } = this.#picture;
    const { spillAtViewers } = this.#options;
    const roomSockets = Object.fromEntries([...room.sockets].filter(([id]) => ids.has(id)));
    return placeViewer(nodes, { roomId: room.id, regions: room.regions, roomSockets, spillAtViewers });
  }

  #exponential(meanMs: number): number {
    return -Math.log(1 - this.#random.next()) * meanMs;
  }
}
