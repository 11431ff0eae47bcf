import { lastOffsetOf, type RoomEntry } from './room-entry.ts';

export interface LanePoint {
  readonly epoch: number;
  readonly offset: number;
}

/**
 * Where a node stands in a room's reliable lane.
 * `unknown`: nothing is known yet, events are held until the first snapshot tells the point.
 * `at`: everything up to the point was passed on.
 * `filling`: events between the point and the held ones are missing and asked from the history.
 */
type LaneState =
  | { readonly kind: 'unknown'; readonly held: RoomEntry[] }
  | { readonly kind: 'at'; readonly point: LanePoint }
  | { readonly kind: 'filling'; readonly point: LanePoint; readonly held: RoomEntry[] };

export type LaneArrival =
  /** Pass these on, in this order. */
  | { readonly kind: 'deliver'; readonly entries: readonly RoomEntry[] }
  /** Kept for later; with `fill`, ask the history for what lies behind the point. */
  | { readonly kind: 'held'; readonly fill: boolean }
  /** The room is another than this node knew: take a snapshot. */
  | { readonly kind: 'lost' };

const nothing: LaneArrival = { kind: 'deliver', entries: [] };

/** Puts a room's reliable events into order and notices what is missing. Nothing is delivered twice or out of order. */
export class ReliableLane {
  readonly #heldMax: number;
  #state: LaneState = { kind: 'unknown', held: [] };

  /** `heldMax`: entries kept while a gap is open; more and the lane is lost. */
  constructor(heldMax: number) {
    this.#heldMax = heldMax;
  }

  /** Everything up to here was passed on; undefined before the first snapshot. */
  get point(): LanePoint | undefined {
    return this.#state.kind === 'unknown' ? undefined : this.#state.point;
  }

  get filling(): boolean {
    return this.#state.kind === 'filling';
  }

  /** A snapshot tells the point; what was held behind it is passed on. */
  start(point: LanePoint): LaneArrival {
    const held = this.#state.kind === 'at' ? [] : this.#state.held;
    this.#state = { kind: 'at', point };
    return this.#replay(held);
  }

  /** Forgets the point, until the next {@link start}. */
  reset(): void {
    this.#state = { kind: 'unknown', held: [] };
  }

  arrive(entry: RoomEntry): LaneArrival {
    const state = this.#state;
    switch (state.kind) {
      case 'unknown':
      case 'filling':
        if (state.held.length >= this.#heldMax) return this.#lose();
        state.held.push(entry);
        return { kind: 'held', fill: false };
      case 'at': {
        const { point } = state;
        if (entry.epoch < point.epoch || (entry.epoch === point.epoch && lastOffsetOf(entry) <= point.offset)) {
          return nothing;
        }
        if (entry.epoch > point.epoch) return this.#lose();
        if (entry.offset !== point.offset + 1) {
          // Missing events, or an entry that overlaps: its events cannot be told apart, but the history has them singly.
          this.#state = { kind: 'filling', point, held: entry.offset > point.offset ? [entry] : [] };
          return { kind: 'held', fill: true };
        }
        this.#state = { kind: 'at', point: { epoch: entry.epoch, offset: lastOffsetOf(entry) } };
        return { kind: 'deliver', entries: [entry] };
      }
      default:
        return state satisfies never;
    }
  }

  /** Compares with the room's head as the store tells it; `fill`: something is missing, ask the history. */
  behind(head: LanePoint): 'no' | 'fill' | 'lost' {
    const state = this.#state;
    if (state.kind !== 'at') return 'no';
    // A head read before the last event came is an old one; a server that lost a tail opens a new epoch.
    if (head.epoch < state.point.epoch) return 'no';
    if (head.epoch > state.point.epoch) return 'lost';
    if (head.offset <= state.point.offset) return 'no';
    this.#state = { kind: 'filling', point: state.point, held: [] };
    return 'fill';
  }

  /** What the history gave: all events behind the point up to some head, or undefined when it does not reach back. */
  filled(epoch: number, events: readonly RoomEntry[] | undefined): LaneArrival {
    const state = this.#state;
    if (state.kind !== 'filling') return nothing;
    if (events === undefined || epoch !== state.point.epoch) return this.#lose();
    this.#state = { kind: 'at', point: state.point };
    return this.#replay([...events, ...state.held]);
  }

  #replay(entries: readonly RoomEntry[]): LaneArrival {
    const delivered: RoomEntry[] = [];
    for (const entry of entries) {
      const arrival = this.arrive(entry);
      if (arrival.kind === 'lost') return arrival;
      if (arrival.kind === 'deliver') delivered.push(...arrival.entries);
      // Else there is a gap among what was held: `filling` is true again, and the caller asks once more.
    }
    return { kind: 'deliver', entries: delivered };
  }

  #lose(): LaneArrival {
    this.reset();
    return { kind: 'lost' };
  }
}
