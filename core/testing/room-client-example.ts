import { RoomClient } from '@halobuzz/core/client/room-client';
import { listenTo } from '@halobuzz/core/client/room-listener';
import { singleFlight } from '@halobuzz/core/client/single-flight';
import type { RoomPlace, SocketHandlers, SocketLike } from '@halobuzz/core/client/surroundings';

/** What the app has: its two calls to the edge. Both throw an error with the answer's `code` and `retryAfterMs`. */
export interface Edge {
  join(roomId: string): Promise<RoomPlace>;
  refresh(): Promise<void>;
}

/** The part of WebSocket that is used: a browser's, React Native's and Node's have it. */
export interface WebSocketLike {
  binaryType: string;
  readonly readyState: number;
  onopen: (() => void) | null;
  onmessage: ((event: { readonly data: unknown }) => void) | null;
  onclose: ((event: { readonly code: number }) => void) | null;
  send(bytes: Uint8Array): void;
  close(): void;
}

export interface Platform {
  WebSocket: new (url: string) => WebSocketLike;
  setTimeout(run: () => void, delayMs: number): unknown;
  clearTimeout(handle: unknown): void;
  now(): number;
  random(): number;
  randomBytes(length: number): Uint8Array;
}

/** Watches a room, and prints its gifts and chat. `client.stop()` leaves it. */
export function watchRoom(roomId: string, edge: Edge, platform: Platform, print: (line: string) => void): RoomClient {
  const openSocket = (url: string, handlers: SocketHandlers): SocketLike => {
    const socket = new platform.WebSocket(url);
    socket.binaryType = 'arraybuffer';
    socket.onopen = () => handlers.onOpen();
    socket.onmessage = ({ data }) => {
      handlers.onMessage(data instanceof ArrayBuffer ? new Uint8Array(data) : new Uint8Array());
    };
    socket.onclose = ({ code }) => handlers.onClose(code);
    return { send: (bytes) => socket.send(bytes), close: () => socket.close() };
  };
  const client = new RoomClient(
    roomId,
    {
      openSocket,
      join: () => edge.join(roomId),
      refresh: singleFlight(() => edge.refresh()),
      now: platform.now,
      random: platform.random,
      randomBytes: platform.randomBytes,
      setTimer: platform.setTimeout,
      clearTimer: platform.clearTimeout,
    },
    listenTo({
      onState: (state, reason) => print(reason === undefined ? state : `${state}: ${reason}`),
      onWelcome: (welcome) => print(`${welcome.room.title}, ${welcome.viewers} watching`),
      gift: (gift) => print(`${gift.from.name} gives ${gift.quantity} ${gift.gift}`),
      chat: (chat) => print(`${chat.from.name}: ${chat.text}`),
    }),
  );
  client.start();
  return client;
}
