import { once } from 'node:events';
import { connect, type Socket } from 'node:net';

/** A WebSocket without a library, that can send what no library would and read when it likes. */
export class RawWebSocket {
  readonly socket: Socket;
  /** The answer to the handshake, head and what came with it. */
  handshake = '';
  /** Everything that came, from the first byte behind the handshake. */
  received = Buffer.alloc(0);
  closed = false;

  private constructor(socket: Socket) {
    this.socket = socket;
    socket.on('error', () => undefined);
    socket.on('close', () => {
      this.closed = true;
    });
  }

  static async open(port: number, path = '/v1/room'): Promise<RawWebSocket> {
    const socket = connect({ port, host: '127.0.0.1' });
    await once(socket, 'connect');
    const raw = new RawWebSocket(socket);
    socket.write(
      `GET ${path} HTTP/1.1\r\nHost: x\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\n` +
        'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n',
    );
    // The first chunk is bytes: no encoding was set.
    const [answer] = (await once(socket, 'data')) as [Buffer];
    raw.handshake = answer.toString('latin1');
    socket.on('data', (chunk: Buffer) => {
      raw.received = Buffer.concat([raw.received, chunk]);
    });
    return raw;
  }

  /** One masked frame (RFC 6455 §5.2), the mask all zeros. `claimedBytes`: a length that the payload does not have. */
  frame(
    payload: Uint8Array,
    options: { readonly opcode?: number; readonly final?: boolean; readonly claimedBytes?: number } = {},
  ): void {
    const { opcode = 2, final = true, claimedBytes = payload.byteLength } = options;
    const first = (final ? 0x80 : 0) | opcode;
    let header: Buffer;
    if (claimedBytes < 126) header = Buffer.from([first, 0x80 | claimedBytes]);
    else if (claimedBytes < 65_536) {
      header = Buffer.from([first, 0x80 | 126, 0, 0]);
      header.writeUInt16BE(claimedBytes, 2);
    } else {
      header = Buffer.from([first, 0x80 | 127, 0, 0, 0, 0, 0, 0, 0, 0]);
      header.writeBigUInt64BE(BigInt(claimedBytes), 2);
    }
    this.write(Buffer.concat([header, Buffer.alloc(4), payload]));
  }

  /** One message in frames of `bytesEach`, each a write of its own. */
  fragments(payload: Uint8Array, bytesEach: number): void {
    for (let at = 0; at < payload.byteLength; at += bytesEach) {
      const end = Math.min(at + bytesEach, payload.byteLength);
      this.frame(payload.subarray(at, end), { opcode: at === 0 ? 2 : 0, final: end === payload.byteLength });
    }
  }

  write(bytes: Uint8Array): void {
    if (!this.socket.destroyed) this.socket.write(bytes);
  }

  destroy(): void {
    this.socket.destroy();
  }
}
