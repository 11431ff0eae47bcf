import { type DecodedFrame, decodeFrame, encode } from '@halobuzz/core/protocol/codec';
import type { UpMessage } from '@halobuzz/core/protocol/up';
import { eventually } from './eventually.ts';

/** A socket without the client's manners: it sends what it is told and keeps what comes. */
export interface RawSocket {
  readonly frames: DecodedFrame[];
  closeCode: number | undefined;
  send(message: UpMessage): void;
  sendBytes(bytes: Uint8Array): void;
  close(): void;
  /** The reply to the command of this id. */
  reply(id: number | null): Promise<Extract<DecodedFrame, { kind: 'reply' }>['reply']>;
}

/** Opens a socket and waits until it is open. */
export async function openRawSocket(url: string): Promise<RawSocket> {
  const socket = new WebSocket(url);
  socket.binaryType = 'arraybuffer';
  const raw: RawSocket = {
    frames: [],
    closeCode: undefined,
    send: (message) => socket.send(encode(message)),
    sendBytes: (bytes) => socket.send(bytes),
    close: () => socket.close(),
    reply: async (id) => {
      const found = await eventually(
        `a reply to ${id}`,
        () => raw.frames.flatMap((frame) => (frame.kind === 'reply' && frame.reply.id === id ? [frame.reply] : []))[0],
        (reply) => reply !== undefined,
      );
      if (found === undefined) throw new Error('unreachable: the condition held');
      return found;
    },
  };
  socket.addEventListener('message', (event) => {
    const data: unknown = event.data;
    const frame = data instanceof ArrayBuffer ? decodeFrame(new Uint8Array(data)) : undefined;
    if (frame !== undefined) raw.frames.push(frame);
  });
  socket.addEventListener('close', (event) => {
    raw.closeCode = event.code;
  });
  await eventually(
    `a socket to ${url}`,
    () => socket.readyState,
    (state) => state === WebSocket.OPEN,
  );
  return raw;
}
