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

interface Version {
  readonly version: string;
  readonly untilMs: number;
}

interface Entry {
  readonly answer: KeptAnswer;
  readonly tags: readonly string[];
  readonly untilMs: number;
}

/**
 * The answers of the last second, in this isolate's memory, and the versions of their tags: a busy address costs one look into
 * the location's cache a second and not one a request, and a tag that hundreds of addresses share one for all of them.
 * Bounded: the oldest leaves.
 */
export class AnswerMemory {
  readonly #clock: Clock;
  readonly #entries = new Map<string, Entry>();
  readonly #versions = new Map<string, Version>();
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
    // An answer that was found by a version of a while ago is remembered no longer than that.
    const untilMs = tags.map((tag) => this.#versions.get(tag)?.untilMs ?? Number.POSITIVE_INFINITY);
    this.#entries.set(key, { answer, tags, untilMs: Math.min(this.#clock() + limits.edgeMemoryMs, ...untilMs) });
    leaveBounded(this.#entries);
  }

  /** The version of a tag as it was at most as long ago as answers are remembered. */
  findVersion(tag: string): string | undefined {
    const known = this.#versions.get(tag);
    if (known === undefined || known.untilMs > this.#clock()) return known?.version;
    this.#versions.delete(tag);
    return undefined;
  }

  keepVersion(tag: string, version: string, purgesBefore: number): void {
    if (purgesBefore !== this.#purges) return;
    this.#versions.delete(tag);
    this.#versions.set(tag, { version, untilMs: this.#clock() + limits.edgeMemoryMs });
    leaveBounded(this.#versions);
  }

  purge(tags: readonly string[]): void {
    this.#purges += 1;
    for (const tag of tags) this.#versions.delete(tag);
    for (const [key, entry] of this.#entries) {
      if (entry.tags.some((tag) => tags.includes(tag))) this.#entries.delete(key);
    }
  }
}

function leaveBounded(kept: Map<string, unknown>): void {
  const oldest = kept.keys().next();
  if (kept.size > limits.edgeMemoryEntriesMax && oldest.done !== true) kept.delete(oldest.value);
}
