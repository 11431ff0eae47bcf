/**
 * The fixed header of every server frame, 28 bytes, big-endian, readable without MessagePack:
 *
 * | at | type | field |
 * |----|------|-------|
 * | 0  | u8   | protocol version |
 * | 1  | u8   | kind (see {@link frameKinds}) |
 * | 2  | u16  | events in the body |
 * | 4  | u16  | how many of them are reliable (they stand first, their offsets are contiguous) |
 * | 6  | u16  | flags |
 * | 8  | u32  | room epoch |
 * | 12 | f64  | offset of the first reliable event |
 * | 20 | f64  | server time, ms |
 *
 * The body is that many MessagePack values laid end to end.
 */
export const HEADER_BYTES = 28;

/** Where each field stands; for readers that want but a few of them. */
export const headerAt = {
  version: 0,
  kind: 1,
  events: 2,
  reliable: 4,
  flags: 6,
  epoch: 8,
  firstOffset: 12,
  serverTimeMs: 20,
} as const;

export const frameKinds = { events: 1, reply: 2, welcome: 3, notice: 4 } as const;
export type FrameKind = keyof typeof frameKinds;

/** Flag bits. `recovered`: these events fill a gap and stand before what comes live. */
export const frameFlags = { recovered: 1 } as const;

export interface FrameHeader {
  readonly version: number;
  readonly kind: FrameKind;
  readonly events: number;
  readonly reliable: number;
  readonly flags: number;
  readonly epoch: number;
  readonly firstOffset: number;
  readonly serverTimeMs: number;
}

const kindNames: Readonly<Record<number, FrameKind>> = { 1: 'events', 2: 'reply', 3: 'welcome', 4: 'notice' };

/** The kind behind the byte of a header, undefined for one that nobody knows. */
export function frameKindOf(byte: number): FrameKind | undefined {
  return kindNames[byte];
}

/** Writes the header into the first 28 bytes of `target`. */
export function writeHeader(target: Uint8Array, header: FrameHeader): void {
  const view = new DataView(target.buffer, target.byteOffset, target.byteLength);
  view.setUint8(headerAt.version, header.version);
  view.setUint8(headerAt.kind, frameKinds[header.kind]);
  view.setUint16(headerAt.events, header.events);
  view.setUint16(headerAt.reliable, header.reliable);
  view.setUint16(headerAt.flags, header.flags);
  view.setUint32(headerAt.epoch, header.epoch);
  view.setFloat64(headerAt.firstOffset, header.firstOffset);
  view.setFloat64(headerAt.serverTimeMs, header.serverTimeMs);
}

/** Reads the header; undefined when the bytes are too few or the kind is unknown. */
export function readHeader(frame: Uint8Array): FrameHeader | undefined {
  if (frame.byteLength < HEADER_BYTES) return undefined;
  const view = new DataView(frame.buffer, frame.byteOffset, frame.byteLength);
  const kind = frameKindOf(view.getUint8(headerAt.kind));
  if (kind === undefined) return undefined;
  return {
    version: view.getUint8(headerAt.version),
    kind,
    events: view.getUint16(headerAt.events),
    reliable: view.getUint16(headerAt.reliable),
    flags: view.getUint16(headerAt.flags),
    epoch: view.getUint32(headerAt.epoch),
    firstOffset: view.getFloat64(headerAt.firstOffset),
    serverTimeMs: view.getFloat64(headerAt.serverTimeMs),
  };
}

/** A whole frame: header, then the bodies end to end, in memory of its own or in what `allocate` gives for so many bytes. */
export function buildFrame(
  header: FrameHeader,
  bodies: readonly Uint8Array[],
  allocate = (bytes: number): Uint8Array => new Uint8Array(bytes),
): Uint8Array {
  let length = HEADER_BYTES;
  for (const body of bodies) length += body.byteLength;
  const frame = allocate(length);
  writeHeader(frame, header);
  let at = HEADER_BYTES;
  for (const body of bodies) {
    frame.set(body, at);
    at += body.byteLength;
  }
  return frame;
}
