import type { SocketHandlers, SocketLike } from '@halobuzz/core/client/surroundings';

/** RoomClient's socket over the WebSocket that Node brings. */
export function openNodeSocket(url: string, handlers: SocketHandlers): SocketLike {
  const socket = new WebSocket(url);
  socket.binaryType = 'arraybuffer';
  socket.addEventListener('open', () => handlers.onOpen());
  socket.addEventListener('message', (event) => {
    const data: unknown = event.data;
    // A text frame is none of this protocol's: an empty one makes the client start over.
    handlers.onMessage(data instanceof ArrayBuffer ? new Uint8Array(data) : new Uint8Array());
  });
  socket.addEventListener('close', (event) => handlers.onClose(event.code));
  return {
    send: (bytes) => {
      // Sending on a socket that is closing throws in some states; its close event is on the way.
      if (socket.readyState === WebSocket.OPEN) socket.send(bytes);
    },
    close: () => socket.close(),
  };
}
