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
  /** Ids of gifts whose gateways were told that they are in the books; told twice, an id stands twice. */
  readonly confirmed: string[] = [];
  readonly #applied = new Map<string, number>();
  readonly #time: VirtualTime;
  readonly #random: SeededRandom;

  constructor(time: VirtualTime, random: SeededRandom) {
    this.#time = time;
    this.#random = random;
  }

  /** What a projector of this process sees of them. */
  targets(process: SimProcess): ProjectionTargets {
    const arrive = <T>(work: () => T): Promise<T> =>
      new Promise((resolve) => {
        this.#time.after(drawLatency(this.#random, latency), () => {
          const value = work();
          process.after(drawLatency(this.#random, latency), () => resolve(value));
        });
      });
    const call = async <T>(work: () => T): Promise<T> => {
      const done = await arrive(() => (this.down ? undefined : { of: work() }));
      if (done === undefined) throw new Error('Connection is closed.');
      return done.of;
    };
    return {
      projectGifts: (room, gifts) =>
        call(() =>
          gifts.map((gift) => {
            const place = `${room}|${gift.shard}`;
            if ((this.#applied.get(place) ?? 0) >= gift.sequence) return 'known';
            this.#applied.set(place, gift.sequence);
            this.shown.push(gift.tx);
            return 'ok';
          }),
        ),
      rank: () => call(() => {}),
      // Control Redis is another store: it stays when rooms are away.
      confirm: (_nodeId, gifts) => arrive(() => this.confirmed.push(...gifts.map(({ tx }) => tx))).then(() => {}),
    };
  }
}
