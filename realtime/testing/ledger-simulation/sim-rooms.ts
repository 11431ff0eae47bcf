import type { SeededRandom } from '@halobuzz/core/testing/seeded-random';
import type { ProjectionTargets } from '../../src/ledger/project-gifts.ts';
import { drawLatency, type SimProcess } from './sim-process.ts';
import type { VirtualTime } from './virtual-time.ts';

const latency = { fromMs: 0.1, toMs: 2 };

/** Rooms as their scripts keep them: each shard's gifts are applied once and in order. */
export class SimRooms {
  down = false;
  /** Ids of gifts that a room shows, in order; shown twice, an id stands twice. */
  readonly shown: string[] = [];
  readonly #applied = new Map<string, number>();
  readonly #time: VirtualTime;
  readonly #random: SeededRandom;

  constructor(time: VirtualTime, random: SeededRandom) {
    this.#time = time;
    this.#random = random;
  }

  /** What a projector of this process sees of them. */
  targets(process: SimProcess): ProjectionTargets {
    const call = <T>(work: () => T): Promise<T> =>
      new Promise((resolve, reject) => {
        this.#time.after(drawLatency(this.#random, latency), () => {
          const value = this.down ? undefined : { of: work() };
          process.after(drawLatency(this.#random, latency), () => {
            if (value === undefined) reject(new Error('Connection is closed.'));
            else resolve(value.of);
          });
        });
      });
    return {
      projectGift: (room, gift) =>
        call(() => {
          const place = `${room}|${gift.shard}`;
          if ((this.#applied.get(place) ?? 0) >= gift.sequence) return 'known';
          this.#applied.set(place, gift.sequence);
          this.shown.push(gift.tx);
          return 'ok';
        }),
      rank: () => call(() => {}),
      confirm: () => call(() => {}),
    };
  }
}
