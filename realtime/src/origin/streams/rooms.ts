import type { MediaRole } from '@halobuzz/core/api/media';
import type { Door } from '@halobuzz/core/streams/entry';
import type { ViewerPlot } from '@halobuzz/core/streams/viewer-plot';
import type { DoorChange } from '../../adapters/redis/room-door-scripts.ts';
import type { EndReason } from './livestream.ts';

/** What a new room is made of. */
export interface NewRoom {
  readonly roomId: string;
  readonly hostId: string;
  readonly hostName: string;
  readonly hostSubject: string;
  readonly title: string;
  readonly category: string;
  readonly country: string;
  readonly region: string;
  readonly startedAtMs: number;
  readonly door: Door;
}

/** A room's running totals, from its Redis keys. `coins` and `gifts` are those the projector has applied. */
export interface RoomTotals {
  readonly status: 'live' | 'ended';
  /** Present once the room has ended. */
  readonly end?: { readonly reason: EndReason; readonly atMs: number };
  readonly peakViewers: number;
  readonly uniqueViewers: number;
  readonly likes: number;
  readonly gifts: number;
  readonly coins: bigint;
  readonly diamonds: bigint;
  readonly topGifters: readonly { readonly handle: string; readonly coins: bigint }[];
}

/** Joined sockets of one room on one node's one life. */
export interface NodeCount {
  readonly nodeId: string;
  readonly boot: string;
  readonly sockets: number;
}

export interface RoomHead {
  readonly doorVersion: number;
  readonly hostOnline: boolean;
  /** Since when; undefined while the host never was there. */
  readonly hostSinceMs: number | undefined;
}

/** Rooms in Redis, as far as the origin touches them. Every call may fail while Redis is out of reach. */
export interface Rooms {
  /** Makes the room live. A second call for the same id changes nothing. `ended`: it is over, even if it never was made. */
  create(room: NewRoom): Promise<'ok' | 'ended'>;
  /** Tells a live room of its new door; one that is no newer changes nothing. */
  setDoor(roomId: string, change: DoorChange): Promise<void>;
  /** What background work looks at, of live rooms; those that are not live are left out. */
  heads(roomIds: readonly string[]): Promise<ReadonlyMap<string, RoomHead>>;
  /** Viewers over time as far as they were noted; undefined when nothing was, or it is forgotten. */
  plot(roomId: string): Promise<ViewerPlot | undefined>;
  savePlot(roomId: string, plot: ViewerPlot): Promise<void>;
  /**
   * Ends a room: its state says so, its last event is sent once, its keys begin to expire. Repeats change nothing.
   * @returns the totals with the first end's reason and time, or undefined when there is no such room: then none can be
   * made under this id any more.
   */
  end(roomId: string, reason: EndReason): Promise<RoomTotals | undefined>;
  totals(roomId: string): Promise<RoomTotals | undefined>;
  /** The HyperLogLog of who has been in the room, as Redis writes it; undefined when there is none. */
  uniqueSketch(roomId: string): Promise<Uint8Array | undefined>;
  /** `live`, `ended`, or `absent` for each id. */
  statuses(roomIds: readonly string[]): Promise<ReadonlyMap<string, 'live' | 'ended' | 'absent'>>;
  /** Node counts of each room; of dead nodes too. */
  nodeCounts(roomIds: readonly string[]): Promise<ReadonlyMap<string, readonly NodeCount[]>>;
  /** Ends streaks of gifts whose time has come; nodes do that in rooms they hold. */
  sweepStreaks(roomId: string): Promise<void>;
  /** What an account is to the room's media: its host, a guest who sits, or a viewer; a viewer too where there is no room. */
  mediaRole(roomId: string, account: string): Promise<MediaRole>;
  /** The host has this account sent out of a live room, and kept out for as long as it could come back by itself. */
  sendAway(roomId: string, hostId: string, account: string): Promise<void>;
  /** Ends a kick before its time. */
  letBack(roomId: string, account: string): Promise<void>;
  /** Takes away what a node's life left in a room: its sockets, its members, the host if they were there. */
  dropNode(roomId: string, nodeField: string): Promise<void>;
}
