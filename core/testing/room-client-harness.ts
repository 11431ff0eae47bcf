import { RoomClient } from '@halobuzz/core/client/room-client';
import type { RoomClientState } from '@halobuzz/core/client/room-listener';
import type { SocketHandlers } from '@halobuzz/core/client/surroundings';
import type { ErrorCode } from '@halobuzz/core/errors/codes';
import { decodeUp, encode } from '@halobuzz/core/protocol/codec';
import type { DownEvent, Notice, Reply } from '@halobuzz/core/protocol/down';
import { buildFrame, type FrameHeader } from '@halobuzz/core/protocol/header';
import type { Welcome } from '@halobuzz/core/protocol/messages/welcome';
import type { UpMessage } from '@halobuzz/core/protocol/up';
import { PROTOCOL_VERSION } from '@halobuzz/core/protocol/version';
import { type FakeTimers, fakeTimers } from './fake-timers.ts';
import { welcomeExample } from './protocol-examples.ts';
import { seededRandom } from './seeded-random.ts';

/** The far end of one socket of the client under test. */
export interface FakeSocket {
  readonly url: string;
  /** What the client sent, decoded, oldest first. */
  readonly sent: UpMessage[];
  /** Whether the client closed it. */
  closed: boolean;
  open(): void;
  deliver(bytes: Uint8Array): void;
  welcome(change?: Partial<Welcome>): void;
  /** Reliable events from `firstOffset` on, then lossy ones. */
  events(
    firstOffset: number,
    reliable: readonly DownEvent[],
    more?: Partial<FrameHeader> & { lossy?: DownEvent[] },
  ): void;
  reply(reply: Reply): void;
  notice(notice: Notice): void;
  /** The server or the network ends it. */
  end(code: number): void;
}

export type Seen =
  | { readonly state: RoomClientState; readonly detail: ErrorCode | undefined }
  | { readonly welcome: Welcome }
  | { readonly event: DownEvent; readonly offset: number | undefined };

export interface RoomClientHarness {
  readonly client: RoomClient;
  readonly timers: FakeTimers;
  readonly sockets: FakeSocket[];
  /** What the listener was told, in order. */
  readonly seen: Seen[];
  /** Called for each refresh; may throw. */
  onRefresh: () => Promise<void>;
  /** Called for each join; may throw. */
  onJoin: (attempt: number) => Promise<{ url: string; ticket: string }>;
  joins: number;
  /** Makes the next attempts to open a socket throw. */
  socketsFail: boolean;
  /** Called when an event reaches the listener. */
  onEvent: (event: DownEvent) => void;
  /** The newest socket; throws when there is none. */
  socket(): FakeSocket;
  states(): RoomClientState[];
  offsets(): (number | undefined)[];
  /** Lets promises that are ready run. */
  settle(): Promise<void>;
  /** Runs the timer that waits for the next attempt to connect, and that attempt up to its new socket. */
  nextAttempt(): Promise<void>;
  /** Starts, joins, opens and welcomes. */
  goLive(change?: Partial<Welcome>): Promise<FakeSocket>;
}

function frame(kind: FrameHeader['kind'], bodies: readonly Uint8Array[], more: Partial<FrameHeader> = {}): Uint8Array {
  const header = { version: PROTOCOL_VERSION, kind, events: bodies.length, reliable: 0, flags: 0, epoch: 1 };
  return buildFrame({ ...header, firstOffset: 0, serverTimeMs: 5, ...more }, bodies);
}

function fakeSocket(url: string, handlers: SocketHandlers): FakeSocket {
  const socket: FakeSocket = {
    url,
    sent: [],
    closed: false,
    open: () => handlers.onOpen(),
    deliver: (bytes) => handlers.onMessage(bytes),
    welcome: (change = {}) => {
      const welcome = { ...welcomeExample, resumeExpiresAtMs: Number.MAX_SAFE_INTEGER, offset: 0, ...change };
      handlers.onMessage(frame('welcome', [encode(welcome)], { epoch: welcome.epoch }));
    },
    events: (firstOffset, reliable, { lossy = [], ...more } = {}) => {
      const bodies = [...reliable, ...lossy].map(encode);
      handlers.onMessage(frame('events', bodies, { reliable: reliable.length, firstOffset, ...more }));
    },
    reply: (reply) => handlers.onMessage(frame('reply', [encode(reply)])),
    notice: (notice) => handlers.onMessage(frame('notice', [encode(notice)])),
    end: (code) => handlers.onClose(code),
  };
  return socket;
}

/** A {@link RoomClient} with fake sockets, timers and randomness. */
export function roomClientHarness(seed = 1): RoomClientHarness {
  const random = seededRandom(seed);
  const timers = fakeTimers();
  const sockets: FakeSocket[] = [];
  const seen: Seen[] = [];
  const client = new RoomClient(
    welcomeExample.room.id,
    {
      openSocket: (url, handlers) => {
        if (harness.socketsFail) throw new SyntaxError('not an address');
        const socket = fakeSocket(url, handlers);
        sockets.push(socket);
        return {
          send: (bytes) => {
            const decoded = decodeUp(bytes);
            if (!decoded.ok) throw new Error(`the client sent a bad frame: ${JSON.stringify(decoded)}`);
            socket.sent.push(decoded.message);
          },
          close: () => {
            socket.closed = true;
          },
        };
      },
      join: () => {
        harness.joins += 1;
        return harness.onJoin(harness.joins);
      },
      refresh: () => harness.onRefresh(),
      now: timers.clock.now,
      random: random.next,
      randomBytes: random.bytes,
      setTimer: timers.setTimer,
      clearTimer: timers.clearTimer,
    },
    {
      onState: (state, detail) => seen.push({ state, detail }),
      onWelcome: (welcome) => seen.push({ welcome }),
      onEvent: (event, place) => {
        seen.push({ event, offset: place.offset });
        harness.onEvent(event);
      },
    },
  );
  const harness: RoomClientHarness = {
    client,
    timers,
    sockets,
    seen,
    onJoin: (attempt) => Promise.resolve({ url: `wss://gw-${attempt}.test/v1/room`, ticket: `ticket-${attempt}` }),
    onRefresh: () => Promise.resolve(),
    joins: 0,
    socketsFail: false,
    onEvent: () => undefined,
    socket: () => {
      const socket = sockets.at(-1);
      if (socket === undefined) throw new Error('the client opened no socket');
      return socket;
    },
    states: () => seen.flatMap((entry) => ('state' in entry ? [entry.state] : [])),
    offsets: () => seen.flatMap((entry) => ('event' in entry ? [entry.offset] : [])),
    settle: async () => {
      for (let turn = 0; turn < 10; turn += 1) await Promise.resolve();
    },
    nextAttempt: async () => {
      timers.advance(Math.min(...timers.waitingMs()));
      await harness.settle();
    },
    goLive: async (change = {}) => {
      client.start();
      await harness.settle();
      const socket = harness.socket();
      socket.open();
      socket.welcome(change);
      return socket;
    },
  };
  return harness;
}
