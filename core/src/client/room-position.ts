import type { DownEvent } from '../protocol/down.ts';
import type { FrameHeader } from '../protocol/header.ts';
import type { ResumePoint } from '../protocol/messages/fields.ts';

/** An event with its place: `offset` is undefined for lossy and personal events. */
export interface PlacedEvent {
  readonly event: DownEvent;
  readonly offset: number | undefined;
}

export type Arrival =
  | { readonly kind: 'deliver'; readonly events: readonly PlacedEvent[] }
  /** Events before this frame are missing: ask for them with `sync`, keep the frame. */
  | { readonly kind: 'gap' };

/**
 * Where a client stands in a room's reliable lane. Drops what it has seen, notices what is missing, never delivers out of
 * order.
 */
export class RoomPosition {
  #point: ResumePoint | undefined;

  get point(): ResumePoint | undefined {
    return this.#point;
  }

  /** A snapshot replaces everything that was known. */
  reset(point: ResumePoint): void {
    this.#point = point;
  }

  forget(): void {
    this.#point = undefined;
  }

  arrive(header: FrameHeader, events: readonly DownEvent[]): Arrival {
    const point = this.#point;
    const placed = events.map((event, index) => ({
      event,
      offset: index < header.reliable ? header.firstOffset + index : undefined,
    }));
    if (header.reliable === 0) return { kind: 'deliver', events: placed };
    if (point === undefined || header.epoch !== point.epoch) return { kind: 'gap' };
    if (header.firstOffset > point.offset + 1) return { kind: 'gap' };
    const last = header.firstOffset + header.reliable - 1;
    if (last > point.offset) this.#point = { epoch: point.epoch, offset: last };
    return {
      kind: 'deliver',
      events: placed.filter((entry) => entry.offset === undefined || entry.offset > point.offset),
    };
  }
}
