import { limits } from '@halobuzz/core/limits';
import type { LikeResult } from '../../adapters/redis/room-scripts.ts';

interface Gathering {
  count: number;
  readonly result: Promise<LikeResult>;
  readonly timer: NodeJS.Timeout;
  readonly settle: (stored: Promise<LikeResult>) => void;
}

/**
 * Likes of one room come in floods: they are gathered for a moment and stored as one. Nobody is answered before the
 * store has them, so an answered like is never lost.
 */
export class LikeGatherer {
  readonly #store: (count: number) => Promise<LikeResult>;
  #gathering: Gathering | undefined;

  constructor(store: (count: number) => Promise<LikeResult>) {
    this.#store = store;
  }

  /** Resolves with the room's total that includes these likes. Rejects when the store did not answer. */
  add(count: number): Promise<LikeResult> {
    this.#gathering ??= this.#begin();
    this.#gathering.count += count;
    return this.#gathering.result;
  }

  #begin(): Gathering {
    const timer = setTimeout(() => this.flush(), limits.likeGatherMs);
    let settle: Gathering['settle'] = () => undefined;
    const result = new Promise<LikeResult>((resolve, reject) => {
      settle = (stored) => void stored.then(resolve, reject);
    });
    return { count: 0, result, timer, settle };
  }

  /** Stores what was gathered so far. */
  flush(): void {
    const gathered = this.#gathering;
    if (gathered === undefined) return;
    this.#gathering = undefined;
    clearTimeout(gathered.timer);
    gathered.settle(this.#store(gathered.count));
  }
}
