import type { SeededRandom } from '@halobuzz/core/testing/seeded-random';
import type { LedgerTime } from '../../src/ledger/ledger-time.ts';
import type { VirtualTime } from './virtual-time.ts';

/** What a call to a store may cost, ms. */
export interface Latency {
  readonly fromMs: number;
  readonly toMs: number;
}

/**
 * A process of its own: it can be killed between any two steps, or stand still and wake up. What it sent before reaches
 * the stores all the same; what they answer reaches nobody, or late.
 */
export class SimProcess {
  readonly name: string;
  alive = true;
  #wakesAtMs = 0;
  #suspendedMs = 0;
  readonly #time: VirtualTime;
  readonly #bootMs: number;
  readonly #skewMs: number;

  constructor(name: string, time: VirtualTime, skewMs: number) {
    this.name = name;
    this.#time = time;
    this.#bootMs = time.nowMs;
    this.#skewMs = skewMs;
  }

  /** Its own clocks and timers. */
  get time(): LedgerTime {
    return {
      monotonicMs: () => this.#time.nowMs - this.#bootMs - this.#suspendedMs,
      wallMs: () => this.#time.nowMs + this.#skewMs,
      pause: (ms, signal) =>
        new Promise((resolve) => {
          if (signal.aborted) return resolve();
          const end = (): void => {
            cancel();
            signal.removeEventListener('abort', end);
            resolve();
          };
          const cancel = this.after(ms, end);
          signal.addEventListener('abort', end);
        }),
    };
  }

  /** Runs in this process after so long: not at all when it is dead by then, later when it stands still. */
  after(ms: number, run: () => void): () => void {
    return this.#time.after(ms, () => this.#deliver(run));
  }

  kill(): void {
    this.alive = false;
  }

  stall(ms: number): void {
    this.#wakesAtMs = Math.max(this.#wakesAtMs, this.#time.nowMs + ms);
  }

  /** Stands still with its monotonic clock, as a machine that sleeps does: it does not know that time has passed. */
  suspend(ms: number): void {
    this.stall(ms);
    this.#suspendedMs += ms;
  }

  #deliver(run: () => void): void {
    if (!this.alive) return;
    if (this.#time.nowMs < this.#wakesAtMs)
      this.#time.after(this.#wakesAtMs - this.#time.nowMs, () => this.#deliver(run));
    else run();
  }
}

/** Mostly short, now and then long. */
export function drawLatency(random: SeededRandom, usual: Latency): number {
  const { fromMs, toMs } = usual;
  const ms = fromMs + random.next() * (toMs - fromMs);
  return random.below(50) === 0 ? ms * 40 : ms;
}
