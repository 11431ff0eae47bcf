import { randomBytes } from 'node:crypto';
import { connect, type Socket } from 'node:net';
import type { Answer, Dialect } from './dialects.ts';
import { clientFrame, FrameReader, opcodes } from './frame-reader.ts';

/** What a driver wants to hear of its viewers. */
export interface ViewerSink {
  onEvents(events: number, payloadBytes: number): void;
  /** Whole payloads of a probe. */
  onPayload(bytes: Buffer, from: number, to: number): void;
  onClosed(): void;
}

/** All sockets of a process read into the same memory: what was read is looked at before the next read. */
const readBuffer = Buffer.allocUnsafe(256 * 1024);
const headEnd = Buffer.from('\r\n\r\n');

/** One viewer: a bare socket that upgrades, joins and counts. Resolves when it is in; rejects when it is refused or cut before. */
export function openViewer(dialect: Dialect, probe: boolean, sink: ViewerSink): Promise<ViewerSocket> {
  return new Promise((resolve, reject) => {
    new ViewerSocket(dialect, probe, sink, resolve, reject);
  });
}

export class ViewerSocket {
  readonly #socket: Socket;
  readonly #dialect: Dialect;
  readonly #sink: ViewerSink;
  readonly #reader: FrameReader;
  readonly #joined: (socket: ViewerSocket) => void;
  #state: 'upgrading' | 'joining' | 'joined' = 'upgrading';
  #head = Buffer.alloc(0);
  #closing = false;
  #failure = 'cut off';

  constructor(
    dialect: Dialect,
    probe: boolean,
    sink: ViewerSink,
    joined: (socket: ViewerSocket) => void,
    refused: (error: Error) => void,
  ) {
    this.#dialect = dialect;
    this.#sink = sink;
    this.#joined = joined;
    const readsAll = dialect.peekBytes === undefined;
    this.#reader = new FrameReader(
      {
        onFrame: (opcode, payloadBytes, bytes, at, length) => {
          if (!readsAll || opcode >= opcodes.close) this.#onMessage(opcode, payloadBytes, bytes, at, length);
        },
        ...(probe || readsAll
          ? {
              onPayload: (opcode: number, bytes: Buffer, from: number, to: number) => {
                if (opcode >= opcodes.close) return;
                if (readsAll) this.#onMessage(opcode, to - from, bytes, from, to - from);
                if (probe) sink.onPayload(bytes, from, to);
              },
            }
          : {}),
      },
      dialect.peekBytes ?? 0,
    );
    this.#socket = connect({
      ...{ host: '127.0.0.1', port: dialect.port, noDelay: true },
      onread: {
        buffer: readBuffer,
        callback: (length) => {
          if (this.#state === 'upgrading') this.#readHead(Buffer.from(readBuffer.subarray(0, length)));
          else this.#reader.push(readBuffer, 0, length);
          return true;
        },
      },
    });
    this.#socket.once('connect', () => {
      const key = randomBytes(16).toString('base64');
      this.#socket.write(
        `GET ${dialect.path} HTTP/1.1\r\nHost: 127.0.0.1:${dialect.port}\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n` +
          `Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: ${key}\r\n\r\n`,
      );
    });
    this.#socket.once('error', (error) => {
      this.#failure = error.message;
    });
    this.#socket.once('close', () => {
      if (this.#state !== 'joined')
        refused(new Error(`a viewer of port ${dialect.port} did not get in: ${this.#failure}`));
      else if (!this.#closing) sink.onClosed();
    });
  }

  send(payload: Uint8Array): void {
    this.#socket.write(clientFrame(opcodes.binary, payload));
  }

  close(): void {
    this.#closing = true;
    this.#socket.destroy();
  }

  #readHead(bytes: Buffer): void {
    this.#head = Buffer.concat([this.#head, bytes]);
    const end = this.#head.indexOf(headEnd);
    if (end === -1) return;
    if (!this.#head.toString('latin1', 0, 12).endsWith(' 101')) {
      this.#socket.destroy(new Error(this.#head.toString('latin1', 0, this.#head.indexOf('\r'))));
      return;
    }
    this.#state = 'joining';
    const rest = this.#head.subarray(end + headEnd.length);
    this.#head = Buffer.alloc(0);
    this.#act(this.#dialect.greet());
    this.#reader.push(rest, 0, rest.length);
  }

  #onMessage(opcode: number, payloadBytes: number, bytes: Buffer, at: number, length: number): void {
    if (opcode === opcodes.ping) {
      this.#socket.write(clientFrame(0xa, new Uint8Array(0)));
      return;
    }
    if (opcode === opcodes.close && length > 2) {
      this.#failure = `${bytes.readUInt16BE(at)} ${bytes.toString('utf8', at + 2, at + length)}`;
    }
    if (opcode >= opcodes.close) return;
    if (this.#state === 'joining') this.#act(this.#dialect.read(opcode, bytes, at, length));
    const events = this.#dialect.eventsIn(opcode, bytes, at, length);
    if (events > 0) this.#sink.onEvents(events, payloadBytes);
  }

  #act(answer: Answer): void {
    if (answer.send !== undefined) this.#socket.write(clientFrame(answer.send.opcode, answer.send.payload));
    if (answer.joined !== true || this.#state === 'joined') return;
    this.#state = 'joined';
    this.#joined(this);
  }
}
