import { codeSpecOf, type RoomEntry } from './room-entry.ts';

export interface TickBounds {
  /** The room's tick now, ms: it may stretch. */
  readonly tickMs: () => number;
  /** Frames that may go out at once after silence, before the room is held to one a tick. */
  readonly burst: number;
  /** Lossy events and bytes that may wait; the oldest go first. Conflated ones do not count: one a code. */
  readonly eventsMax: number;
  readonly bytesMax: number;
}

/** What one frame carries. Reliable entries are contiguous and of one epoch. */
export interface TickBatch {
  readonly reliable: readonly RoomEntry[];
  readonly lossy: readonly RoomEntry[];
  /** Events replaced by newer ones of their kind, and events dropped for want of room. */
  readonly conflated: number;
  readonly dropped: number;
}

/** What the caller does after an event was added: nothing, flush after a delay, or flush now. */
export type TickAdvice =
  | { readonly kind: 'wait' }
  | { readonly kind: 'schedule'; readonly delayMs: number }
  | { readonly kind: 'flush' };

const wait: TickAdvice = { kind: 'wait' };

/**
 * Gathers a room's events into frames. A quiet room sends at once; a busy one sends one frame a tick: one write per viewer
 * instead of one per event, which is nearly all of the cost.
 *
 * Which it is, the generic cell rate algorithm decides (ITU-T I.371): `#dueMs` runs ahead by a tick with each frame, and a
 * frame waits only while it is more than the burst ahead. Counting from the last frame instead would hold up a room whose
 * events come about once a tick: each late timer would make the next event wait longer.
 */
export class TickCoalescer {
  readonly #bounds: TickBounds;
  #reliable: RoomEntry[] = [];
  #reliableBytes = 0;
  #lossy: RoomEntry[] = [];
  /** Entries of `#lossy` before this index are dropped; it spares moving the array for each drop. */
  #lossyFrom = 0;
  #lossyEvents = 0;
  #lossyBytes = 0;
  #newest = new Map<number, RoomEntry>();
  #conflated = 0;
  #dropped = 0;
  #dueMs = Number.NEGATIVE_INFINITY;
  #scheduled = false;

  constructor(bounds: TickBounds) {
    this.#bounds = bounds;
  }

  add(entry: RoomEntry, nowMs: number): TickAdvice {
    if (entry.lane === 'reliable') {
      this.#reliable.push(entry);
      this.#reliableBytes += entry.bytes.byteLength;
      if (this.#reliableBytes > this.#bounds.bytesMax) return { kind: 'flush' };
    } else if (codeSpecOf(entry.code)?.conflate === true) {
      const older = this.#newest.get(entry.code);
      if (older !== undefined) this.#conflated += older.count;
      this.#newest.set(entry.code, entry);
    } else {
      this.#lossy.push(entry);
      this.#lossyEvents += entry.count;
      this.#lossyBytes += entry.bytes.byteLength;
      this.#dropOldest();
    }
    if (this.#scheduled) return wait;
    this.#scheduled = true;
    const aheadMs = (this.#bounds.burst - 1) * this.#bounds.tickMs();
    return { kind: 'schedule', delayMs: Math.max(0, this.#dueMs - aheadMs - nowMs) };
  }

  /** Takes everything that waits; undefined when nothing does. */
  take(nowMs: number): TickBatch | undefined {
    this.#scheduled = false;
    const lossy = [...this.#lossy.slice(this.#lossyFrom), ...this.#newest.values()];
    if (this.#reliable.length === 0 && lossy.length === 0) return undefined;
    const batch = { reliable: this.#reliable, lossy, conflated: this.#conflated, dropped: this.#dropped };
    // A clock that was set back must not hold the room up.
    const tickMs = this.#bounds.tickMs();
    const latestMs = nowMs + this.#bounds.burst * tickMs;
    this.#dueMs = Math.min(latestMs, Math.max(this.#dueMs, nowMs) + tickMs);
    this.#reliable = [];
    this.#reliableBytes = 0;
    this.#lossy = [];
    this.#lossyFrom = 0;
    this.#lossyEvents = 0;
    this.#lossyBytes = 0;
    this.#newest = new Map();
    this.#conflated = 0;
    this.#dropped = 0;
    return batch;
  }

  #dropOldest(): void {
    while (this.#lossyEvents > this.#bounds.eventsMax || this.#lossyBytes > this.#bounds.bytesMax) {
      const oldest = this.#lossy[this.#lossyFrom];
      if (oldest === undefined) return;
      this.#lossyFrom += 1;
      this.#lossyEvents -= oldest.count;
      this.#lossyBytes -= oldest.bytes.byteLength;
      this.#dropped += oldest.count;
    }
    if (this.#lossyFrom > this.#bounds.eventsMax) {
      this.#lossy = this.#lossy.slice(this.#lossyFrom);
      this.#lossyFrom = 0;
    }
  }
}
