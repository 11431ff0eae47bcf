import type { LanePoint } from './reliable-lane.ts';
import type { RoomEntry } from './room-entry.ts';

/** The last reliable events a node passed on, for sockets that join while the room moves. Bounded; the oldest go. */
export class RecentEvents {
  readonly #max: number;
  #entries: RoomEntry[] = [];

  constructor(max: number) {
    this.#max = max;
  }

  push(entries: readonly RoomEntry[]): void {
    this.#entries.push(...entries);
    if (this.#entries.length > this.#max * 2) this.#entries = this.#entries.slice(-this.#max);
  }

  clear(): void {
    this.#entries = [];
  }

  /** All events behind `from` up to `to`, or undefined when some of them are not here. */
  between(from: LanePoint, to: LanePoint): readonly RoomEntry[] | undefined {
    if (from.epoch !== to.epoch) return undefined;
    if (from.offset >= to.offset) return [];
    const found = this.#entries.filter(
      (entry) => entry.epoch === to.epoch && entry.offset > from.offset && entry.offset <= to.offset,
    );
    const events = found.reduce((sum, entry) => sum + entry.count, 0);
    return events === to.offset - from.offset ? found : undefined;
  }
}
