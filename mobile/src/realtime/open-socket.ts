import type { SocketHandlers, SocketLike } from '@halobuzz/core/client/surroundings';

/** A WebSocket as the room client wants it. Throws when the address is none. */
export function openSocket(url: string, handlers: SocketHandlers): SocketLike {
  const socket = new WebSocket(url);
  socket.binaryType = 'arraybuffer';
  socket.onopen = () => handlers.onOpen();
  socket.onmessage = (event: MessageEvent<unknown>) => {
    // A text frame is none of this protocol's: an empty one makes the client start over.
    handlers.onMessage(event.data instanceof ArrayBuffer ? new Uint8Array(event.data) : new Uint8Array());
  };
  socket.onclose = (event) => handlers.onClose(event.code);
  return {
    send: (bytes) => {
      // Between our close and its echo nothing can be sent; the client resends what matters on the next socket.
      if (socket.readyState === WebSocket.OPEN) socket.send(Uint8Array.from(bytes));
    },
    close: () => socket.close(1000),
  };
}
