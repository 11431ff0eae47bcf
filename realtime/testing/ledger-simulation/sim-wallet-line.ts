import type { SeededRandom } from '@halobuzz/core/testing/seeded-random';
import type { StreamEntry } from '../../src/ledger/stream-entry.ts';
import type { WalletStore, WalletStores } from '../../src/ledger/wallet-store.ts';
import { drawLatency, type SimProcess } from './sim-process.ts';
import type { SimWalletServer } from './sim-wallet-server.ts';
import type { VirtualTime } from './virtual-time.ts';

const latency = { fromMs: 0.1, toMs: 2 };
const reconnectMs = { fromMs: 20, toMs: 400 };
/** Commands of a lost connection that reached the server may still run for so long. */
const lateMs = 300;

/** The wallets server as its clients find it: up or not, with the lines that lead to it. */
export class SimWalletNet {
  readonly server: SimWalletServer;
  readonly time: VirtualTime;
  readonly random: SeededRandom;
  up = true;
  readonly #sessions = new Set<SimSession>();

  constructor(server: SimWalletServer, time: VirtualTime, random: SeededRandom) {
    this.server = server;
    this.time = time;
    this.random = random;
  }

  open(process: SimProcess): SimSession {
    const session = new SimSession(this, process);
    this.#sessions.add(session);
    void session.closed.then(() => this.#sessions.delete(session));
    return session;
  }

  /** Cuts the lines of one process, or all. What is under way may still run, unless the server goes as well. */
  cut(process: SimProcess | undefined): void {
    for (const session of [...this.#sessions]) if (process === undefined || session.process === process) session.cut();
  }

  /** The server ends now; nothing under way runs any more. */
  crash(): void {
    this.up = false;
    for (const session of [...this.#sessions]) session.cut(0);
  }

  /** It is back as another process, whatever became of its data meanwhile. */
  start(runId: string): void {
    this.server.restart(runId);
    this.up = true;
  }
}

/** One connection: commands run in order, and answers come in order. */
export class SimSession {
  readonly process: SimProcess;
  readonly runId: string;
  readonly server: SimWalletServer;
  readonly closed: Promise<void>;
  readonly #net: SimWalletNet;
  readonly #failing = new Set<() => void>();
  #ended = false;
  #runsUntilMs = Number.POSITIVE_INFINITY;
  #lastRunMs = 0;
  #close: () => void = () => {};

  constructor(net: SimWalletNet, process: SimProcess) {
    this.#net = net;
    this.process = process;
    this.server = net.server;
    this.runId = net.server.runId;
    this.closed = new Promise((resolve) => {
      this.#close = resolve;
    });
  }

  cut(late = this.#net.random.next() * lateMs): void {
    if (this.#runsUntilMs !== Number.POSITIVE_INFINITY) return;
    this.#runsUntilMs = this.#net.time.nowMs + late;
    this.process.after(0, () => this.end());
  }

  end(): void {
    if (this.#ended) return;
    this.#ended = true;
    this.#runsUntilMs = Math.min(this.#runsUntilMs, this.#net.time.nowMs + lateMs);
    this.#close();
    for (const fail of [...this.#failing]) fail();
  }

  /** Sends a command. Rejects when the connection goes before the answer has come. */
  call<T>(work: (server: SimWalletServer) => T): Promise<T> {
    return this.callLater((server, answer) => answer(work(server)));
  }

  /** Sends a command that may answer later. */
  callLater<T>(work: (server: SimWalletServer, answer: (value: T) => void) => void): Promise<T> {
    const { time, random, server } = this.#net;
    return new Promise((resolve, reject) => {
      if (this.#ended) {
        reject(new Error('Connection is closed.'));
        return;
      }
      const fail = (): void => {
        this.#failing.delete(fail);
        reject(new Error('Connection is closed.'));
      };
      this.#failing.add(fail);
      const runAtMs = Math.max(this.#lastRunMs, time.nowMs + drawLatency(random, latency));
      this.#lastRunMs = runAtMs;
      time.after(runAtMs - time.nowMs, () => {
        if (time.nowMs > this.#runsUntilMs || server.runId !== this.runId || !this.#net.up) return;
        work(server, (value) => {
          this.process.after(drawLatency(random, latency), () => {
            if (this.#failing.delete(fail)) resolve(value);
          });
        });
      });
    });
  }
}

/** {@link WalletStores} of a simulated process: reconnects by itself. */
export function simWalletStores(
  net: SimWalletNet,
  process: SimProcess,
): WalletStores & { raw(): SimSession | undefined } {
  const known = new WeakMap<SimSession, WalletStore>();
  let current: SimSession | undefined;
  let stopped = false;
  let waiting: (() => void)[] = [];
  const wake = (): void => {
    const ready = waiting;
    waiting = [];
    for (const resolve of ready) resolve();
  };
  const connect = (): void => {
    if (stopped) return;
    if (!net.up) {
      process.after(drawLatency(net.random, reconnectMs), connect);
      return;
    }
    const session = net.open(process);
    current = session;
    void session.closed.then(() => {
      current = undefined;
      process.after(drawLatency(net.random, reconnectMs), connect);
    });
    wake();
  };
  process.after(drawLatency(net.random, latency), connect);
  const storeOf = (session: SimSession): WalletStore => {
    const store = known.get(session) ?? simWalletStore(session, net.time);
    known.set(session, store);
    return store;
  };
  const session = (): WalletStore | undefined => (current === undefined ? undefined : storeOf(current));
  return {
    session,
    raw: () => current,
    async next(last) {
      while (!stopped) {
        const now = session();
        if (now !== undefined && now !== last) return now;
        await new Promise<void>((resolve) => waiting.push(resolve));
      }
      return undefined;
    },
    async close() {
      stopped = true;
      current?.end();
      wake();
    },
  };
}

/** A {@link WalletStore} on a simulated server. */
export function simWalletStore(session: SimSession, time: VirtualTime): WalletStore {
  return {
    runId: session.runId,
    closed: session.closed,
    timeMs: () => session.call((server) => server.timeMs()),
    readShards: (shards) => session.call((server) => shards.map((shard) => server.readShard(shard, session.runId))),
    // A simulated file is cut between entries only.
    renewFile: () => session.call(() => true),
    openGate: (shard, epoch) => session.call((server) => server.openGate(shard, session.runId, epoch)),
    lockGate: (shard, epoch) => session.call((server) => server.lockGate(shard, epoch)),
    switchEpoch: (shard, epoch, sequence) => session.call((server) => server.switchEpoch(shard, epoch, sequence)),
    readRange: (shard, after, end, count) => session.call((server) => server.readRange(shard, after, end, count)),
    readNew: (cursors, count, blockMs) =>
      session.callLater((server, answer) => {
        const read = (): Map<number, readonly StreamEntry[]> => {
          const found = new Map<number, readonly StreamEntry[]>();
          for (const [shard, cursor] of cursors) {
            const entries = server.readRange(shard, cursor, '+', count);
            if (entries.length > 0) found.set(shard, entries);
          }
          return found;
        };
        const first = read();
        if (first.size > 0) return answer(first);
        let over = false;
        const end = (ended: ReadonlyMap<number, readonly StreamEntry[]>): void => {
          if (over) return;
          over = true;
          stop();
          answer(ended);
        };
        const stop = server.waitForEntries(() => {
          const found = read();
          if (found.size > 0) end(found);
        });
        time.after(blockMs, () => end(new Map()));
      }),
    trim: (shard, before) => session.call((server) => server.trim(shard, before)),
    markCommitted: () => session.call(() => {}),
    removeEntries: (shard, entries) => session.call((server) => server.removeEntries(shard, entries)),
    writeWallet: (shard, epoch, subject, fields) =>
      session.call((server) => server.writeWallet(shard, epoch, subject, fields)),
    writeIdempotencyId: (shard, epoch, tx, record, lifeMs) =>
      session.call((server) => server.writeId(shard, epoch, tx, record, lifeMs)),
    endIdempotencyId: (shard, epoch, tx, lifeMs) => session.call((server) => server.endId(shard, epoch, tx, lifeMs)),
    sweepEpochs: (obsolete) => session.call((server) => server.sweepEpochs(obsolete)),
  };
}
