import type { SeededRandom } from '@halobuzz/core/testing/seeded-random';
import type { SimMongo } from './sim-mongo.ts';
import { drawLatency, type SimProcess } from './sim-process.ts';
import type { VirtualTime } from './virtual-time.ts';

const latency = { fromMs: 0.3, toMs: 4 };
/** How long the driver looks for a primary. */
const selectionMs = 5_000;
/** How long it waits for an answer. */
const answerMs = 30_000;

/** Nobody answered; what was asked may have been done. */
export class NoPrimary extends Error {}

/** One process's line to the replica set. */
export class SimMongoLine {
  readonly mongo: SimMongo;
  readonly process: SimProcess;
  /** Hears which step of a transaction is taken. */
  readonly onStep: (step: string) => void;
  readonly #time: VirtualTime;
  readonly #random: SeededRandom;

  constructor(
    mongo: SimMongo,
    process: SimProcess,
    time: VirtualTime,
    random: SeededRandom,
    onStep = (_: string) => {},
  ) {
    this.onStep = onStep;
    this.mongo = mongo;
    this.process = process;
    this.#time = time;
    this.#random = random;
  }

  /** Runs on the primary, then answers. `stale`: what a primary that was cut off says instead of failing. */
  call<T>(work: () => T, stale?: () => T): Promise<T> {
    return new Promise((resolve, reject) => {
      const fail = (ms: number): void => {
        giveUp();
        this.process.after(ms, () => reject(new NoPrimary('no primary answered')));
      };
      const answer = (settle: () => void): void => {
        giveUp();
        this.process.after(this.#lag(), settle);
      };
      const giveUp = this.process.after(answerMs, () => reject(new NoPrimary('no answer in time')));
      this.#arrive(fail, () => {
        if (this.#isLost()) return fail(this.#random.next() * 1_000);
        const isCutOff = this.mongo.cutOff?.processes.has(this.process) === true;
        if (isCutOff && stale === undefined) return fail(selectionMs);
        try {
          const value = isCutOff && stale !== undefined ? stale() : work();
          if (this.#isLost()) fail(this.#random.next() * 1_000);
          else answer(() => resolve(value));
        } catch (error) {
          answer(() => reject(error));
        }
      });
    });
  }

  /** Runs on the primary if it gets there; nobody waits for it. */
  send(work: () => void): void {
    this.#arrive(() => {}, work);
  }

  /** Happens on the server after so long. */
  later(ms: number, work: () => void): void {
    this.#time.after(ms, work);
  }

  rest(ms: number): Promise<void> {
    return new Promise((resolve) => this.process.after(ms, resolve));
  }

  #arrive(fail: (ms: number) => void, run: () => void): void {
    const arrive = (): void => {
      const { nowMs } = this.#time;
      const { downUntilMs, frozenUntilMs } = this.mongo;
      // A server that stands still takes what waits in its sockets when it wakes up, in any order.
      if (frozenUntilMs > nowMs) this.#time.after(frozenUntilMs - nowMs + this.#random.next() * 50, arrive);
      else if (downUntilMs - nowMs > selectionMs) fail(selectionMs);
      else if (downUntilMs > nowMs) this.#time.after(downUntilMs - nowMs, arrive);
      else run();
    };
    this.#time.after(this.#lag(), arrive);
  }

  #lag(): number {
    return drawLatency(this.#random, latency) + this.#random.next() * this.mongo.slowMs;
  }

  #isLost(): boolean {
    return this.mongo.lossRate > 0 && this.#random.next() < this.mongo.lossRate;
  }
}
