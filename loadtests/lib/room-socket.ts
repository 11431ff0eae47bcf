import type { DownEvent, Notice, Reply } from '@halobuzz/core/protocol/down';
import { frameKindOf, frameKinds, HEADER_BYTES, headerAt } from '@halobuzz/core/protocol/header';
import type { ResumePoint } from '@halobuzz/core/protocol/messages/fields';
import type { Welcome } from '@halobuzz/core/protocol/messages/welcome';
import type { Command, UpMessage } from '@halobuzz/core/protocol/up';
import { PROTOCOL_VERSION } from '@halobuzz/core/protocol/version';
import { clearTimeout, setTimeout } from 'k6/timers';
import { WebSocket } from 'k6/websockets';
import { decodeBodies, encodeUp } from './frames.ts';
import * as metrics from './metrics.ts';
import { tally } from './tally.ts';

/** Where a socket goes in, and by what: a ticket, or the resume token of the socket before it. */
export interface RoomPlace {
  readonly roomId: string;
  readonly url: string;
  readonly entry:
    | { readonly kind: 'ticket'; readonly ticket: string }
    | { readonly kind: 'resume'; readonly resume: string; readonly point: ResumePoint };
  /** When the place was asked for, for the time to join. */
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
  readonly place: RoomPlace;
  readonly #socket: WebSocket;
  readonly #decodeOneIn: number;
  readonly #onEvent: (event: DownEvent) => void;
  readonly #replies = new Map<number, (reply: Reply) => void>();
  readonly #waiters = new Set<Waiter>();
  #nextId = 1;
  #eventFrames: number;
  #point: ResumePoint | undefined;
  #resume: string | undefined;
  #syncing = false;
  #leaving = false;
  welcome: Welcome | undefined;
  closed = false;
  /** Why it was closed, as the server said or as it broke. */
  reason = 'no answer';
  /** Reliable events that arrived behind the welcome, each once. */
  reliableSeen = 0;

  /** `decodeOneIn`: one in so many event frames is read in full; `skew` keeps the sockets of a room from reading the same one. */
  constructor(place: RoomPlace, decodeOneIn: number, onEvent: (event: DownEvent) => void, skew = 0) {
    this.place = place;
    this.#decodeOneIn = decodeOneIn;
    this.#onEvent = onEvent;
    this.#eventFrames = skew % decodeOneIn;
    this.#socket = new WebSocket(place.url, null, { tags: { name: 'room' } });
    this.#socket.binaryType = 'arraybuffer';
    this.#socket.onopen = () => this.#socket.send(encodeUp(helloOf(place)));
    this.#socket.onmessage = (message) => {
      if (message?.data instanceof ArrayBuffer) this.#onFrame(message.data);
      if (this.#waiters.size > 0) this.#wake();
    };
    this.#socket.onerror = (event) => {
      if (event?.error !== undefined && !this.#leaving) this.reason = String(event.error);
    };
    this.#socket.onclose = () => {
      this.closed = true;
      if (!this.#leaving && this.welcome !== undefined) metrics.socketsLost.add(1);
      this.#wake();
    };
  }

  /** How far it has come in the reliable lane; undefined before the welcome. */
  get point(): ResumePoint | undefined {
    return this.#point;
  }

  /** What brings the next socket of this viewer in. */
  get resume(): string | undefined {
    return this.#resume;
  }

  /** Sends a command; `onReply` hears its one reply, if it comes. Returns what makes it hear nothing any more. */
  ask(body: CommandBody, onReply: (reply: Reply) => void): () => void {
    const id = this.#nextId;
    this.#nextId += 1;
    this.#replies.set(id, onReply);
    // A command's body and its id make the command; the union over all bodies is more than the compiler follows.
    this.#socket.send(encodeUp({ ...body, id } as Command));
    return () => this.#replies.delete(id);
  }

  /** Sends a command; resolves with its one reply, or with undefined when none comes in time. */
  command(body: CommandBody, timeoutMs: number): Promise<Reply | undefined> {
    let reply: Reply | undefined;
    this.ask(body, (arrived) => {
      reply = arrived;
    });
    return this.until(() => reply !== undefined, timeoutMs).then(() => reply);
  }

