import type { Clock, RandomBytes } from '@halobuzz/core/clock';
import { newOpaqueId } from '@halobuzz/core/ids';
import { limits } from '@halobuzz/core/limits';
import { AnswerMemory, type KeptAnswer } from './answer-memory.ts';

/** What an answer is kept under: all that it depends on. */
export interface AnswerAddress {
  /** Path and query, as `addressOfRequest` gives them. */
  readonly target: string;
  /** Where it depends on it; else undefined. */
  readonly country: string | undefined;
  readonly tags: readonly string[];
  /** How long an answer is given at most. */
  readonly lifeMs: number;
}

/** Where a new answer is to be kept: asked for before it is made, so that what is purged meanwhile is not found again. */
export interface AnswerPlace {
  readonly url: string;
  readonly lifeMs: number;
}

export type AnswerLookup =
  /** `unshared`: this is the second to ask, so that it is worth being kept for the isolates next door. */
  | { readonly kind: 'found'; readonly answer: KeptAnswer; readonly unshared: AnswerPlace | undefined }
  | { readonly kind: 'missing'; readonly place: AnswerPlace };

/** Public answers at the edge. */
export interface AnswerStore {
  find(address: AnswerAddress): Promise<AnswerLookup>;
  placeOf(address: AnswerAddress): Promise<AnswerPlace>;
  /** Keeps what was made after its place was asked for: here; and for the location when it is asked for again. */
  keep(place: AnswerPlace, answer: KeptAnswer): Promise<void>;
  /** Keeps an answer for all isolates of the location. */
  share(place: AnswerPlace, answer: KeptAnswer): Promise<void>;
  /** From now on nothing made before is found under these tags: here at once, in isolates next door within a second. */
  purge(tags: readonly string[]): Promise<void>;
}

export interface AnswerStoreDeps {
  /** The platform's cache of this location. */
  readonly cache: Pick<Cache, 'match' | 'put'>;
  /** Under which the platform's cache knows our answers; the Worker answers every path, so nobody reads them there. */
  readonly publicUrl: string;
  readonly clock: Clock;
  readonly random: RandomBytes;
}

/** Changes with the form of what is kept: an older one is not read any more. */
const LAYOUT = 'v1';
const ETAG = 'x-answer-etag';
const MADE_AT = 'x-answer-made-at';

/**
 * In this isolate's memory, and behind it in the platform's cache (one per location). Most addresses are asked for once: an
 * answer goes to the platform's cache when somebody asks for it again, and not before. A tag has a version, itself a cached
 * thing, and the versions stand in the addresses of answers: a purge gives the tag a new one, and what was kept under the old
 * is not found. A version that the platform dropped is a purge.
 */
export function createAnswerStore({ cache, publicUrl, clock, random }: AnswerStoreDeps): AnswerStore {
  const memory = new AnswerMemory(clock);
  const base = `${publicUrl}/.edge-answers/${LAYOUT}`;
  const tagUrl = (tag: string): string => `${base}/tag/${encodeURIComponent(tag)}`;

  async function renew(tag: string): Promise<string> {
    const version = newOpaqueId('av', random);
    await cache.put(tagUrl(tag), new Response(version, { headers: lifeHeaders(limits.edgeTagLifeMs) }));
    return version;
  }
  async function versionOf(tag: string): Promise<string> {
    const remembered = memory.findVersion(tag);
    if (remembered !== undefined) return remembered;
    const purgesBefore = memory.purges;
    const known = await cache.match(tagUrl(tag));
    const version = await (known === undefined ? renew(tag) : known.text());
    memory.keepVersion(tag, version, purgesBefore);
    return version;
  }
  async function placeOf({ target, country = '-', tags, lifeMs }: AnswerAddress): Promise<AnswerPlace> {
    const versions = await Promise.all(tags.map(versionOf));
    return { url: `${base}/answer/${versions.join('.') || '-'}/${country}${target}`, lifeMs };
  }

  async function share({ url, lifeMs }: AnswerPlace, answer: KeptAnswer): Promise<void> {
    const headers = lifeHeaders(answer.madeAtMs + lifeMs - clock());
    headers.set('content-type', answer.type);
    headers.set(ETAG, answer.etag);
    headers.set(MADE_AT, String(answer.madeAtMs));
    await cache.put(url, new Response(answer.body, { headers }));
  }

  return {
    async find(address) {
      const place = await placeOf(address);
      const known = memory.find(place.url);
      if (known === undefined) {
        const answer = await answerOf(await cache.match(place.url));
        if (answer === undefined) return { kind: 'missing', place };
        memory.keep(place.url, answer, place.lifeMs, true);
        return { kind: 'found', answer, unshared: undefined };
      }
      const unshared = known.shared ? undefined : place;
      known.shared = true;
      return { kind: 'found', answer: known.answer, unshared };
    },
    placeOf,
    share,
    async keep(place, answer) {
      if (answer.body.length > limits.edgeAnswerCharsMax) return;
      // What nobody's memory holds has to be found somewhere.
      const again = memory.find(place.url) !== undefined || answer.body.length > limits.edgeMemoryAnswerCharsMax;
      memory.keep(place.url, answer, place.lifeMs, again);
      if (again) await share(place, answer);
    },
    async purge(tags) {
      memory.purge(tags);
      await Promise.all(tags.map(renew));
      // Again: the old version may have been read from the cache, and remembered, before the new one was there.
      memory.purge(tags);
    },
  };
}

/** What answers differ by: those of one address are the same. */
export function keyOf({ country, target }: Pick<AnswerAddress, 'country' | 'target'>): string {
  return `${country ?? '-'} ${target}`;
}

/** Path and query of a request, parameters in order of their names: the same question has one address. */
export function addressOfRequest(requestUrl: string): string {
  const url = new URL(requestUrl);
  url.searchParams.sort();
  return url.pathname + url.search;
}

function lifeHeaders(lifeMs: number): Headers {
  return new Headers({ 'cache-control': `public, s-maxage=${Math.max(0, Math.ceil(lifeMs / 1_000))}` });
}

async function answerOf(response: Response | undefined): Promise<KeptAnswer | undefined> {
  if (response === undefined) return undefined;
  const { headers } = response;
  const [type, etag, madeAtMs] = [headers.get('content-type'), headers.get(ETAG), Number(headers.get(MADE_AT))];
  const body = await response.text();
  return type === null || etag === null ? undefined : { body, type, etag, madeAtMs };
}
