import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net';

/** One connection through the proxy. */
interface Link {
  readonly client: Socket;
  readonly server: Socket;
  /** Nothing of it is passed on any more, and nobody is told. */
  swallowed: boolean;
  /** Bytes of the server were lost: it must not go on, or its client would read from the middle of an answer. */
  torn: boolean;
  /** Bytes on their way, oldest first, to the server and to the client. */
  readonly up: Late[];
  readonly down: Late[];
}

/** What arrives later; what comes behind it waits for it. */
interface Late {
  readonly dueAtMs: number;
  readonly write: () => void;
}

type Mode =
  | { readonly kind: 'pass' | 'cut' | 'stall' | 'drop_replies' }
  | { readonly kind: 'delay'; readonly delayMs: number };

/** A loopback TCP connection that can go wrong in the ways of a network. */
export class TcpProxy {
  readonly port: number;
  readonly #server: Server;
  readonly #links = new Set<Link>();
  #mode: Mode = { kind: 'pass' };
  /** Pieces of answers that were dropped since {@link dropReplies}. */
  dropped = 0;

  private constructor(server: Server, port: number) {
    this.#server = server;
    this.port = port;
  }

  static async open(targetPort: number): Promise<TcpProxy> {
    // Half-open allowed: an end that nobody answers is what a forgotten connection looks like.
    const server = createServer({ allowHalfOpen: true });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    // A listening TCP server has an address of this shape.
    const proxy = new TcpProxy(server, (server.address() as AddressInfo).port);
    server.on('connection', (client) => proxy.#accept(client, targetPort));
    return proxy;
  }

  get links(): number {
    return this.#links.size;
  }

  /** Ends all connections, and every new one at once, until {@link heal}. */
  cut(): void {
    this.#mode = { kind: 'cut' };
    for (const link of [...this.#links]) this.#end(link);
  }

  /** Holds everything back in both directions until {@link heal}; nothing is lost. New connections wait too. */
  stall(): void {
    this.#mode = { kind: 'stall' };
    for (const link of this.#links) pause(link);
  }

  /** Everything arrives this much later. */
  delay(delayMs: number): void {
    this.#mode = { kind: 'delay', delayMs };
  }

  /** Requests arrive, answers do not: what was asked takes place and nobody hears of it. */
  dropReplies(): void {
    this.dropped = 0;
    this.#mode = { kind: 'drop_replies' };
  }

  /** The connections of now fall silent for ever, as behind a router that forgot them; new ones work. */
  forgetLinks(): void {
    for (const link of this.#links) link.swallowed = true;
  }

  /** The far ends of forgotten connections learn at last that nobody is there. */
  endForgotten(): void {
    for (const link of [...this.#links]) if (link.swallowed) this.#end(link);
  }

  /** All is well again, but for what was forgotten; connections that lost bytes are ended. */
  heal(): void {
    this.#mode = { kind: 'pass' };
    for (const link of [...this.#links]) {
      if (link.torn) this.#end(link);
      else {
        link.client.resume();
        link.server.resume();
      }
    }
  }

  async close(): Promise<void> {
    this.cut();
    this.#server.close();
    await once(this.#server, 'close');
  }

  #accept(client: Socket, targetPort: number): void {
    if (this.#mode.kind === 'cut') {
      client.destroy();
      return;
    }
    const server = connect({ port: targetPort, host: '127.0.0.1', allowHalfOpen: true });
    const link: Link = { client, server, swallowed: false, torn: false, up: [], down: [] };
    this.#links.add(link);
    client.setNoDelay(true);
    server.setNoDelay(true);
    for (const [socket, other] of [
      [client, server],
      [server, client],
    ] as const) {
      socket.on('error', () => undefined);
      // A forgotten link's far end must not hear of it.
      socket.on('end', () => {
        if (!link.swallowed) other.end();
      });
      socket.on('close', () => {
        if (link.swallowed) return;
        this.#links.delete(link);
        other.destroySoon();
      });
    }
    client.on('data', (bytes) => this.#pass(link, bytes, client, server, false));
    server.on('data', (bytes) => this.#pass(link, bytes, server, client, true));
    if (this.#mode.kind === 'stall') pause(link);
  }

  #pass(link: Link, bytes: Buffer, from: Socket, to: Socket, reply: boolean): void {
    if (link.swallowed) return;
    const mode = this.#mode;
    if (reply && mode.kind === 'drop_replies') {
      link.torn = true;
      this.dropped += 1;
      return;
    }
    const write = (): void => {
      if (to.destroyed || to.write(bytes)) return;
      from.pause();
      to.once('drain', () => {
        if (this.#mode.kind !== 'stall') from.resume();
      });
    };
    const late = reply ? link.down : link.up;
    if (mode.kind !== 'delay' && late.length === 0) return write();
    late.push({ dueAtMs: performance.now() + (mode.kind === 'delay' ? mode.delayMs : 0), write });
    if (late.length === 1) this.#deliverLate(late);
  }

  /** In order, whatever the delay was when each was sent: a stream whose bytes change places is no fault of networks. */
  #deliverLate(late: Late[]): void {
    const [next] = late;
    if (next === undefined) return;
    setTimeout(
      () => {
        next.write();
        late.shift();
        this.#deliverLate(late);
      },
      Math.max(0, next.dueAtMs - performance.now()),
    );
  }

  #end(link: Link): void {
    this.#links.delete(link);
    link.client.destroy();
    link.server.destroy();
  }
}

function pause(link: Link): void {
  link.client.pause();
  link.server.pause();
}
