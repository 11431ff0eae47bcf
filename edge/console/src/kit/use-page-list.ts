import { pageOf } from '@halobuzz/core/api/conventions';
import { useInfiniteQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import type { z } from 'zod';
import { type ApiProblem, problemFrom } from '../api/api-problem.ts';
import { call } from '../api/call.ts';
import type { Query } from '../api/query-of.ts';

/** A list that comes page by page. `problem` beside items: the last page did not come. */
export interface PageList<T> {
  readonly items: readonly T[];
  readonly hasMore: boolean;
  readonly more: () => void;
  readonly status: 'loading' | 'failed' | 'ready';
  /** Another page is on its way. */
  readonly busy: boolean;
  readonly problem: ApiProblem | undefined;
  readonly refresh: () => void;
}

/** Reads a cursor list from its first page on; another query is another list. `everyMs`: looks again by itself. */
export function usePageList<T extends z.ZodType>(
  key: string,
  path: string,
  query: Query,
  itemSchema: T,
  { everyMs, wanted = true }: { readonly everyMs?: number; readonly wanted?: boolean } = {},
): PageList<z.output<T>> {
  const list = useInfiniteQuery({
    queryKey: [key, path, query],
    initialPageParam: undefined as string | undefined, // the first page is asked for without a cursor
    queryFn: ({ pageParam }) =>
      call({ method: 'GET', path, query: { ...query, cursor: pageParam }, schema: pageOf(itemSchema) }),
    getNextPageParam: (last) => last.next,
    enabled: wanted,
    ...(everyMs === undefined ? {} : { refetchInterval: everyMs }),
  });
  const items = useMemo(() => list.data?.pages.flatMap((page) => page.items) ?? [], [list.data]);
  return {
    items,
    hasMore: list.hasNextPage,
    more: () => {
      if (!list.isFetchingNextPage) void list.fetchNextPage();
    },
    status: list.data !== undefined ? 'ready' : list.isError ? 'failed' : 'loading',
    busy: list.isFetchingNextPage,
    problem: list.error === null ? undefined : problemFrom(list.error),
    refresh: () => void list.refetch(),
  };
}
