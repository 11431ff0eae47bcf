import type { Schema } from '@halobuzz/core/api/read-answer';
import { useQuery } from '@tanstack/react-query';
import { type ApiProblem, problemFrom } from '../api/api-problem.ts';
import { call } from '../api/call.ts';
import type { Query } from '../api/query-of.ts';

/** What was read so far. `problem` beside data: the last look failed, and what stands there is older. */
export interface Read<T> {
  readonly status: 'loading' | 'failed' | 'ready';
  readonly data: T | undefined;
  readonly problem: ApiProblem | undefined;
  readonly refresh: () => void;
}

export interface ReadOptions<T> {
  readonly path: string;
  readonly query?: Query;
  readonly schema: Schema<T>;
  /** Tells apart what two places read of one address by different schemas. */
  readonly key?: string;
  /** Looks again by itself, while the window is seen. */
  readonly everyMs?: number;
  /** False: not yet. */
  readonly wanted?: boolean;
}

/** The answer to a GET, kept as long as a page shows it. */
export function useRead<T>({ path, query, schema, key = '', everyMs, wanted = true }: ReadOptions<T>): Read<T> {
  const read = useQuery({
    queryKey: [path, query ?? {}, key],
    queryFn: () => call({ method: 'GET', path, ...(query === undefined ? {} : { query }), schema }),
    enabled: wanted,
    ...(everyMs === undefined ? {} : { refetchInterval: everyMs }),
  });
  return {
    status: read.data !== undefined ? 'ready' : read.isError ? 'failed' : 'loading',
    data: read.data,
    problem: read.error === null ? undefined : problemFrom(read.error),
    refresh: () => void read.refetch(),
  };
}
