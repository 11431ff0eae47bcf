import type { Clock } from '@halobuzz/core/clock';
import { limits } from '@halobuzz/core/limits';

/** A public answer as the edge keeps it. */
export interface KeptAnswer {
  readonly body: string;
  readonly type: string;
  readonly etag: string;
  /** When it was made, by this edge's clock. */
  readonly madeAtMs: number;
}

interface Entry {
  readonly answer: KeptAnswer;
  readonly tags: readonly string[];
  readonly untilMs: number;
}

/**
 * The answers of the last second, in this isolate's memory: a busy address costs one look into the location's cache a second
 * and not one a request. Bounded: the oldest leaves.
 */
export class AnswerMemory {
  readonly #clock: Clock;
  readonly #entries = new Map<string, Entry>();
  #purges = 0;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Rises with each purge: an answer that was begun before one is not kept after it. */
  get purges(): number {
    return this.#purges;
  }

  find(key: string): KeptAnswer | undefined {
    const entry = this.#entries.get(key);
    if (entry === undefined || entry.untilMs > this.#clock()) return entry?.answer;
    this.#entries.delete(key);
    return undefined;
  }

  keep(key: string, answer: KeptAnswer, tags: readonly string[], purgesBefore: number): void {
    if (purgesBefore !== this.#purges || answer.body.length > limits.edgeMemoryAnswerCharsMax) return;
    this.#entries.delete(key);
    this.#entries.set(key, { answer, tags, untilMs: this.#clock() + limits.edgeMemoryMs });
    if (this.#entries.size <= limits.edgeMemoryEntriesMax) return;
    const oldest = this.#entries.keys().next();
    if (oldest.done !== true) this.#entries.delete(oldest.value);
  }

  purge(tags: readonly string[]): void {
    this.#purges += 1;
    for (const [key, entry] of this.#entries) {
      if (entry.tags.some((tag) => tags.includes(tag))) this.#entries.delete(key);
    }
  }
}
