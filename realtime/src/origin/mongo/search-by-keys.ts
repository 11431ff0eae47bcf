import type { SearchQuery } from '@halobuzz/core/discovery/search-words';
import { limits } from '@halobuzz/core/limits';
import type { Collection, Document } from 'mongodb';

/** What is searched: documents with `searchKeys`, by an index of the keys that goes on in the order of results. */
export interface SearchedBy {
  /** What all that may be found has; the index holds nothing else. */
  readonly shown: Readonly<Record<string, unknown>>;
  readonly sort: Readonly<Record<string, 1 | -1>>;
  readonly hint: string;
}

/**
 * What has all keys, in the index's order. The index is read under the first key alone, so that one should be the rarest; what
 * stands behind the first `searchScanEntriesMax` under it is not looked at.
 */
export function searchPipeline({ shown, sort }: SearchedBy, [rarest = '', ...rest]: readonly string[]): Document[] {
  return [
    { $match: { ...shown, searchKeys: rarest } },
    { $sort: { ...sort } },
    ...(rest.length === 0 ? [] : [{ $limit: limits.searchScanEntriesMax }, { $match: { searchKeys: { $all: rest } } }]),
    { $limit: limits.searchResultsMax },
    { $project: { _id: 1 } },
  ];
}

/**
 * Finds ids, at most `searchResultsMax`: those with whole words first. `elapsedMs` is any clock that only moves forward.
 */
export function createKeySearch<D extends Document & { readonly _id: string }>(
  collection: Collection<D>,
  by: SearchedBy,
  elapsedMs: () => number,
): (query: SearchQuery) => Promise<readonly string[]> {
  const known = new Map<string, { readonly count: number; readonly untilMs: number }>();

  /** How many stand under a key, at most as many as are looked at. Old by a while: it decides about the order of work alone. */
  async function countOf(key: string): Promise<number> {
    const kept = known.get(key);
    if (kept !== undefined && kept.untilMs > elapsedMs()) return kept.count;
    const pipeline = [
      { $match: { ...by.shown, searchKeys: key } },
      { $limit: limits.searchScanEntriesMax },
      { $count: 'count' },
    ];
    const [found] = await collection.aggregate<{ count: number }>(pipeline, { hint: by.hint }).toArray();
    const count = found?.count ?? 0;
    known.delete(key);
    known.set(key, { count, untilMs: elapsedMs() + limits.searchCountLifeMs });
    const oldest = known.keys().next();
    if (known.size > limits.searchCountsEntriesMax && oldest.done !== true) known.delete(oldest.value);
    return count;
  }

  async function rarestFirst(keys: readonly string[]): Promise<readonly string[]> {
    if (keys.length < 2) return keys;
    const counted = await Promise.all(keys.map(async (key) => ({ key, count: await countOf(key) })));
    return counted.sort((a, b) => a.count - b.count).map(({ key }) => key);
  }

  async function find(keys: readonly string[]): Promise<readonly string[]> {
    const pipeline = searchPipeline(by, await rarestFirst(keys));
    const found = await collection.aggregate<{ _id: string }>(pipeline, { hint: by.hint }).toArray();
    return found.map(({ _id }) => _id);
  }

  return async ({ whole, prefix }) => {
    const first = await find(whole);
    // Who found enough by whole words need not look for beginnings.
    if (first.length >= limits.searchResultsMax) return first;
    return [...new Set([...first, ...(await find(prefix))])].slice(0, limits.searchResultsMax);
  };
}
