import { limits } from '../limits.ts';
import type { DownEvent } from '../protocol/down.ts';
import type { FrameHeader } from '../protocol/header.ts';
import type { ResumePoint } from '../protocol/messages/fields.ts';
import { type PlacedEvent, RoomPosition } from './room-position.ts';

export interface Delivery extends PlacedEvent {
  readonly serverTimeMs: number;
}

export interface LaneOutcome {
  /** To be told to the listener, in this order. */
  readonly deliver: readonly Delivery[];
  /** `fill`: ask for what lies behind the point. `lost`: only a fresh snapshot helps. */
  readonly next: 'nothing' | 'fill' | 'lost';
}

interface HeldFrame {
  readonly header: FrameHeader;
  readonly events: readonly DownEvent[];
}

/** Puts a room's frames into order: keeps those behind a gap until the gap is filled, and drops what was seen. */
export class EventLane {
  readonly #position = new RoomPosition();
  #held: HeldFrame[] = [];
  #filling = false;

  get point(): ResumePoint | undefined {
    return this.#position.point;
  }

  /** A snapshot replaces everything that was known. */
  reset(point: ResumePoint): void {
    this.interrupt();
    this.#position.reset(point);
  }

  /** The next welcome brings a snapshot. */
  forget(): void {
    this.interrupt();
    this.#position.forget();
  }

  /** The connection is gone: what it would have brought is asked for anew. */
  interrupt(): void {
    this.#held = [];
    this.#filling = false;
  }

  arrive(header: FrameHeader, events: readonly DownEvent[]): LaneOutcome {
    const deliver: Delivery[] = [];
    const queue: HeldFrame[] = [{ header, events }];
    for (let frame = queue.shift(); frame !== undefined; frame = queue.shift()) {
      const arrival = this.#position.arrive(frame.header, frame.events);
      if (arrival.kind === 'gap') {
        this.#held.push(frame);
        if (this.#held.length > limits.clientHeldFramesMax) return { deliver, next: 'lost' };
        continue;
      }
      const { serverTimeMs } = frame.header;
      for (const entry of arrival.events) deliver.push({ ...entry, serverTimeMs });
      if (this.#held.length === 0 || arrival.events.every(({ offset }) => offset === undefined)) continue;
      // The gap, or a part of it, is closed: what was held is looked at again.
      queue.push(...this.#held);
      this.#held = [];
      this.#filling = false;
    }
    if (this.#held.length === 0 || this.#filling) return { deliver, next: 'nothing' };
    if (this.#position.point === undefined) return { deliver, next: 'lost' };
    this.#filling = true;
    return { deliver, next: 'fill' };
  }
}
