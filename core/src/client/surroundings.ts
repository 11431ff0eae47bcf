import type { Clock, RandomBytes } from '../clock.ts';

/** One WebSocket, as the client sees it. */
export interface SocketLike {
  /** May throw or do nothing when the socket is not open any more: its close is then on the way. */
  send(bytes: Uint8Array): void;
  close(): void;
}

export interface SocketHandlers {
  onOpen(): void;
  /** A binary frame. A text frame is none of this protocol's: give an empty array for it. */
  onMessage(bytes: Uint8Array): void;
  /** `code` is 1006 when the network took the socket away. */
  onClose(code: number): void;
}

export interface Timers {
  setTimer(run: () => void, delayMs: number): unknown;
  clearTimer(handle: unknown): void;
}

/** A place in a room, as the edge gives it. */
export interface RoomPlace {
  readonly url: string;
  readonly ticket: string;
}

/** Everything the client needs of its surroundings: it does no I/O of its own. */
export interface RoomClientDeps extends Timers {
  /** Handlers are called later, never from inside this call. May throw (an address that is none). */
  openSocket(url: string, handlers: SocketHandlers): SocketLike;
  /**
   * Asks the edge for a place in the room. Throw an object with a `code` of the error registry: one whose retry is
   * `never` refuses for good, `after_refresh` calls {@link refresh} before the next try, anything else is tried again
   * later, not before `retryAfterMs` if the object has that too. Must settle by itself (give the request a timeout).
   */
  join(): Promise<RoomPlace>;
  /**
   * Gets a new access token after `join` was refused for want of one. Absent when `join` sees to that itself. Share one
   * call between all clients of an account: see `singleFlight`. Rejects like `join`.
   */
  refresh?(): Promise<unknown>;
  /** Wall clock, ms: for the time inside gift ids and the life of tokens. */
  now: Clock;
  /** A number in [0, 1), as Math.random gives. */
  random: () => number;
  randomBytes: RandomBytes;
}
