import fc from 'fast-check';
import { expect, it } from 'vitest';
import { clientFrame, FrameReader, opcodes } from './frame-reader.ts';

const peekBytes = 28;

function serverFrame(payload: Buffer, opcode: number): Buffer {
  const header =
    payload.length < 126
      ? Buffer.from([0x80 | opcode, payload.length])
      : payload.length < 65_536
        ? Buffer.from([0x80 | opcode, 126, payload.length >> 8, payload.length & 0xff])
        : Buffer.concat([Buffer.from([0x80 | opcode, 127]), bigEndian64(payload.length)]);
  return Buffer.concat([header, payload]);
}

function bigEndian64(value: number): Buffer {
  const bytes = Buffer.alloc(8);
  bytes.writeBigUInt64BE(BigInt(value));
  return bytes;
}

interface Seen {
  readonly opcode: number;
  readonly payloadBytes: number;
  readonly peeked: string;
}

/** Feeds the stream in chunks of the given sizes, repeated until it is used up; each chunk's memory is overwritten afterwards. */
function read(stream: Buffer, sizes: readonly number[], keepPayloads: boolean): { seen: Seen[]; payloads: string[] } {
  const seen: Seen[] = [];
  const payloads: string[] = [];
  const onFrame = (opcode: number, payloadBytes: number, bytes: Buffer, at: number, length: number): void => {
    seen.push({ opcode, payloadBytes, peeked: bytes.toString('latin1', at, at + length) });
  };
  const onPayload = (_opcode: number, bytes: Buffer, from: number, to: number): void => {
    payloads.push(bytes.toString('latin1', from, to));
  };
  const reader = new FrameReader(keepPayloads ? { onFrame, onPayload } : { onFrame }, peekBytes);
  const shared = Buffer.alloc(Math.max(...sizes) + 5);
  for (let at = 0, i = 0; at < stream.length; i += 1) {
    const size = Math.min(sizes[i % sizes.length] ?? 1, stream.length - at);
    shared.fill(0xff);
    stream.copy(shared, 5, at, at + size);
    reader.push(shared, 5, 5 + size);
    at += size;
  }
  return { seen, payloads };
}

const payloadsOf = fc.array(
  fc
    .oneof(fc.uint8Array({ maxLength: 40 }), fc.uint8Array({ minLength: 120, maxLength: 300 }))
    .map((bytes) => Buffer.from(bytes)),
  { maxLength: 12 },
);

it('finds the same frames however the stream is cut', () => {
  fc.assert(
    fc.property(
      payloadsOf,
      fc.array(fc.integer({ min: 1, max: 90 }), { minLength: 1, maxLength: 6 }),
      fc.boolean(),
      (payloads, sizes, keep) => {
        const stream = Buffer.concat(payloads.map((payload) => serverFrame(payload, opcodes.binary)));
        const { seen, payloads: kept } = read(stream, sizes, keep);
        expect(seen).toEqual(
          payloads.map((payload) => ({
            opcode: opcodes.binary,
            payloadBytes: payload.length,
            peeked: payload.toString('latin1', 0, peekBytes),
          })),
        );
        expect(kept).toEqual(keep ? payloads.map((payload) => payload.toString('latin1')) : []);
      },
    ),
  );
});

it('reads lengths of 64 bits, and the frame behind', () => {
  const large = Buffer.alloc(70_000, 'x');
  const stream = Buffer.concat([serverFrame(large, opcodes.binary), serverFrame(Buffer.from('p'), opcodes.ping)]);
  for (const keep of [true, false]) {
    const { seen, payloads } = read(stream, [4_096], keep);
    expect(seen.map(({ opcode, payloadBytes }) => [opcode, payloadBytes])).toEqual([
      [opcodes.binary, 70_000],
      [opcodes.ping, 1],
    ]);
    expect(payloads.map((payload) => payload.length)).toEqual(keep ? [70_000, 1] : []);
  }
});

it("writes a client's frames masked, with each of the three lengths", () => {
  for (const length of [0, 125, 126, 65_535, 65_536]) {
    const payload = Buffer.alloc(length, 7);
    const frame = clientFrame(opcodes.binary, payload);
    const header = length < 126 ? 2 : length < 65_536 ? 4 : 10;
    expect(frame[0]).toBe(0x82);
    expect((frame[1] ?? 0) & 0x80).toBe(0x80);
    expect(frame.subarray(header, header + 4)).toEqual(Buffer.alloc(4));
    expect(frame.subarray(header + 4).equals(payload)).toBe(true);
  }
});
