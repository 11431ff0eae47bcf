import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { hex } from '../ids.ts';
import { decodeEnvelope, ENVELOPE_HEADER_BYTES, type Envelope, encodeEnvelope } from './envelope.ts';

const example: Envelope = {
  lane: 'reliable',
  eventCode: 1,
  events: 2,
  epoch: 3,
  firstOffset: 42,
  publishedAtMs: 1_767_323_045_678,
  body: Uint8Array.of(0xc0, 0xc0),
};

describe('the pub/sub envelope', () => {
  it('has these very bytes', () => {
    // From Python: struct.pack('>BBBBIdd', 1, 1, 1, 2, 3, 42, 1767323045678) + b'\xc0\xc0'
    expect(hex(encodeEnvelope(example))).toBe('0101010200000003404500000000000042' + '79b7ca98f2e000c0c0');
  });

  it('is read as it was written', () => {
    const envelope = fc.record({
      lane: fc.constantFrom('lossy', 'reliable'),
      eventCode: fc.integer({ min: 0, max: 255 }),
      events: fc.integer({ min: 1, max: 255 }),
      epoch: fc.integer({ min: 0, max: 0xffffffff }),
      firstOffset: fc.maxSafeNat(),
      publishedAtMs: fc.maxSafeNat(),
      body: fc.uint8Array(),
    });
    fc.assert(
      fc.property(envelope, fc.nat(9), (value, at) => {
        const encoded = encodeEnvelope(value);
        const buffer = new Uint8Array(encoded.byteLength + at);
        buffer.set(encoded, at);
        expect(decodeEnvelope(buffer.subarray(at))).toEqual(value);
      }),
    );
  });

  it('refuses to hold no event or more than one byte can count', () => {
    expect(() => encodeEnvelope({ ...example, events: 0 })).toThrow(RangeError);
    expect(() => encodeEnvelope({ ...example, events: 256 })).toThrow(RangeError);
  });

  it.each([
    ['too few bytes', (bytes: Uint8Array) => bytes.subarray(0, ENVELOPE_HEADER_BYTES - 1)],
    ['another version', (bytes: Uint8Array) => bytes.with(0, 2)],
    ['an unknown lane', (bytes: Uint8Array) => bytes.with(1, 2)],
    ['no event', (bytes: Uint8Array) => bytes.with(3, 0)],
  ])('is undefined for %s', (_, spoil) => {
    expect(decodeEnvelope(spoil(encodeEnvelope(example)))).toBeUndefined();
  });
});
