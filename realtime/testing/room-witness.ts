import { randomBytes } from 'node:crypto';
import { RoomClient } from '@halobuzz/core/client/room-client';
import type { RoomClientState } from '@halobuzz/core/client/room-listener';
import type { RoomPlace, SocketHandlers, SocketLike } from '@halobuzz/core/client/surroundings';
import type { ErrorCode } from '@halobuzz/core/errors/codes';
import { decodeFrame } from '@halobuzz/core/protocol/codec';
import type { DownEvent, Notice } from '@halobuzz/core/protocol/down';
import { frameKinds } from '@halobuzz/core/protocol/header';
import type { ResumePoint } from '@halobuzz/core/protocol/messages/fields';
import type { Welcome } from '@halobuzz/core/protocol/messages/welcome';
import type { TestPerson } from './rooms.ts';

export interface WitnessOptions {
  readonly roomId: string;
  readonly person: TestPerson;
  readonly join: () => Promise<RoomPlace>;
  readonly random: () => number;
  /** Its timers run this many times faster, so that a test need not wait half a minute for a dead socket. */
  readonly speed: number;
  readonly onWelcomed?: () => void;
  /** Told by a node that goes away when to come back. */
  readonly onDrain?: (notice: DrainNotice) => void;
}

export type DrainNotice = Extract<Notice, { t: 'drain' }>;

/** A numbered event that was told. */
export interface Told extends ResumePoint {
  readonly number: number;
}

/**
 * The client library over a real socket, with a listener that trusts nothing: it notes whatever breaks what the client
 * promises. Reliable events are told apart by `atMs` of a `host` event.
 */
export class RoomWitness {
  readonly client: RoomClient;
  readonly person: TestPerson;
  readonly roomId: string;
  readonly problems: string[] = [];
  readonly told: Told[] = [];
  readonly chatHeard = new Map<string, number>();
  snapshots = 0;
  welcomes = 0;
  viewers = 0;
  refusal: ErrorCode | undefined;
  /** Sockets that are open, as this side knows. */
  sockets = 0;
  readonly #timers = new Set<unknown>();
  #place: ResumePoint | undefined;
  readonly #numbers = new Set<number>();
  readonly #onDrain: WitnessOptions['onDrain'];

  constructor(options: WitnessOptions) {
    this.person = options.person;
    this.#onDrain = options.onDrain;
    this.roomId = options.roomId;
    this.client = new RoomClient(
      options.roomId,
      {
        openSocket: (url, handlers) => this.#open(url, handlers),
        join: options.join,
        now: Date.now,
        random: options.random,
        randomBytes: (length) => Uint8Array.from(randomBytes(length)),
        setTimer: (run, delayMs) => {
          const handle = setTimeout(() => {
            this.#timers.delete(handle);
            run();
          }, delayMs / options.speed);
          this.#timers.add(handle);
          return handle;
        },
        clearTimer: (handle) => {
          this.#timers.delete(handle);
          // Every handle comes from setTimer above.
          clearTimeout(handle as NodeJS.Timeout);
        },
      },
      {
        onState: (state, detail) => this.#onState(state, detail),
        onWelcome: (welcome) => {
          this.#onWelcome(welcome);
          options.onWelcomed?.();
        },
        onEvent: (event, { offset }) => this.#onEvent(event, offset),
      },
    );
  }

  /** Timers that the client holds. */
  get timers(): number {
    return this.#timers.size;
  }

  #open(url: string, handlers: SocketHandlers): SocketLike {
    const socket = new WebSocket(url);
    socket.binaryType = 'arraybuffer';
    this.sockets += 1;
    socket.addEventListener('open', () => handlers.onOpen());
    socket.addEventListener('message', (message) => {
      const data: unknown = message.data;
      const bytes = data instanceof ArrayBuffer ? new Uint8Array(data) : new Uint8Array();
      if (this.#onDrain !== undefined && bytes[1] === frameKinds.notice) this.#hearNotice(bytes);
      handlers.onMessage(bytes);
    });
    socket.addEventListener('close', ({ code }) => {
      this.sockets -= 1;
      handlers.onClose(code);
    });
    return {
      send: (bytes) => {
        if (socket.readyState === WebSocket.OPEN) socket.send(Uint8Array.from(bytes));
      },
      close: () => socket.close(),
    };
  }

  #hearNotice(bytes: Uint8Array): void {
    const frame = decodeFrame(bytes);
    if (frame?.kind === 'notice' && frame.notice.t === 'drain') this.#onDrain?.(frame.notice);
  }

  #onState(state: RoomClientState, detail: ErrorCode | undefined): void {
    if (state !== 'refused') return;
    this.refusal = detail;
    this.problems.push(`refused: ${detail ?? 'without a reason'}`);
  }

  #onWelcome(welcome: Welcome): void {
    this.welcomes += 1;
    this.viewers = welcome.viewers;
    if (welcome.recovered) {
      if (this.#place === undefined) this.problems.push('a recovery before any snapshot');
      return;
    }
    this.snapshots += 1;
    this.#place = { epoch: welcome.epoch, offset: welcome.offset };
  }

  #onEvent(event: DownEvent, offset: number | undefined): void {
    if (event.t === 'count') this.viewers = event.viewers;
    if (event.t === 'chat') {
      const times = (this.chatHeard.get(event.mid) ?? 0) + 1;
      this.chatHeard.set(event.mid, times);
      if (times > 1) this.problems.push(`chat ${event.mid} was told ${times} times`);
    }
    if (offset === undefined) return;
    const place = this.#place;
    if (place === undefined) {
      this.problems.push(`event ${offset} before any snapshot`);
      return;
    }
    if (offset !== place.offset + 1)
      this.problems.push(`event ${offset} follows ${place.offset}: nothing was said of it`);
    this.#place = { epoch: place.epoch, offset };
    if (event.t !== 'host') return;
    if (this.#numbers.has(event.atMs)) this.problems.push(`number ${event.atMs} was told twice`);
    this.#numbers.add(event.atMs);
    this.told.push({ ...this.#place, number: event.atMs });
  }
}
