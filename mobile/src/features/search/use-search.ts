import { searchQuery } from '@halobuzz/core/discovery/search-words';
import { useCallback, useEffect, useRef, useState } from 'react';
import type { ApiFailure, ApiResult } from '../../api/failure.ts';

/** How long somebody must have stopped typing. */
export const searchPauseMs = 250;

interface FoundPage<T> {
  readonly items: readonly T[];
  readonly next?: string | undefined;
}

export type SearchPage<T> = (q: string, cursor?: string, signal?: AbortSignal) => Promise<ApiResult<FoundPage<T>>>;

/** What was found for which words. Until something else was found it stays, so that nothing flickers while one types. */
export interface Found<T> extends FoundPage<T> {
  readonly query: string;
}

export interface SearchUse<T> {
  /** Words that can be searched for; undefined while there are too few letters. */
  readonly query: string | undefined;
  readonly found: Found<T> | undefined;
  readonly failure: ApiFailure | undefined;
  readonly searching: boolean;
  readonly again: () => void;
  readonly more: () => void;
}

/**
 * Searches for what is typed once the typing pauses. A search that is older than another is given up: its answer is
 * neither waited for nor shown.
 *
 * @param fetchPage memoised; another one begins anew
 */
export function useSearch<T>(typed: string, fetchPage: SearchPage<T>): SearchUse<T> {
  const text = typed.trim();
  const query = searchQuery(text) === undefined ? undefined : text;
  const [held, setHeld] = useState<{ readonly by: SearchPage<T>; readonly found: Found<T> }>();
  const [failure, setFailure] = useState<ApiFailure>();
  const [searching, setSearching] = useState(false);
  const [tries, setTries] = useState(0);
  const asking = useRef<AbortController>(undefined);
  const found = held?.by === fetchPage && query !== undefined ? held.found : undefined;

  const ask = useCallback(
    async (q: string, before: Found<T> | undefined) => {
      asking.current?.abort();
      const mine = new AbortController();
      asking.current = mine;
      setSearching(true);
      const answer = await fetchPage(q, before?.next, mine.signal);
      if (mine.signal.aborted) return;
      setSearching(false);
      setFailure(answer.ok ? undefined : answer.failure);
      if (!answer.ok) return;
      const items = [...(before?.items ?? []), ...answer.data.items];
      setHeld({ by: fetchPage, found: { query: q, items, next: answer.data.next } });
    },
    [fetchPage],
  );

  // biome-ignore lint/correctness/useExhaustiveDependencies: `tries` asks for the same again.
  useEffect(() => {
    setFailure(undefined);
    if (query === undefined) return;
    const timer = setTimeout(() => void ask(query, undefined), searchPauseMs);
    return () => {
      clearTimeout(timer);
      asking.current?.abort();
      setSearching(false);
    };
  }, [query, ask, tries]);

  return {
    query,
    found,
    failure,
    searching,
    again: () => setTries((before) => before + 1),
    more: () => {
      if (!searching && found !== undefined && found.next !== undefined && found.query === query)
        void ask(query, found);
    },
  };
}
