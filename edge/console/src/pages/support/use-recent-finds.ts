import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useCallback } from 'react';

export interface RecentFind {
  readonly accountId: string;
  readonly username: string;
}

const key = ['recent finds'] as const;
const shownMax = 10;

/** Whom this window looked at lately, the last first. In its memory alone: nothing of people is kept in the browser. */
export function useRecentFinds(): {
  readonly recent: readonly RecentFind[];
  readonly note: (find: RecentFind) => void;
} {
  const client = useQueryClient();
  const { data = [] } = useQuery<readonly RecentFind[]>({
    queryKey: key,
    queryFn: () => client.getQueryData<readonly RecentFind[]>(key) ?? [],
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: Number.POSITIVE_INFINITY,
  });
  const note = useCallback(
    ({ accountId, username }: RecentFind) =>
      client.setQueryData<readonly RecentFind[]>(key, (before = []) =>
        [{ accountId, username }, ...before.filter((one) => one.accountId !== accountId)].slice(0, shownMax),
      ),
    [client],
  );
  return { recent: data, note };
}
