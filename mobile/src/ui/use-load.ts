import { useCallback, useEffect, useRef, useState } from 'react';
import type { ApiFailure, ApiResult } from '../api/failure.ts';

/** What a screen shows of something it loads. `stale`: the last try failed, `data` is from before. */
export type Load<T> =
  | { readonly state: 'loading' }
  | { readonly state: 'failed'; readonly failure: ApiFailure }
  | { readonly state: 'ready'; readonly data: T; readonly stale?: ApiFailure };

export interface Loading<T> {
  readonly load: Load<T>;
  /** Loads again; what is shown stays until the answer is there. */
  readonly reload: () => Promise<void>;
  /** Changes what is shown, as an answer to something the person did. */
  readonly update: (change: (data: T) => T) => void;
}

const loading = { state: 'loading' } as const;

/**
 * Loads when mounted and whenever `fetchData` changes (memoise it by what it depends on); an answer that was overtaken by a
 * newer request is dropped.
 *
 * @param about names what is loaded: when it changes, what is shown is no longer true and gives way to `loading`
 */
export function useLoad<T>(fetchData: () => Promise<ApiResult<T>>, about = ''): Loading<T> {
  const [held, setHeld] = useState<{ readonly about: string; readonly load: Load<T> }>({ about, load: loading });
  const newest = useRef(0);
  const reload = useCallback(async () => {
    newest.current += 1;
    const mine = newest.current;
    const answer = await fetchData();
    if (mine !== newest.current) return;
    setHeld((before) => ({ about, load: loadAfter(before.about === about ? before.load : loading, answer) }));
  }, [fetchData, about]);
  useEffect(() => {
    void reload();
    return () => {
      newest.current += 1;
    };
  }, [reload]);
  const update = useCallback((change: (data: T) => T) => {
    setHeld((before) =>
      before.load.state === 'ready' ? { ...before, load: { ...before.load, data: change(before.load.data) } } : before,
    );
  }, []);
  return { load: held.about === about ? held.load : loading, reload, update };
}

function loadAfter<T>(before: Load<T>, answer: ApiResult<T>): Load<T> {
  if (answer.ok) return { state: 'ready', data: answer.data };
  if (before.state === 'ready') return { ...before, stale: answer.failure };
  return { state: 'failed', failure: answer.failure };
}
