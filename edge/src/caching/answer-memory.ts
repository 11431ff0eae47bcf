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

/** An answer in this isolate's memory. */
export interface RememberedAnswer {
  readonly answer: KeptAnswer;
  /** Whether the location's cache has it too. */
  shared: boolean;
}

interface Entry extends RememberedAnswer {
  readonly untilMs: number;
}

interface Version {
  readonly version: string;
  readonly untilMs: number;
}

/**
 * Answers in this isolate's memory, under addresses that hold the versions of their tags, and those versions: for a second, so
 * that what another isolate purges is seen within it, while a busy address costs no look into the location's cache. Bounded:
 * what was asked for longest ago leaves.
 */
export class AnswerMemory {
  readonly #clock: Clock;
  readonly #entries = new Map<string, Entry>();
  readonly #versions = new Map<string, Version>();
  #purges = 0;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Rises with each purge: a version that was asked for before one is not remembered after it. */
  get purges(): number {
    return this.#purges;
  }

  find(url: string): RememberedAnswer | undefined {
    const entry = this.#entries.get(url);
    if (entry === undefined) return undefined;
    this.#entries.delete(url);
    if (entry.untilMs <= this.#clock()) return undefined;
    this.#entries.set(url, entry);
    return entry;
  }

  keep(url: string, answer: KeptAnswer, lifeMs: number, shared: boolean): void {
    this.#entries.delete(url);
    if (answer.body.length > limits.edgeMemoryAnswerCharsMax) return;
    this.#entries.set(url, { answer, shared, untilMs: answer.madeAtMs + lifeMs });
    leaveBounded(this.#entries);
  }

  /** The version of a tag as it was a second ago at most. */
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

  /** What is remembered under these tags has an address that nobody makes any more. */
  purge(tags: readonly string[]): void {
    this.#purges += 1;
    for (const tag of tags) this.#versions.delete(tag);
  }
}

function leaveBounded(kept: Map<string, unknown>): void {
  const oldest = kept.keys().next();
  if (kept.size > limits.edgeMemoryEntriesMax && oldest.done !== true) kept.delete(oldest.value);
}
