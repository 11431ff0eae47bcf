import type { Clock, RandomBytes } from '@halobuzz/core/clock';
import { newOpaqueId } from '@halobuzz/core/ids';
import { limits } from '@halobuzz/core/limits';
import { z } from 'zod';
import type { OriginLog } from '../http/origin-log.ts';
import { AskedBefore } from './asked-before.ts';
import { type CacheFinding, entryText, findingOf } from './cache-entry.ts';
import { type CacheAddress, cacheKeyOf } from './cache-key.ts';
import type { CacheLoad, CacheObserver, CacheResult } from './cache-metrics.ts';
import { type CachePlan, type CacheTag, cachePlans } from './cache-plan.ts';
import type { CacheStore } from './cache-store.ts';
import { Circuit } from './circuit.ts';
import { type Flight, Flights } from './flights.ts';

export interface CacheQuery<S extends z.ZodType> extends CacheAddress {
  /** Reads what was stored; the value's JSON form is what the schema takes in. */
  readonly schema: S;
  /** What drops the answer, known before it is made. */
  readonly tags?: readonly CacheTag[];
}

export interface CacheServiceDeps {
  readonly store: CacheStore;
  readonly clock: Clock;
  readonly random: RandomBytes;
  readonly pause: (timeMs: number) => Promise<void>;
  readonly observer: CacheObserver;
  readonly log: OriginLog;
  /** Default: `cacheAnswerMs`. */
  readonly answerMs?: number;
}

/** A loaded value, or what is known of it; `value` undefined: there is nothing. */
interface Answer<T> {
  readonly value: T | undefined;
}

/**
 * Answers that are costly to make, kept in control Redis for all origins. What is not there, or may not be given any more,
 * is loaded: once for all callers of a process, and once for all processes while the lease holds. Without Redis everything
 * is loaded each time; no call ever fails because of the cache. A load that fails is told to those who wait for it and to
 * nobody else.
 */
export class CacheService {
  readonly #deps: CacheServiceDeps;
  readonly #circuit: Circuit;
  readonly #flights = new Flights();
  readonly #asked: AskedBefore;
  readonly #refreshing = new Set<string>();
  /** Dropped here, but not yet in Redis. */
  readonly #undropped = new Set<CacheTag>();

