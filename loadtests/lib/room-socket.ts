import type { DownEvent, Notice, Reply } from '@halobuzz/core/protocol/down';
import { type FrameHeader, readHeader } from '@halobuzz/core/protocol/header';
import type { ResumePoint } from '@halobuzz/core/protocol/messages/fields';
import type { Welcome } from '@halobuzz/core/protocol/messages/welcome';
import type { Command } from '@halobuzz/core/protocol/up';
import { PROTOCOL_VERSION } from '@halobuzz/core/protocol/version';
import { clearTimeout, setTimeout } from 'k6/timers';
import { WebSocket } from 'k6/websockets';
import { decodeBodies, encodeUp } from './frames.ts';
import * as metrics from './metrics.ts';

export interface RoomPlace {
  readonly roomId: string;
  readonly url: string;
  readonly ticket: string;
  /** When the edge was asked, for the time to join. */
  readonly askedAtMs: number;
}

type CommandOf<T extends Command['t']> = Omit<Extract<Command, { t: T }>, 'id'>;
export type CommandBody = { [T in Command['t']]: CommandOf<T> }[Command['t']];

interface Waiter {
  readonly holds: () => boolean;
  readonly settle: (held: boolean) => void;
}

/** One viewer's or host's socket in a room, from hello on. It keeps its place in the reliable lane and counts gaps. */
export class RoomSocket {
  readonly #socket: WebSocket;
  readonly #decodeOneIn: number;
  readonly #onEvent: (event: DownEvent) => void;
  readonly #replies = new Map<number, (reply: Reply) => void>();
  readonly #waiters = new Set<Waiter>();
  #nextId = 1;
  #eventFrames = 0;
  #point: ResumePoint | undefined;
  #syncing = false;
  welcome: Welcome | undefined;
  closed = false;

  constructor(place: RoomPlace, decodeOneIn: number, onEvent: (event: DownEvent) => void) {
    this.#decodeOneIn = decodeOneIn;
    this.#onEvent = onEvent;
    this.#socket = new WebSocket(place.url, null, { tags: { name: 'room' } });
    this.#socket.binaryType = 'arraybuffer';
    this.#socket.onopen = () => {
      const hello = {
        t: 'hello',
        id: 0,
        protocol: PROTOCOL_VERSION,
        room: place.roomId,
        ticket: place.ticket,
      } as const;
      this.#socket.send(encodeUp(hello));
    };
    this.#socket.onmessage = (message) => {
      if (message?.data instanceof ArrayBuffer) this.#onFrame(new Uint8Array(message.data), place);
      this.#wake();
    };
    this.#socket.onclose = () => {
      this.closed = true;
      this.#wake();
    };
  }

  /** Sends a command; resolves with its one reply, or with undefined when none comes in time. */
  command(body: CommandBody, timeoutMs: number): Promise<Reply | undefined> {
    const id = this.#nextId;
    this.#nextId += 1;
    let reply: Reply | undefined;
    this.#replies.set(id, (arrived) => {
      reply = arrived;
    });
    // A command's body and its id make the command; the union over all bodies is more than the compiler follows.
    this.#socket.send(encodeUp({ ...body, id } as Command));
    return this.until(() => reply !== undefined, timeoutMs).then(() => reply);
  }

  /** Whether the condition came to hold before the deadline and before the socket closed; looked at after every frame. */
  until(holds: () => boolean, timeoutMs: number): Promise<boolean> {
    if (holds()) return Promise.resolve(true);
    return new Promise((resolve) => {
      const settle = (held: boolean): void => {
        clearTimeout(timer);
        this.#waiters.delete(waiter);
        resolve(held);
      };
      const waiter: Waiter = { holds, settle };
      const timer = setTimeout(() => settle(holds()), timeoutMs);
      this.#waiters.add(waiter);
    });
  }

  close(): void {
    this.#socket.close();
  }

  #wake(): void {
    for (const waiter of [...this.#waiters]) {
      if (waiter.holds()) waiter.settle(true);
      else if (this.closed) waiter.settle(false);
    }
  }

  #onFrame(frame: Uint8Array, place: RoomPlace): void {
    metrics.frames.add(1);
    const header = readHeader(frame);
    if (header === undefined) {
      metrics.framesBad.add(1);
      return;
    }
    if (header.kind === 'events') {
      this.#onEvents(header, frame);
      return;
    }
    // By the header's kind these are one welcome, reply or notice.
    const body = decodeBodies(frame)[0] as Welcome | Reply | Notice | undefined;
    if (body === undefined) metrics.framesBad.add(1);
    else if ('ok' in body) this.#onReply(body);
    else if (body.t === 'welcome') this.#onWelcome(body, place);
  }

  #onWelcome(welcome: Welcome, place: RoomPlace): void {
    metrics.joinMs.add(Date.now() - place.askedAtMs);
    this.#point = { epoch: welcome.epoch, offset: welcome.offset };
    this.welcome = welcome;
  }

  #onReply(reply: Reply): void {
    if (reply.ok && reply.data.t === 'sync') {
      metrics.resyncOk.add(reply.data.recovered);
      this.#syncing = false;
    }
    if (reply.id === null) return;
    this.#replies.get(reply.id)?.(reply);
    this.#replies.delete(reply.id);
  }

  #onEvents(header: FrameHeader, frame: Uint8Array): void {
    const seenBefore = this.#advance(header);
    this.#eventFrames += 1;
    if (this.#eventFrames % this.#decodeOneIn !== 0) return;
    for (const [index, event] of decodeBodies(frame).entries()) {
      // By the header's kind these are events.
      if (index >= seenBefore || index >= header.reliable) this.#onEvent(event as DownEvent);
    }
  }

  /** Moves the place in the reliable lane; answers how many of the frame's first events had arrived before. */
  #advance(header: FrameHeader): number {
    const point = this.#point;
    if (header.reliable === 0 || point === undefined) return 0;
    const next = point.offset + 1;
    if (header.epoch !== point.epoch || header.firstOffset > next) {
      metrics.sequenceGaps.add(1);
      if (!this.#syncing) {
        this.#syncing = true;
        this.#socket.send(encodeUp({ t: 'sync', id: this.#nextId, point }));
        this.#nextId += 1;
      }
      return header.reliable;
    }
    const last = header.firstOffset + header.reliable - 1;
    if (last >= next) this.#point = { epoch: point.epoch, offset: last };
    return Math.min(header.reliable, Math.max(0, next - header.firstOffset));
  }
}
