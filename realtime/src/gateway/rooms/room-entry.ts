import { encode } from '@halobuzz/core/protocol/codec';
import { eventSpecs } from '@halobuzz/core/protocol/down';
import type { Envelope } from '@halobuzz/core/rooms/envelope';

/** Encoded events of one code on their way through a node; nothing here is ever decoded. */
export interface RoomEntry {
  readonly lane: 'reliable' | 'lossy';
  readonly code: number;
  /** Events in `bytes`, laid end to end. */
  readonly count: number;
  readonly bytes: Uint8Array;
  readonly epoch: number;
  /** Offset of the first event (reliable), else 0. */
  readonly offset: number;
  readonly publishedAtMs: number;
}

export interface CodeSpec {
  readonly lane: 'reliable' | 'lossy' | 'personal';
  readonly since: number;
  readonly conflate: boolean;
}

const specsByCode: ReadonlyMap<number, CodeSpec> = new Map(
  Object.values(eventSpecs).map((spec) => [spec.code, spec] as const),
);

/** How events of a code travel; undefined for one that a newer node made. */
export function codeSpecOf(code: number): CodeSpec | undefined {
  return specsByCode.get(code);
}

export function entryOfEnvelope(envelope: Envelope): RoomEntry {
  return {
    lane: envelope.lane,
    code: envelope.eventCode,
    count: envelope.events,
    bytes: envelope.body,
    epoch: envelope.epoch,
    offset: envelope.firstOffset,
    publishedAtMs: envelope.publishedAtMs,
  };
}

export function lastOffsetOf(entry: RoomEntry): number {
  return entry.offset + entry.count - 1;
}

const noopBytes = encode({ t: 'noop' });

/** The bodies of entries as one protocol version may see them; see `eventsFrame`. */
export function eventBodies(
  entries: readonly RoomEntry[],
  version: number,
): { readonly bodies: readonly Uint8Array[]; readonly count: number } {
  const bodies: Uint8Array[] = [];
  let count = 0;
  for (const entry of entries) {
    const spec = specsByCode.get(entry.code);
    if (spec !== undefined && spec.since <= version) {
      bodies.push(entry.bytes);
      count += entry.count;
    } else if (entry.lane === 'reliable') {
      for (let i = 0; i < entry.count; i += 1) bodies.push(noopBytes);
      count += entry.count;
    }
  }
  return { bodies, count };
}
