import type { Clock, RandomBytes } from '../clock.ts';
import { type ErrorCode, errorCodes, isErrorCode, reconnectsAfter } from '../errors/codes.ts';
import { newUuidV7 } from '../ids.ts';
import { decodeFrame, encode } from '../protocol/codec.ts';
import type { DownEvent, Notice, ReplyData } from '../protocol/down.ts';
import type { FrameHeader } from '../protocol/header.ts';
import type { Welcome } from '../protocol/messages/welcome.ts';
import type { Command } from '../protocol/up.ts';
import { PROTOCOL_VERSION } from '../protocol/version.ts';
import { fullJitterMs } from './backoff.ts';
import { CommandError, PendingCommands } from './pending-commands.ts';
import { heldFramesMax, RoomPosition } from './room-position.ts';

export interface SocketLike {
  send(bytes: Uint8Array): void;
  close(): void;
}
export interface SocketHandlers {
  onOpen(): void;
  onMessage(bytes: Uint8Array): void;
  /** Called once; `code` is 1006 when the network took the socket away. */
  onClose(code: number): void;
}

/** Everything the client needs of its surroundings. */
export interface RoomClientDeps {
  /** Handlers are called later, never from inside this call. May throw (an address that is none). */
  openSocket(url: string, handlers: SocketHandlers): SocketLike;
  /**
   * Asks the edge for a place in the room. Throw an object with a `code` of the registry: one whose retry is `never`
   * refuses for good. Must settle by itself (give the request a timeout).
   */
  join(): Promise<{ readonly url: string; readonly ticket: string }>;
  now: Clock;
  random: () => number;
  randomBytes: RandomBytes;
  setTimer(run: () => void, delayMs: number): unknown;
  clearTimer(handle: unknown): void;
}

export type RoomClientState = 'idle' | 'connecting' | 'live' | 'reconnecting' | 'ended' | 'refused' | 'stopped';

export interface RoomListener {
  onState(state: RoomClientState, detail?: ErrorCode): void;
  /** A snapshot. With `recovered` the state so far still holds and the missing events follow. */
  onWelcome(welcome: Welcome): void;
  onEvent(event: DownEvent, place: { readonly offset: number | undefined; readonly serverTimeMs: number }): void;
}

interface Connection {
  readonly socket: SocketLike;
  readonly url: string;
  welcomed: boolean;
}

/** Without a welcome by then the socket is given up. */
export const welcomeTimeoutMs = 10_000;

/**
 * A viewer's or host's place in one room. It joins, says hello, keeps its position, reconnects with full jitter (by
 * resume token first, by a new ticket when that is refused), fills gaps, and repeats unanswered gifts under the same id.
 * Reliable events reach the listener in order and once.
 */
export class RoomClient {
  readonly #roomId: string;
  readonly #deps: RoomClientDeps;
  readonly #listener: RoomListener;
  readonly #commands = new PendingCommands();
  readonly #position = new RoomPosition();
  #state: RoomClientState = 'idle';
  #connection: Connection | undefined;
  #resume: { readonly token: string; readonly expiresAtMs: number; readonly url: string } | undefined;
  #held: { readonly header: FrameHeader; readonly events: readonly DownEvent[] }[] = [];
  #syncing = false;
  #attempt = 0;
  #generation = 0;
  /** When a draining node told us to come back. */
  #returnAtMs: number | undefined;
  #timer: unknown;

  constructor(roomId: string, deps: RoomClientDeps, listener: RoomListener) {
    this.#roomId = roomId;
    this.#deps = deps;
    this.#listener = listener;
  }

  get state(): RoomClientState {
    return this.#state;
  }

