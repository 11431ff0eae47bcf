/**
 * What travels over a room's pub/sub channel: already encoded events that a node passes on without decoding.
 *
 * | at | type | field |
 * |----|------|-------|
 * | 0  | u8   | envelope version (1) |
 * | 1  | u8   | lane: 0 lossy, 1 reliable |
 * | 2  | u8   | event code (see protocol/down.ts); all events of an envelope are of one code |
 * | 3  | u8   | events in the body (1–255) |
 * | 4  | u32  | room epoch |
 * | 8  | f64  | offset of the first event (reliable), else 0 |
 * | 16 | f64  | time of publishing, ms |
 *
 * Big-endian; the body is the MessagePack events end to end. The Lua script that publishes writes the same layout.
 */
export const ENVELOPE_HEADER_BYTES = 24;
export const ENVELOPE_VERSION = 1;

export interface Envelope {
  readonly lane: 'lossy' | 'reliable';
  readonly eventCode: number;
  readonly events: number;
  readonly epoch: number;
  readonly firstOffset: number;
  readonly publishedAtMs: number;
  readonly body: Uint8Array;
}

/** Throws a RangeError when the events do not fit their one byte. */
export function encodeEnvelope(envelope: Envelope): Uint8Array {
  if (envelope.events < 1 || envelope.events > 255) throw new RangeError(`${envelope.events} events in an envelope`);
  const bytes = new Uint8Array(ENVELOPE_HEADER_BYTES + envelope.body.byteLength);
  const view = new DataView(bytes.buffer);
  view.setUint8(0, ENVELOPE_VERSION);
  view.setUint8(1, envelope.lane === 'reliable' ? 1 : 0);
  view.setUint8(2, envelope.eventCode);
  view.setUint8(3, envelope.events);
  view.setUint32(4, envelope.epoch);
  view.setFloat64(8, envelope.firstOffset);
  view.setFloat64(16, envelope.publishedAtMs);
  bytes.set(envelope.body, ENVELOPE_HEADER_BYTES);
  return bytes;
}

/** Undefined for anything that is not an envelope of this version. The body is a view of `bytes`. */
export function decodeEnvelope(bytes: Uint8Array): Envelope | undefined {
  if (bytes.byteLength < ENVELOPE_HEADER_BYTES) return undefined;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (view.getUint8(0) !== ENVELOPE_VERSION || view.getUint8(1) > 1 || view.getUint8(3) === 0) return undefined;
  return {
    lane: view.getUint8(1) === 1 ? 'reliable' : 'lossy',
    eventCode: view.getUint8(2),
    events: view.getUint8(3),
    epoch: view.getUint32(4),
    firstOffset: view.getFloat64(8),
    publishedAtMs: view.getFloat64(16),
    body: bytes.subarray(ENVELOPE_HEADER_BYTES),
  };
}
