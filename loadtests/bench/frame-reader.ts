/** The longest start of a frame that is looked at: a WebSocket header of a server (RFC 6455 §5.2, unmasked) and what follows. */
const wsHeaderBytesMax = 10;

export const opcodes = { text: 1, binary: 2, close: 8, ping: 9 } as const;

/** What a reader found. `bytes` are only valid during the call. */
export interface FrameSink {
  /** A frame began: the first `length` bytes of its payload (at most `peekBytes`) stand at `bytes[at]`. */
  onFrame(opcode: number, payloadBytes: number, bytes: Buffer, at: number, length: number): void;
  /** A whole payload, for readers that keep payloads. */
  onPayload?(opcode: number, bytes: Buffer, from: number, to: number): void;
}

/**
 * Finds the WebSocket frames in one connection's bytes, whatever chunks they come in. It looks at the first bytes of each
 * payload and skips the rest uncopied: with a thousand sockets in one process the load driver must cost less than the server.
 */
export class FrameReader {
  readonly #sink: FrameSink;
  readonly #peekBytes: number;
  readonly #keepsPayloads: boolean;
  /** The start of a frame that the last chunk cut. */
  #start: Buffer | undefined;
  #startBytes = 0;
  #skip = 0;
  #kept: Buffer[] = [];
  #keptOpcode = 0;

  constructor(sink: FrameSink, peekBytes: number) {
    this.#sink = sink;
    this.#peekBytes = peekBytes;
    this.#keepsPayloads = sink.onPayload !== undefined;
  }

  push(bytes: Buffer, from: number, to: number): void {
    let at = from;
    while (at < to) {
      if (this.#skip > 0) at = this.#pass(bytes, at, to);
      else if (this.#startBytes === 0 && to - at >= wsHeaderBytesMax + this.#peekBytes) at = this.#begin(bytes, at, to);
      else at = this.#gather(bytes, at, to);
    }
  }

  /** The start of a frame byte by byte, until it is whole. */
  #gather(bytes: Buffer, from: number, to: number): number {
    this.#start ??= Buffer.alloc(wsHeaderBytesMax + this.#peekBytes);
    const start = this.#start;
    let at = from;
    while (at < to) {
      start[this.#startBytes] = bytes[at] ?? 0;
      this.#startBytes += 1;
      at += 1;
      if (this.#startBytes < 2) continue;
      const headerBytes = headerBytesOf(start[1] ?? 0);
      if (this.#startBytes < headerBytes) continue;
      if (this.#startBytes < headerBytes + Math.min(this.#peekBytes, payloadBytesOf(start, 0))) continue;
      const length = this.#startBytes;
      this.#startBytes = 0;
      this.#begin(start, 0, length);
      return at;
    }
    return at;
  }

  /** A frame's start is whole at `from`; returns where its unread payload goes on, or where the next frame begins. */
  #begin(bytes: Buffer, from: number, to: number): number {
    const opcode = (bytes[from] ?? 0) & 0x0f;
    const headerBytes = headerBytesOf(bytes[from + 1] ?? 0);
    const payloadBytes = payloadBytesOf(bytes, from);
    const at = from + headerBytes;
    const peeked = Math.min(this.#peekBytes, payloadBytes);
    this.#sink.onFrame(opcode, payloadBytes, bytes, at, peeked);
    if (!this.#keepsPayloads) {
      this.#skip = payloadBytes - peeked;
      return at + peeked;
    }
    if (at + payloadBytes <= to) {
      this.#sink.onPayload?.(opcode, bytes, at, at + payloadBytes);
      return at + payloadBytes;
    }
    const here = Math.min(payloadBytes, to - at);
    this.#kept = [Buffer.from(bytes.subarray(at, at + here))];
    this.#keptOpcode = opcode;
    this.#skip = payloadBytes - here;
    return at + here;
  }

  #pass(bytes: Buffer, from: number, to: number): number {
    const length = Math.min(this.#skip, to - from);
    this.#skip -= length;
    if (this.#keepsPayloads) {
      this.#kept.push(Buffer.from(bytes.subarray(from, from + length)));
      if (this.#skip === 0) {
        const payload = Buffer.concat(this.#kept);
        this.#kept = [];
        this.#sink.onPayload?.(this.#keptOpcode, payload, 0, payload.length);
      }
    }
    return from + length;
  }
}

function headerBytesOf(secondByte: number): number {
  const length = secondByte & 0x7f;
  if (length === 126) return 4;
  return length === 127 ? 10 : 2;
}

function payloadBytesOf(bytes: Buffer, from: number): number {
  const length = (bytes[from + 1] ?? 0) & 0x7f;
  if (length === 126) return bytes.readUInt16BE(from + 2);
  return length === 127 ? Number(bytes.readBigUInt64BE(from + 2)) : length;
}

/** A client's frame: masked, as RFC 6455 asks, by a mask of zeros, which leaves the payload as it is. */
export function clientFrame(opcode: number, payload: Uint8Array): Buffer {
  const extended = payload.byteLength < 126 ? 0 : payload.byteLength < 65_536 ? 2 : 8;
  const frame = Buffer.alloc(2 + extended + 4 + payload.byteLength);
  frame[0] = 0x80 | opcode;
  if (extended === 0) frame[1] = 0x80 | payload.byteLength;
  else if (extended === 2) {
    frame[1] = 0x80 | 126;
    frame.writeUInt16BE(payload.byteLength, 2);
  } else {
    frame[1] = 0x80 | 127;
    frame.writeBigUInt64BE(BigInt(payload.byteLength), 2);
  }
  frame.set(payload, 2 + extended + 4);
  return frame;
}