  start(): void {
    if (this.#state !== 'idle' && this.#state !== 'stopped') return;
    this.#setState('connecting');
    void this.#connect();
  }

  /** Leaves for good; commands without an answer fail. */
  stop(): void {
    this.#generation += 1;
    this.#clearTimer();
    const connection = this.#connection;
    this.#connection = undefined;
    connection?.socket.close();
    this.#commands.failAll('unavailable', 'The room was left.');
    this.#setState('stopped');
  }

  /** Says something; resolves with the message's id. */
  chat(text: string): Promise<ReplyData> {
    const clientId = newUuidV7(this.#deps.now(), this.#deps.randomBytes);
    return this.#command((id) => ({ t: 'chat', id, text, clientId }));
  }

  like(count: number): Promise<ReplyData> {
    return this.#command((id) => ({ t: 'like', id, count }));
  }

  /**
   * Sends a gift to the host. Survives a lost connection: it is repeated under the same id until it is answered.
   * Rejects with a {@link CommandError} (`insufficient_balance`, `gift_unknown`, …).
   */
  gift(
    gift: string,
    quantity: number,
    clientId = newUuidV7(this.#deps.now(), this.#deps.randomBytes),
  ): Promise<ReplyData> {
    return this.#command((id) => ({ t: 'gift', id, clientId, gift, quantity }));
  }

  viewers(cursor?: string): Promise<ReplyData> {
    return this.#command((id) => ({ t: 'viewers', id, ...(cursor === undefined ? {} : { cursor }) }));
  }

  ping(): Promise<ReplyData> {
    return this.#command((id) => ({ t: 'ping', id }));
  }

  #command(make: (id: number) => Command): Promise<ReplyData> {
    if (this.#state === 'ended' || this.#state === 'refused' || this.#state === 'stopped') {
      return Promise.reject(new CommandError('room_ended', 'The room is closed.'));
    }
    const { command, reply, accepted } = this.#commands.add(make);
    if (!accepted) return reply;
    const connection = this.#connection;
    if (connection?.welcomed === true) connection.socket.send(encode(command));
    else if (command.t !== 'gift') this.#commands.disconnected();
    return reply;
  }

  async #connect(): Promise<void> {
    this.#generation += 1;
    const generation = this.#generation;
    const resume = this.#resume;
    this.#resume = undefined;
    let url: string;
    let credential: { ticket: string } | { resume: string };
    if (resume !== undefined && resume.expiresAtMs > this.#deps.now()) {
      url = resume.url;
      credential = { resume: resume.token };
    } else {
      try {
        const place = await this.#deps.join();
        url = place.url;
        credential = { ticket: place.ticket };
      } catch (error) {
        if (generation === this.#generation) this.#joinFailed(error);
        return;
      }
    }
    if (generation !== this.#generation) return;
    const current = (): boolean => generation === this.#generation;
    let socket: SocketLike;
    try {
      socket = this.#deps.openSocket(url, {
        onOpen: () => {
          if (current()) this.#hello(socket, credential);
        },
        onMessage: (bytes) => {
          if (current()) this.#onFrame(bytes);
        },
        onClose: (code) => {
          if (current()) this.#onClose(code);
        },
      });
    } catch {
      this.#retry();
      return;
    }
    this.#connection = { socket, url, welcomed: false };
    this.#timer = this.#deps.setTimer(() => {
      if (current() && this.#connection?.welcomed === false) this.#drop();
    }, welcomeTimeoutMs);
  }