  constructor(deps: CacheServiceDeps) {
    this.#deps = deps;
    this.#asked = new AskedBefore(deps.clock);
    this.#circuit = new Circuit({
      clock: deps.clock,
      failuresMax: limits.cacheFailuresMax,
      pauseMs: limits.cacheCircuitPauseMs,
      answerMs: deps.answerMs ?? limits.cacheAnswerMs,
      onChange: (open, err) => {
        deps.observer.open(open);
        if (open) deps.log.warn({ err }, 'the cache is out of reach: every answer is made anew');
        else deps.log.info({}, 'the cache is back');
      },
    });
  }

  /** What {@link set} stored under a key; null when there is nothing, when it is no `T` any more, or without Redis. */
  async get<T>(key: string, schema: z.ZodType<T>): Promise<T | null> {
    const { observer, store, clock } = this.#deps;
    const read = isKey(key) ? await this.#circuit.run(() => store.read(keyed(key), [])) : ({ ok: false } as const);
    if (!read.ok) {
      observer.read('keyed', 'bypass');
      return null;
    }
    const finding = findingOf(schema, read.value.text, [], clock);
    observer.read('keyed', finding.kind === 'known' ? 'hit' : 'miss');
    return finding.kind === 'known' ? (finding.value ?? null) : null;
  }

  /**
   * Stores what has a JSON form under a key, for `ttl` seconds. Answers whether it did: Redis may be away, and keys and
   * values have bounds. Nothing personal belongs under a key that somebody else may ask for. @throws TypeError without one
   */
  async set(key: string, value: unknown, ttl: number = limits.cacheTtlSecondsDefault): Promise<boolean> {
    const { store, clock } = this.#deps;
    const lifeMs = boundedMs(ttl);
    if (!(lifeMs > 0) || !isKey(key)) return false;
    const untilMs = clock() + lifeMs;
    const text = entryText(z.unknown(), value, [], { freshUntilMs: untilMs, staleUntilMs: untilMs });
    return !isTooLarge(text) && (await this.#circuit.run(() => store.put(keyed(key), text, lifeMs))).ok;
  }

  /** The cached answer, or the one that `load` makes. Rejects as `load` does. */
  async through<S extends z.ZodType>(query: CacheQuery<S>, load: () => Promise<z.output<S>>): Promise<z.output<S>> {
    const { value } = await this.#answer(query, load);
    // `load` never answers undefined, and where the cache knew of nothing another caller's did.
    return value === undefined ? load() : value;
  }

  /** {@link through} for what there may be none of: that is known for the plan's `absentSeconds`. */
  async throughIfAny<S extends z.ZodType>(
    query: CacheQuery<S>,
    load: () => Promise<z.output<S> | undefined>,
  ): Promise<z.output<S> | undefined> {
    return (await this.#answer(query, load)).value;
  }

  /**
   * From now on nothing that was loaded before is given for these tags: call it once the change is stored. Never rejects.
   * Out of Redis' reach, this origin keeps to it at once and the others when {@link repair} comes through, or by time.
   */
  async drop(...tags: readonly CacheTag[]): Promise<void> {
    this.#flights.forget(tags);
    for (const tag of tags) this.#undropped.add(tag);
    if (this.#undropped.size > limits.cacheUndroppedTagsMax) {
      this.#undropped.clear();
      this.#undropped.add('everything');
    }
    this.#deps.observer.drop((await this.repair()) ? 'done' : 'later');
  }

  /** Drops what could not be dropped. Answers whether nothing is left of it. */
  async repair(): Promise<boolean> {
    const tags = [...this.#undropped];
    if (tags.length === 0) return true;
    // Kept until Redis has said so; dropping one twice costs a load.
    const { ok } = await this.#circuit.run(() => this.#deps.store.drop(tags));
    if (ok) for (const tag of tags) this.#undropped.delete(tag);
    return ok;
  }

  /** When nothing is loaded behind the scenes any more. */
  async settled(): Promise<void> {
    await this.#flights.settled();
  }

  async #answer<S extends z.ZodType>(
    query: CacheQuery<S>,
    load: () => Promise<z.output<S> | undefined>,
  ): Promise<Answer<z.output<S>>> {
    const { observer, store, clock } = this.#deps;
    const { cache, schema } = query;
    const key = cacheKeyOf(query);
    if (key === undefined) {
      observer.read(cache, 'bypass');
      return { value: await this.#loadUnstored(query, load) };
    }
    const { keptFrom }: CachePlan = cachePlans[cache];
    if (keptFrom === 'second_ask' && !this.#asked.again(key)) {
      observer.read(cache, 'first');
      return { value: await this.#loadUnstored(query, load) };
    }
    const tags = tagsOf(query);
    const askedAt = this.#flights.turn();
    const read = this.#isUndropped(tags)
      ? ({ ok: false } as const)
      : await this.#circuit.run(() => store.read(key, tags));
    const versions = read.ok ? read.value.versions : undefined;
    const flying = this.#flights.joinable(key, askedAt, versions);
    if (!read.ok) {
      observer.read(cache, 'bypass');
      const unstored = async () => ({ value: await this.#loadUnstored(query, load) });
      return landing(flying ?? this.#flights.start(key, tags, unstored));
    }
    const finding = findingOf(schema, read.value.text, read.value.versions, clock);
    observer.read(cache, resultOf(finding));
    if (finding.kind === 'known') {
      if (!finding.fresh) this.#refresh(query, key, tags, load);
      return finding;
    }
    const once = (own: Flight) => this.#loadOnce(query, key, tags, load, own);
    return landing(flying ?? this.#flights.start(key, tags, once));
  }

  /** Has a stale answer made anew, unless somebody does already. */
  #refresh<S extends z.ZodType>(
    query: CacheQuery<S>,
    key: string,
    tags: readonly string[],
    load: () => Promise<z.output<S> | undefined>,
  ): void {
    const { store, random, log } = this.#deps;
    if (this.#refreshing.has(key)) return;
    this.#refreshing.add(key);
    const owner = newOpaqueId('cl', random);
    const work = async (): Promise<void> => {
      const began = await this.#circuit.run(() => store.begin(key, tags, owner, newOpaqueId('cv', random)));
      if (!began.ok || !began.value.leased) return;
      const { text, versions } = began.value;
      const finding = findingOf(query.schema, text, versions, this.#deps.clock);
      if (finding.kind === 'known' && finding.fresh) await this.#circuit.run(() => store.release(key, owner));
      else await this.#loadAndStore(query, key, tags, load, owner, versions);
    };
    const refreshed = work()
      .catch((err: unknown) => log.warn({ err, cache: query.cache }, 'a cached answer could not be made anew'))
      .finally(() => this.#refreshing.delete(key));
    this.#flights.watch(refreshed);
  }

  /** Loads under the lease. Who does not get it waits for the one who has, and stores nothing when that takes too long. */
  async #loadOnce<S extends z.ZodType>(
    query: CacheQuery<S>,
    key: string,
    tags: readonly string[],
    load: () => Promise<z.output<S> | undefined>,
    own: Flight,
  ): Promise<Answer<z.output<S>>> {
    const { store, random, clock, pause } = this.#deps;
    const owner = newOpaqueId('cl', random);
    for (let look = 0; look <= limits.cacheLeasePollsMax; look += 1) {
      if (look > 0) await pause(limits.cacheLeasePollMs);
      this.#flights.begins(own);
      const began = await this.#circuit.run(() => store.begin(key, tags, owner, newOpaqueId('cv', random)));
      if (!began.ok) break;
      const { leased, versions, text } = began.value;
      own.versions = versions;
      const finding = findingOf(query.schema, text, versions, clock);
      if (finding.kind === 'known' && finding.fresh) {
        if (leased) await this.#circuit.run(() => store.release(key, owner));
        return finding;
      }
      if (leased) return { value: await this.#loadAndStore(query, key, tags, load, owner, versions) };
    }
    return { value: await this.#loadUnstored(query, load) };
  }

  async #loadAndStore<S extends z.ZodType>(
    query: CacheQuery<S>,
    key: string,
    tags: readonly string[],
    load: () => Promise<z.output<S> | undefined>,
    owner: string,
    versions: readonly string[],
  ): Promise<z.output<S> | undefined> {
    const { store, observer } = this.#deps;
    const done = observer.load(query.cache);
    const release = () => this.#circuit.run(() => store.release(key, owner));
    let value: z.output<S> | undefined;
    try {
      value = await load();
    } catch (error) {
      await release();
      done('failed');
      throw error;
    }
    const written = this.#written(query, value, versions);
    if ('kept' in written) {
      await release();
      done(written.kept);
      return value;
    }
    const stored = await this.#circuit.run(() => store.finish(key, tags, owner, { ...written, versions }));
    done(!stored.ok ? 'unstored' : stored.value ? 'stored' : 'dropped');
    return value;
  }

  /** The entry of a value and its life; or why there is none. */
  #written<S extends z.ZodType>(
    { cache, schema }: CacheQuery<S>,
    value: z.output<S> | undefined,
    versions: readonly string[],
  ): { readonly text: string; readonly lifeMs: number } | { readonly kept: CacheLoad } {
    const plan: CachePlan = cachePlans[cache];
    const [ttlSeconds, staleSeconds] =
      value === undefined ? [plan.absentSeconds, 0] : [plan.ttlSeconds, plan.staleSeconds];
    if (ttlSeconds === 0) return { kept: 'absent' };
    const freshMs = boundedMs(ttlSeconds) * (1 - this.#share() / limits.cacheTtlJitterRatio);
    const lifeMs = Math.ceil(Math.min(freshMs + staleSeconds * 1_000, boundedMs(Number.POSITIVE_INFINITY)));
    const nowMs = this.#deps.clock();
    try {
      const times = { freshUntilMs: nowMs + Math.ceil(freshMs), staleUntilMs: nowMs + lifeMs };
      const text = entryText(schema, value, versions, times);
      return isTooLarge(text) ? { kept: 'refused' } : { text, lifeMs };
    } catch (err) {
      this.#deps.log.error({ err, cache }, 'an answer is not what its cache takes: it was not stored');
      return { kept: 'refused' };
    }
  }

  async #loadUnstored<T>({ cache }: CacheAddress, load: () => Promise<T>): Promise<T> {
    const done = this.#deps.observer.load(cache);
    try {
      const value = await load();
      done('unstored');
      return value;
    } catch (error) {
      done('failed');
      throw error;
    }
  }

  #isUndropped(tags: readonly CacheTag[]): boolean {
    return this.#undropped.size > 0 && tags.some((tag) => this.#undropped.has(tag));
  }

  /** From 0 to just below 1, in steps of 1/256. */
  #share(): number {
    return (this.#deps.random(1)[0] ?? 0) / 256;
  }
}

/** Keys of `get` and `set` have a prefix that is no plan's name. */
function keyed(key: string): string {
  return `keyed:${key}`;
}

function isKey(key: string): boolean {
  return Buffer.byteLength(key) <= limits.cacheKeyBytesMax;
}

function isTooLarge(text: string): boolean {
  return Buffer.byteLength(text) > limits.cacheValueBytesMax;
}

function boundedMs(seconds: number): number {
  return Math.ceil(Math.min(seconds, limits.cacheTtlSecondsMax) * 1_000);
}

function tagsOf({ cache, tags = [] }: { readonly cache: string; readonly tags?: readonly CacheTag[] }): CacheTag[] {
  if (tags.length >= limits.cacheTagsMax) throw new Error(`cache ${cache}: an answer has ${tags.length} tags`);
  return ['everything', ...tags];
}

function resultOf(finding: CacheFinding<unknown>): CacheResult {
  if (finding.kind === 'unknown') return 'miss';
  if (finding.value === undefined) return 'absent';
  return finding.fresh ? 'hit' : 'stale';
}

/** A key says all that its answer depends on: whoever flies under it loads what its schema describes. */
function landing<T>(flight: Flight): Promise<Answer<T>> {
  return flight.landed as Promise<Answer<T>>; // As above.
}
