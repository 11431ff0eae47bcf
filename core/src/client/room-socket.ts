import { limits } from '../limits.ts';
import { type DecodedFrame, decodeFrame, encode } from '../protocol/codec.ts';
import type { UpMessage } from '../protocol/up.ts';
import { Liveness } from './liveness.ts';
import type { RoomClientDeps, SocketLike } from './surroundings.ts';

export interface RoomSocketHandlers {
  /** The socket is open: what is the hello? */
  hello(): UpMessage;
  onFrame(frame: DecodedFrame): void;
  /** The server must answer something now, or the socket is given up. */
  probe(): void;
  /** Once, and nothing after it. 1006 when the client itself gave the socket up. */
  onClosed(code: number): void;
}

/**
 * One socket from its opening to its close: says hello, waits for the welcome, watches whether it lives. After
 * {@link close} nothing of it is heard, whatever the platform still brings.
 */
export class RoomSocket {
  readonly url: string;
  readonly #deps: RoomClientDeps;
  readonly #handlers: RoomSocketHandlers;
  readonly #socket: SocketLike;
  readonly #liveness: Liveness;
  #state: 'opening' | 'live' | 'closed' = 'opening';
  #welcomeTimer: unknown;

  /** Throws when the address is none. */
  constructor(url: string, deps: RoomClientDeps, handlers: RoomSocketHandlers) {
    this.url = url;
    this.#deps = deps;
    this.#handlers = handlers;
    this.#liveness = new Liveness(deps, { probe: () => handlers.probe(), dead: () => this.fail() });
    this.#socket = deps.openSocket(url, {
      onOpen: () => {
        if (this.#state === 'opening') this.#put(handlers.hello());
      },
      onMessage: (bytes) => this.#receive(bytes),
      onClose: (code) => this.#ended(code),
    });
    this.#welcomeTimer = deps.setTimer(() => this.fail(), limits.clientWelcomeTimeoutMs);
  }

  /** Welcomed and open. */
  get live(): boolean {
    return this.#state === 'live';
  }

  /** Whether this was its first welcome: a node may send another when a room's history broke. */
  welcomed(): boolean {
    if (this.#state !== 'opening') return false;
    this.#clearWelcomeTimer();
    this.#state = 'live';
    this.#liveness.start(this.#deps.random());
    return true;
  }

  /** False when the socket is not live. */
  send(message: UpMessage): boolean {
    return this.#state === 'live' && this.#put(message);
  }

  /** Looks at once whether the socket still lives. */
  suspect(): void {
    if (this.#state === 'live') this.#liveness.suspect();
  }

  /** Closes it without a word to the handlers. */
  close(): void {
    if (this.#state === 'closed') return;
    this.#release();
    this.#socket.close();
  }

  /** Gives the socket up and says so. */
  fail(): void {
    if (this.#state === 'closed') return;
    this.close();
    this.#handlers.onClosed(1006);
  }

  #receive(bytes: Uint8Array): void {
    if (this.#state === 'closed') return;
    const frame = decodeFrame(bytes);
    if (frame === undefined) return this.fail();
    const tellsPosition = frame.kind === 'welcome' || (frame.kind === 'events' && frame.header.reliable > 0);
    this.#liveness.heard(tellsPosition);
    this.#handlers.onFrame(frame);
  }

  #put(message: UpMessage): boolean {
    try {
      this.#socket.send(encode(message));
      return true;
    } catch {
      // It is closing; its close is on the way.
      return false;
    }
  }

  #ended(code: number): void {
    if (this.#state === 'closed') return;
    this.#release();
    this.#handlers.onClosed(code);
  }

  #release(): void {
    this.#state = 'closed';
    this.#clearWelcomeTimer();
    this.#liveness.stop();
  }

  #clearWelcomeTimer(): void {
    if (this.#welcomeTimer !== undefined) this.#deps.clearTimer(this.#welcomeTimer);
    this.#welcomeTimer = undefined;
  }
}