  #hello(socket: SocketLike, credential: { ticket: string } | { resume: string }): void {
    const point = this.#position.point;
    socket.send(
      encode({
        t: 'hello',
        id: 0,
        protocol: PROTOCOL_VERSION,
        room: this.#roomId,
        ...credential,
        ...(point === undefined ? {} : { point }),
      }),
    );
  }

  #onFrame(bytes: Uint8Array): void {
    const frame = decodeFrame(bytes);
    if (frame === undefined) return this.#drop();
    switch (frame.kind) {
      case 'welcome':
        return this.#onWelcome(frame.welcome);
      case 'events':
        return this.#onEvents(frame.header, frame.events);
      case 'reply':
        this.#commands.settle(frame.reply);
        return;
      case 'notice':
        return this.#onNotice(frame.notice);
      default:
        return frame satisfies never;
    }
  }

  #onWelcome(welcome: Welcome): void {
    const connection = this.#connection;
    if (connection === undefined) return;
    this.#clearTimer();
    connection.welcomed = true;
    this.#attempt = 0;
    this.#returnAtMs = undefined;
    this.#held = [];
    this.#syncing = false;
    this.#resume = { token: welcome.resume, expiresAtMs: welcome.resumeExpiresAtMs, url: connection.url };
    if (!welcome.recovered || this.#position.point === undefined)
      this.#position.reset({ epoch: welcome.epoch, offset: welcome.offset });
    this.#setState('live');
    this.#listener.onWelcome(welcome);
    for (const command of this.#commands.toResend()) connection.socket.send(encode(command));
  }

  #onEvents(header: FrameHeader, events: readonly DownEvent[]): void {
    // Before the welcome nothing is known to be new; whatever it was, the recovery brings it.
    if (this.#connection?.welcomed !== true) return;
    const generation = this.#generation;
    const arrival = this.#position.arrive(header, events);
    if (arrival.kind === 'gap') {
      this.#held.push({ header, events });
      if (this.#held.length > heldFramesMax) return this.#startOver();
      this.#requestSync();
      return;
    }
    let advanced = false;
    for (const { event, offset } of arrival.events) {
      this.#listener.onEvent(event, { offset, serverTimeMs: header.serverTimeMs });
      // The listener may have left the room.
      if (generation !== this.#generation) return;
      if (event.t === 'ended') return this.#finish('ended', 'room_ended');
      if (offset !== undefined) advanced = true;
    }
    if (advanced && this.#held.length > 0) this.#replayHeld();
  }

  /** Frames that came while a gap was open: what the recovery brought already is dropped by offset. */
  #replayHeld(): void {
    const held = this.#held;
    this.#held = [];
    this.#syncing = false;
    for (const frame of held) this.#onEvents(frame.header, frame.events);
  }

  #requestSync(): void {
    const connection = this.#connection;
    const point = this.#position.point;
    if (this.#syncing || connection === undefined) return;
    if (point === undefined) return this.#startOver();
    this.#syncing = true;
    const { command, reply, accepted } = this.#commands.add((id) => ({ t: 'sync', id, point }));
    const generation = this.#generation;
    const refused = (): void => {
      if (generation === this.#generation) this.#startOver();
    };
    reply.then((data) => {
      if (data.t !== 'sync' || !data.recovered) refused();
    }, refused);
    if (accepted) connection.socket.send(encode(command));
  }

  /** The history no longer reaches back to our point: reconnect and take a snapshot. */
  #startOver(): void {
    this.#position.forget();
    this.#held = [];
    this.#drop();
  }

  #onNotice(notice: Notice): void {
    switch (notice.t) {
      case 'drain':
        this.#returnAtMs = this.#deps.now() + notice.afterMs + Math.floor(this.#deps.random() * notice.jitterMs);
        this.#resume = undefined;
        return;
      case 'resume': {
        const url = this.#connection?.url;
        // A draining node's address is of no use any more.
        if (url !== undefined && this.#returnAtMs === undefined)
          this.#resume = { token: notice.resume, expiresAtMs: notice.resumeExpiresAtMs, url };
        return;
      }
      case 'closing':
        return;
      default:
        return notice satisfies never;
    }
  }

  #drop(): void {
    const connection = this.#connection;
    if (connection === undefined) return;
    connection.socket.close();
    this.#onClose(1006);
  }

  #onClose(code: number): void {
    // What this socket still says is not heard: it may close again, or bring frames that were under way.
    this.#generation += 1;
    this.#clearTimer();
    const wasWelcomed = this.#connection?.welcomed === true;
    this.#connection = undefined;
    this.#syncing = false;
    this.#held = [];
    this.#commands.disconnected();
    const reason = codeOfClose(code);
    if (!reconnectsAfter(code)) {
      this.#finish(reason === 'room_ended' ? 'ended' : 'refused', reason);
      return;
    }
    const needsTicket = reason !== undefined && errorCodes[reason].retry === 'after_refresh';
    if (!wasWelcomed || needsTicket) this.#resume = undefined;
    this.#retry();
  }

  #joinFailed(error: unknown): void {
    const code = codeOfError(error);
    const retry = code === undefined ? 'later' : errorCodes[code].retry;
    if (code !== undefined && retry === 'never') {
      this.#finish(code === 'room_ended' ? 'ended' : 'refused', code);
      return;
    }
    this.#retry();
  }

  #retry(): void {
    this.#setState('reconnecting');
    const backAtMs = this.#returnAtMs;
    const delayMs =
      backAtMs === undefined
        ? fullJitterMs(this.#attempt, this.#deps.random())
        : Math.max(0, backAtMs - this.#deps.now());
    this.#returnAtMs = undefined;
    this.#attempt += 1;
    this.#timer = this.#deps.setTimer(() => void this.#connect(), delayMs);
  }

  #finish(state: 'ended' | 'refused', code: ErrorCode | undefined): void {
    this.#generation += 1;
    this.#clearTimer();
    const connection = this.#connection;
    this.#connection = undefined;
    connection?.socket.close();
    this.#commands.failAll(code ?? 'room_ended', 'The room is closed.');
    this.#setState(state, code);
  }

  #clearTimer(): void {
    if (this.#timer !== undefined) this.#deps.clearTimer(this.#timer);
    this.#timer = undefined;
  }

  #setState(state: RoomClientState, detail?: ErrorCode): void {
    if (state === this.#state) return;
    this.#state = state;
    this.#listener.onState(state, detail);
  }
}

function codeOfClose(closeCode: number): ErrorCode | undefined {
  for (const [code, spec] of Object.entries(errorCodes)) {
    // Object.entries widens keys to string; every key of the registry is an ErrorCode.
    if ('close' in spec && spec.close === closeCode) return code as ErrorCode;
  }
  return undefined;
}

function codeOfError(error: unknown): ErrorCode | undefined {
  if (typeof error !== 'object' || error === null || !('code' in error)) return undefined;
  const code = error.code;
  return typeof code === 'string' && isErrorCode(code) ? code : undefined;
}