  /** Whether the condition came to hold before the deadline and before the socket closed; looked at after every frame. */
  until(holds: () => boolean, timeoutMs: number): Promise<boolean> {
    if (holds()) return Promise.resolve(true);
    if (this.closed) return Promise.resolve(false);
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
    this.#leaving = true;
    this.#socket.close();
  }

  #wake(): void {
    for (const waiter of [...this.#waiters]) {
      if (waiter.holds()) waiter.settle(true);
      else if (this.closed) waiter.settle(false);
    }
  }

  /**
   * Reads of the header what is needed, field by field: each read costs k6's interpreter a microsecond or two, and all frames of
   * all viewers pass here.
   */
  #onFrame(frame: ArrayBuffer): void {
    tally.frames += 1;
    if (frame.byteLength < HEADER_BYTES) {
      tally.framesBad += 1;
      return;
    }
    const header = new DataView(frame);
    const kind = header.getUint8(headerAt.kind);
    if (kind === frameKinds.events) {
      this.#onEvents(header, frame);
      return;
    }
    const [first] = frameKindOf(kind) === undefined ? [] : decodeBodies(frame);
    // By the header's kind it is one welcome, reply or notice.
    const body = first as Welcome | Reply | Notice | undefined;
    if (body === undefined) tally.framesBad += 1;
    else if ('ok' in body) this.#onReply(body);
    else this.#onWord(body);
  }

  #onWord(word: Welcome | Notice): void {
    switch (word.t) {
      case 'welcome':
        this.#resume = word.resume;
        (this.place.entry.kind === 'ticket' ? metrics.joinMs : metrics.resumeMs).add(Date.now() - this.place.askedAtMs);
        // Recovered: what was missed comes behind the old point, in the next frame.
        this.#point =
          word.recovered && this.place.entry.kind === 'resume'
            ? this.place.entry.point
            : { epoch: word.epoch, offset: word.offset };
        this.welcome = word;
        return;
      case 'resume':
        this.#resume = word.resume;
        return;
      case 'closing':
        this.reason = word.error.code;
        return;
      case 'drain':
        return;
      default:
        word satisfies never;
    }
  }

  #onReply(reply: Reply): void {
    if (reply.id === null) return;
    this.#replies.get(reply.id)?.(reply);
    this.#replies.delete(reply.id);
  }

  #onEvents(header: DataView, frame: ArrayBuffer): void {
    const events = header.getUint16(headerAt.events);
    const reliable = header.getUint16(headerAt.reliable);
    tally.events += events;
    const seenBefore = reliable === 0 ? 0 : this.#advance(header, reliable);
    this.#eventFrames += 1;
    if (this.#eventFrames % this.#decodeOneIn !== 0) return;
    const bodies = decodeBodies(frame);
    if (bodies.length !== events) tally.framesBad += 1;
    bodies.forEach((event, index) => {
      // By the header's kind these are events.
      if (index >= seenBefore || index >= reliable) this.#onEvent(event as DownEvent);
    });
  }

  /** Moves the place in the reliable lane; answers how many of the frame's first events had arrived before. */
  #advance(header: DataView, reliable: number): number {
    const point = this.#point;
    if (point === undefined) return 0;
    const next = point.offset + 1;
    const epoch = header.getUint32(headerAt.epoch);
    const firstOffset = header.getFloat64(headerAt.firstOffset);
    if (epoch !== point.epoch || firstOffset > next) {
      if (!this.#syncing) this.#fillGap(point);
      return reliable;
    }
    const last = firstOffset + reliable - 1;
    if (last >= next) {
      this.reliableSeen += last - point.offset;
      this.#point = { epoch, offset: last };
    }
    return Math.min(reliable, Math.max(0, next - firstOffset));
  }

  #fillGap(point: ResumePoint): void {
    tally.gaps += 1;
    this.#syncing = true;
    this.ask({ t: 'sync', point }, (reply) => {
      metrics.resyncOk.add(reply.ok && reply.data.t === 'sync' && reply.data.recovered);
      this.#syncing = false;
    });
  }
}

function helloOf({ roomId, entry }: RoomPlace): UpMessage {
  const hello = { t: 'hello', id: 0, protocol: PROTOCOL_VERSION, room: roomId } as const;
  return entry.kind === 'ticket'
    ? { ...hello, ticket: entry.ticket }
    : { ...hello, resume: entry.resume, point: entry.point };
}
