import { type SeededRandom, seededRandom } from '@halobuzz/core/testing/seeded-random';
import { pino } from 'pino';
import { Registry } from 'prom-client';
import type { Books } from '../../src/ledger/books.ts';
import { ledgerMetrics } from '../../src/ledger/ledger-metrics.ts';
import { startProjector } from '../../src/ledger/projector.ts';
import type { WalletStore, WalletStores } from '../../src/ledger/wallet-store.ts';
import { startWriter } from '../../src/ledger/writer.ts';
import { simBooks, simParkedGifts } from './sim-books.ts';
import type { CommitRules } from './sim-commit.ts';
import { SimMongo } from './sim-mongo.ts';
import { SimMongoLine } from './sim-mongo-line.ts';
import { SimProcess } from './sim-process.ts';
import { SimRooms } from './sim-rooms.ts';
import { SimWalletNet, simWalletStores } from './sim-wallet-line.ts';
import { type Accepted, SimWalletServer } from './sim-wallet-server.ts';
import { VirtualTime } from './virtual-time.ts';

/** What a test breaks to see that the simulator notices. Nothing is broken by an empty one. */
export interface Defect {
  /** Faults among which it shows soonest. */
  readonly only?: readonly string[];
  readonly rules?: Partial<CommitRules>;
  readonly books?: (books: Books, mongo: SimMongo) => Books;
  readonly store?: (store: WalletStore) => WalletStore;
  readonly server?: (server: SimWalletServer) => void;
}

export interface RunningWriter {
  readonly process: SimProcess;
  stop(): Promise<void>;
}

/** 2026-09-21T13:46:40Z: any moment will do. */
const startMs = 1_790_000_000_000;
const leaseMs = 1_500;
const hourMs = 3_600_000;
const traceMax = 100;

/** Two seats for writers, the stores and the rooms, all in one thread and one virtual time. */
export class LedgerWorld {
  readonly time = new VirtualTime(startMs);
  readonly random: SeededRandom;
  readonly mongo: SimMongo;
  readonly server: SimWalletServer;
  readonly net: SimWalletNet;
  readonly rooms: SimRooms;
  readonly writers: (RunningWriter | undefined)[] = [undefined, undefined];
  /** Every entry that was taken, in order, and whether the disk has lost it since. */
  readonly accepted = new Map<Accepted, { taken: boolean }>();
  readonly trace: string[] = [];
  /** The wallets' clock once went back: ids may have ended early, and one that comes again is found out by the books. */
  clockWentBack = false;
  /** What happens soon after a writer next takes one of these steps. */
  armed:
    | { readonly steps: readonly string[]; readonly afterMs: number; readonly act: (process: SimProcess) => void }
    | undefined;
  readonly #defect: Defect;
  readonly #startMs = startMs;
  #names = 0;

  constructor(seed: number, shards: readonly number[], defect: Defect) {
    this.random = seededRandom(seed);
    this.#defect = defect;
    this.mongo = new SimMongo(this.time, this.random, shards);
    this.server = new SimWalletServer(this.time, {
      accepted: (entry) => void this.accepted.set(entry, { taken: true }),
      takenBack: (entry) => void this.accepted.set(entry, { taken: false }),
    });
    defect.server?.(this.server);
    this.net = new SimWalletNet(this.server, this.time, this.random);
    this.rooms = new SimRooms(this.time, this.random);
  }

  say(line: string): void {
    this.trace.push(`${((this.time.nowMs - this.#startMs) / 1_000).toFixed(3)} ${line}`);
    if (this.trace.length > traceMax) this.trace.shift();
  }

  name(kind: string): string {
    this.#names += 1;
    return `${kind}-${this.#names}`;
  }

  /** A process with clocks of its own. */
  process(kind: string): SimProcess {
    const skewMs = this.random.below(3) === 0 ? (this.random.next() * 2 - 1) * hourMs : 0;
    return new SimProcess(this.name(kind), this.time, skewMs);
  }

  startWriter(seat: number): void {
    const process = this.process('writer');
    const owner = process.name;
    const line = new SimMongoLine(this.mongo, process, this.time, this.random, (step) => this.#onStep(process, step));
    const rules: CommitRules = { comparesHeads: true, comparesTerms: true, comparesIds: true, ...this.#defect.rules };
    const real = simBooks(line, owner, rules);
    const books = this.#watched(process, this.#defect.books?.(real, this.mongo) ?? real);
    const metrics = ledgerMetrics(new Registry());
    const log = pino(
      { level: 'info', base: null, timestamp: false, serializers: { err: String } },
      { write: (text: string) => this.say(`${owner} ${text.trim()}`) },
    );
    const deps = { books, owner, time: process.time, log, metrics };
    const wallets = this.#stores(process);
    const reading = this.#stores(process);
    const writer = startWriter({
      ...deps,
      wallets,
      reading,
      onCommitted: (parts) => projector.committed(parts),
      leaseMs,
    });
    const parked = simParkedGifts(line);
    const projector = startProjector({ ...deps, parked, writer: () => writer, targets: this.rooms.targets(process) });
    this.writers[seat] = {
      process,
      async stop() {
        await Promise.all([writer.stop(), projector.stop()]);
      },
    };
  }

  killWriter(seat: number): void {
    const writer = this.writers[seat];
    if (writer === undefined) return;
    writer.process.kill();
    this.net.cut(writer.process);
    this.writers[seat] = undefined;
  }

  #onStep(process: SimProcess, step: string | symbol): void {
    const { armed } = this;
    if (armed === undefined || !armed.steps.includes(String(step))) return;
    this.armed = undefined;
    this.time.after(armed.afterMs, () => armed.act(process));
  }

  /** Notices when a process begins a step, so that something can break right then, or in the middle of it. */
  #watched<T extends object>(process: SimProcess, port: T): T {
    return new Proxy(port, {
      get: (target, name) => {
        this.#onStep(process, name);
        // The port's own property, as it is.
        return Reflect.get(target, name) as unknown;
      },
    });
  }

  #stores(process: SimProcess): WalletStores {
    const stores = simWalletStores(this.net, process);
    const store = (real: WalletStore): WalletStore => this.#watched(process, this.#defect.store?.(real) ?? real);
    const known = new WeakMap<WalletStore, WalletStore>();
    const back = new WeakMap<WalletStore, WalletStore>();
    const broken = (real: WalletStore | undefined): WalletStore | undefined => {
      if (real === undefined) return undefined;
      const wrapped = known.get(real) ?? store(real);
      known.set(real, wrapped);
      back.set(wrapped, real);
      return wrapped;
    };
    return {
      session: () => broken(stores.session()),
      next: async (last) => broken(await stores.next(last === undefined ? undefined : back.get(last))),
      close: () => stores.close(),
    };
  }
}
