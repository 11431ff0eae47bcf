import { codeSpecOf, type RoomEntry } from './room-entry.ts';

export interface GatherBounds {
  /** Lossy events and bytes that may wait; the oldest go first. Conflated ones do not count: one a code. */
  readonly eventsMax: number;
  readonly bytesMax: number;
}

/** Events for one frame. Reliable entries are contiguous and of one epoch. */
export interface FrameEvents {
  readonly reliable: readonly RoomEntry[];
  readonly lossy: readonly RoomEntry[];
}

/** A moment of one gathering, by how many entries of each kind had come. Good until the next {@link EventGatherer.take}. */
export interface GatherMark {
  readonly reliable: number;
  readonly lossy: number;
  readonly conflated: number;
}

interface Newest {
  readonly entry: RoomEntry;
  /** Among all conflated entries that came. */
  readonly place: number;
}

const none: readonly Newest[] = [];

/** Everything that was gathered. */
export class TickBatch implements FrameEvents {
  readonly reliable: readonly RoomEntry[];
  readonly lossy: readonly RoomEntry[];
  /** Events replaced by newer ones of their kind, and events dropped for want of room. */
  readonly conflated: number;
  readonly dropped: number;
  readonly #newest: readonly Newest[];
  /** Lossy entries that were dropped: marks count them. */
  readonly #gone: number;

  constructor(
    reliable: readonly RoomEntry[],
    plain: readonly RoomEntry[],
    newest: readonly Newest[],
    without: { readonly conflated: number; readonly dropped: number; readonly gone: number },
  ) {
    this.reliable = reliable;
    this.lossy = newest.length === 0 ? plain : [...plain, ...newest.map(({ entry }) => entry)];
    this.#newest = newest;
    this.conflated = without.conflated;
    this.dropped = without.dropped;
    this.#gone = without.gone;
  }

  /** What came behind a mark of this gathering. */
  since(mark: GatherMark): FrameEvents {
    const plain = this.lossy.slice(Math.max(0, mark.lossy - this.#gone), this.lossy.length - this.#newest.length);
    const newest = this.#newest.filter(({ place }) => place >= mark.conflated).map(({ entry }) => entry);
    return { reliable: this.reliable.slice(mark.reliable), lossy: [...plain, ...newest] };
  }
}

/** Gathers a room's events for the next frame of some of its viewers: reliable ones whole and in order, lossy ones within bounds. */
export class EventGatherer {
  readonly #bounds: GatherBounds;
  #reliable: RoomEntry[] = [];
  #reliableBytes = 0;
  #lossy: RoomEntry[] = [];
  /** Entries of `#lossy` before this index are dropped; it spares moving the array for each drop. */
  #lossyFrom = 0;
  #lossyCame = 0;
  #lossyEvents = 0;
  #lossyBytes = 0;
  readonly #newest = new Map<number, Newest>();
  #conflatedCame = 0;
  #conflated = 0;
  #dropped = 0;

  constructor(bounds: GatherBounds) {
    this.#bounds = bounds;
  }

  get empty(): boolean {
    return this.#reliable.length === 0 && this.#lossyCame === 0 && this.#conflatedCame === 0;
  }

  /** `full`: reliable events, which are never dropped, have outgrown the bound; take them now. */
  add(entry: RoomEntry): 'gathered' | 'full' {
    if (entry.lane === 'reliable') {
      this.#reliable.push(entry);
      this.#reliableBytes += entry.bytes.byteLength;
      return this.#reliableBytes > this.#bounds.bytesMax ? 'full' : 'gathered';
    }
    if (codeSpecOf(entry.code)?.conflate === true) {
      this.#conflated += this.#newest.get(entry.code)?.entry.count ?? 0;
      this.#newest.set(entry.code, { entry, place: this.#conflatedCame });
      this.#conflatedCame += 1;
    } else {
      this.#lossy.push(entry);
      this.#lossyCame += 1;
      this.#lossyEvents += entry.count;
      this.#lossyBytes += entry.bytes.byteLength;
      this.#dropOldest();
    }
    return 'gathered';
  }

  /** This moment: for who comes now, and has heard of what waits already. */
  mark(): GatherMark {
    return { reliable: this.#reliable.length, lossy: this.#lossyCame, conflated: this.#conflatedCame };
  }

  /** The first reliable entry that waits, or that came behind a mark. */
  firstReliable(mark?: GatherMark): RoomEntry | undefined {
    return this.#reliable[mark?.reliable ?? 0];
  }

  /** Takes everything that waits; undefined when nothing does. */
  take(): TickBatch | undefined {
    if (this.empty) return undefined;
    const plain = this.#lossyFrom === 0 ? this.#lossy : this.#lossy.slice(this.#lossyFrom);
    const newest = this.#newest.size === 0 ? none : [...this.#newest.values()];
    const without = { conflated: this.#conflated, dropped: this.#dropped, gone: this.#lossyCame - plain.length };
    const batch = new TickBatch(this.#reliable, plain, newest, without);
    this.#clear();
    return batch;
  }

  #clear(): void {
    this.#reliable = [];
    this.#reliableBytes = 0;
    this.#lossy = [];
    this.#lossyFrom = 0;
    this.#lossyCame = 0;
    this.#lossyEvents = 0;
    this.#lossyBytes = 0;
    if (this.#newest.size > 0) this.#newest.clear();
    this.#conflatedCame = 0;
    this.#conflated = 0;
    this.#dropped = 0;
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
