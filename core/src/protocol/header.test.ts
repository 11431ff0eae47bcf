import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { hex } from '../ids.ts';
import {
  buildFrame,
  type FrameHeader,
  frameFlags,
  frameKinds,
  HEADER_BYTES,
  readHeader,
  writeHeader,
} from './header.ts';

const example: FrameHeader = {
  version: 2,
  kind: 'events',
  events: 3,
  reliable: 1,
  flags: frameFlags.recovered,
  epoch: 0x01020304,
  firstOffset: 42,
  serverTimeMs: 1_767_323_045_678,
};

describe('the frame header', () => {
  it('has these very bytes', () => {
    const bytes = new Uint8Array(HEADER_BYTES);
    writeHeader(bytes, example);
    // From Python: struct.pack('>BBHHHIdd', 2, 1, 3, 1, 1, 0x01020304, 42, 1767323045678)
    expect(hex(bytes)).toBe('02010003000100010102030440450000000000004279b7ca98f2e000');
  });

  it('is read as it was written, anywhere in a buffer', () => {
    const u16 = fc.integer({ min: 0, max: 0xffff });
    const kinds = fc.constantFrom('events', 'reply', 'welcome', 'notice');
    const header = fc.record({
      version: fc.integer({ min: 0, max: 255 }),
      kind: kinds,
      events: u16,
      reliable: u16,
      flags: u16,
      epoch: fc.integer({ min: 0, max: 0xffffffff }),
      firstOffset: fc.maxSafeNat(),
      serverTimeMs: fc.maxSafeNat(),
    });
    fc.assert(
      fc.property(header, fc.nat(9), (value, at) => {
        const buffer = new Uint8Array(HEADER_BYTES + 20).fill(0xff);
        writeHeader(buffer.subarray(at), value);
        expect(readHeader(buffer.subarray(at))).toEqual(value);
        expect(buffer.subarray(at + HEADER_BYTES).every((byte) => byte === 0xff)).toBe(true);
      }),
    );
  });

  it('is refused when bytes are missing or the kind is unknown', () => {
    const frame = buildFrame(example, []);
    expect(readHeader(frame.subarray(0, HEADER_BYTES - 1))).toBeUndefined();
    const known: number[] = Object.values(frameKinds);
    for (let kind = 0; kind < 256; kind += 1) {
      frame[1] = kind;
      expect(readHeader(frame) !== undefined).toBe(known.includes(kind));
    }
  });

  it('stands before the bodies, end to end', () => {
    const frame = buildFrame(example, [Uint8Array.of(1, 2), new Uint8Array(0), Uint8Array.of(3)]);
    expect(frame.byteLength).toBe(HEADER_BYTES + 3);
    expect([...frame.subarray(HEADER_BYTES)]).toEqual([1, 2, 3]);
  });
});
