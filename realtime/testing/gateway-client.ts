import type { ErrorCode } from '@halobuzz/core/errors/codes';
import { type DecodedFrame, decodeFrame, encode } from '@halobuzz/core/protocol/codec';
import type { DownEvent, Notice, Reply, ReplyData } from '@halobuzz/core/protocol/down';
import { type FrameHeader, frameFlags } from '@halobuzz/core/protocol/header';
import type { ResumePoint } from '@halobuzz/core/protocol/messages/fields';
import type { Welcome } from '@halobuzz/core/protocol/messages/welcome';
import type { Command } from '@halobuzz/core/protocol/up';
import { PROTOCOL_VERSION } from '@halobuzz/core/protocol/version';

const waitMs = 10_000;

export interface HeardEvent {
  readonly event: DownEvent;
  /** Undefined for lossy and personal events. */
  readonly offset: number | undefined;
  readonly recovered: boolean;
  readonly version: number;
}

type CommandBody = { [T in Command['t']]: Omit<Extract<Command, { t: T }>, 'id'> }[Command['t']];

/** A bare client of the room protocol for tests: sends what it is told, keeps what it hears, mends nothing. */
export class GatewayClient {
  readonly socket: WebSocket;
  readonly frames: DecodedFrame[] = [];
  readonly events: HeardEvent[] = [];
  readonly notices: Notice[] = [];
  readonly replies: Reply[] = [];
  readonly welcomes: Welcome[] = [];
  unreadable = 0;
  closed: { readonly code: number; readonly reason: string } | undefined;
  #nextId = 100;
  readonly #watchers = new Set<() => void>();

  private constructor(socket: WebSocket) {
    this.socket = socket;
    socket.binaryType = 'arraybuffer';
    socket.addEventListener('message', (message) => this.#onMessage(message.data));
    socket.addEventListener('close', ({ code, reason }) => {
      this.closed = { code, reason };
      this.#wake();
    });
  }

  /** Resolves once the socket is open; rejects when the upgrade is refused. */
  static async open(url: string, headers: Record<string, string> = {}): Promise<GatewayClient> {
    // Node's WebSocket takes headers as an option (undici); the DOM's type, which it is declared by, does not know that.
    const options = { headers } as unknown as string[];
    const client = new GatewayClient(new WebSocket(url, options));
    await new Promise<void>((resolve, reject) => {
      client.socket.addEventListener('open', () => resolve(), { once: true });
      client.socket.addEventListener('error', () => reject(new Error('upgrade refused')), { once: true });
    });
    return client;
  }

  get welcome(): Welcome {
    const last = this.welcomes.at(-1);
    if (last === undefined) throw new Error('not welcomed');
    return last;
  }

  /** Everything reliable up to here was heard. */
  get point(): ResumePoint {
    const { epoch, offset } = this.welcome;
    return { epoch, offset: this.events.reduce((last, heard) => Math.max(last, heard.offset ?? 0), offset) };
  }

  sendRaw(bytes: Uint8Array | string): void {
    this.socket.send(typeof bytes === 'string' ? bytes : Uint8Array.from(bytes));
  }

  sayHello(hello: {
    readonly room: string;
    readonly ticket?: string;
    readonly resume?: string;
    readonly point?: ResumePoint;
    readonly protocol?: number;
  }): void {
    const { protocol = PROTOCOL_VERSION, ...rest } = hello;
    this.sendRaw(encode({ t: 'hello', id: 1, protocol, ...rest }));
  }

  /** Sends hello and waits for the welcome. Rejects when the socket is closed instead. */
  async hello(hello: Parameters<GatewayClient['sayHello']>[0]): Promise<Welcome> {
    const before = this.welcomes.length;
    this.sayHello(hello);
    return this.wait(() => this.welcomes[before], 'a welcome');
  }

  /** Sends a command and waits for its reply. */
  async ask(body: CommandBody): Promise<Reply> {
    this.#nextId += 1;
    const id = this.#nextId;
    // The body is one command's fields without the id, which is put back here.
    this.sendRaw(encode({ ...body, id } as Command));
    return this.wait(() => this.replies.find((reply) => reply.id === id), `the reply to ${body.t}`);
  }

  /** The data of a command that succeeds; an error reply rejects. */
  async do(body: CommandBody): Promise<ReplyData> {
    const reply = await this.ask(body);
    if (!reply.ok) throw new Error(`refused: ${reply.error.code}`);
    return reply.data;
  }

  /** The code of a command that is refused. */
  async refusal(body: CommandBody): Promise<ErrorCode | 'ok'> {
    const reply = await this.ask(body);
    return reply.ok ? 'ok' : reply.error.code;
  }

  /** The first event, heard already or to come, that `test` accepts. */
  heard(test: (event: DownEvent) => boolean): Promise<HeardEvent> {
    return this.wait(() => this.events.find((entry) => test(entry.event)), 'an event');
  }

  reliableEvents(): HeardEvent[] {
    return this.events.filter((entry) => entry.offset !== undefined);
  }

  async closedBy(): Promise<{ readonly code: number; readonly reason: string }> {
    return this.wait(() => this.closed, 'the close', true);
  }

  close(): void {
    this.socket.close();
  }

  /** Waits until `read` gives something. */
  wait<T>(read: () => T | undefined, what: string, evenClosed = false): Promise<T> {
    return new Promise((resolve, reject) => {
      const finish = (settle: () => void): void => {
        clearTimeout(timer);
        this.#watchers.delete(look);
        settle();
      };
      const look = (): void => {
        const value = read();
        if (value !== undefined) finish(() => resolve(value));
        else if (this.closed !== undefined && !evenClosed) {
          const { code, reason } = this.closed;
          finish(() => reject(new Error(`closed ${code} ${reason} while waiting for ${what}`)));
        }
      };
      const timer = setTimeout(() => finish(() => reject(new Error(`no sign of ${what} in time`))), waitMs);
      this.#watchers.add(look);
      look();
    });
  }

  #onMessage(data: unknown): void {
    const frame = data instanceof ArrayBuffer ? decodeFrame(new Uint8Array(data)) : undefined;
    if (frame === undefined) this.unreadable += 1;
    else {
      this.frames.push(frame);
      if (frame.kind === 'events') this.#onEvents(frame.header, frame.events);
      else if (frame.kind === 'reply') this.replies.push(frame.reply);
      else if (frame.kind === 'notice') this.notices.push(frame.notice);
      else this.welcomes.push(frame.welcome);
    }
    this.#wake();
  }

  #onEvents(header: FrameHeader, events: readonly DownEvent[]): void {
    events.forEach((event, index) => {
      this.events.push({
        event,
        offset: index < header.reliable ? header.firstOffset + index : undefined,
        recovered: (header.flags & frameFlags.recovered) !== 0,
        version: header.version,
      });
    });
  }

  #wake(): void {
    for (const look of [...this.#watchers]) look();
  }
}
