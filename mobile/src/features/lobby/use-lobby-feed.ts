import { limits } from '@halobuzz/core/limits';
import { useCallback, useEffect, useLayoutEffect, useRef, useState, useSyncExternalStore } from 'react';
import type { ApiFailure, ApiResult } from '../../api/failure.ts';
import { usePolling } from '../../ui/use-polling.ts';
import { useServices } from '../services.ts';
import { feedOf, type LobbyFeed, refreshLimit, type StreamPage, withMore, withNow } from './lobby-feed.ts';
import { type LobbyView, nameOf } from './lobby-view.ts';

/** How often what is shown is brought up to date. */
export const lobbyPollMs = 5_000;

export type FeedLoad =
  | { readonly state: 'loading' }
  | { readonly state: 'failed'; readonly failure: ApiFailure }
  | {
      readonly state: 'ready';
      readonly feed: LobbyFeed;
      /** When it was right. */
      readonly atMs: number;
      /** Why it could not be brought up to date since. */
      readonly stale?: ApiFailure;
      /** Why no more could be loaded. */
      readonly moreFailed?: ApiFailure;
    };

export interface LobbyFeedUse {
  readonly load: FeedLoad;
  readonly online: boolean;
  readonly loadingMore: boolean;
  /** Loads the list anew, in its order of now. */
  readonly refresh: () => Promise<void>;
  /** Loads what comes behind the last one; once at a time. */
  readonly more: () => void;
}

const loading: FeedLoad = { state: 'loading' };

/**
 * A list of the lobby: its first page at once, more as it is scrolled, what is shown brought up to date while the screen is in
 * front and there is a network. Answers about another view than the one that is shown are dropped.
 */
export function useLobbyFeed(view: LobbyView): LobbyFeedUse {
  const { api, network } = useServices();
  const online = useSyncExternalStore(network.onChange, network.isThere, network.isThere);
  const name = nameOf(view);
  const [held, setHeld] = useState<{ readonly name: string; readonly load: FeedLoad }>({ name, load: loading });
  const [moreOf, setMoreOf] = useState<string>();
  const load = held.name === name ? held.load : loading;
  // What requests depend on is read when they are made and when they are answered.
  const shown = useRef({ name, view, load });
  // Before any effect: those of the list below ask for more.
  useLayoutEffect(() => {
    shown.current = { name, view, load };
  });

  const ask = useCallback(
    (of: LobbyView, limit: number, cursor?: string): Promise<ApiResult<StreamPage>> => {
      if (of.tab === 'following') return api.followedStreams(limit, cursor);
      const { category, country, tag } = of;
      const order = of.tab === 'trending' ? of.tab : undefined;
      return api.streams({ order, category, country, tag, cursor, limit });
    },
    [api],
  );

  const put = useCallback((of: string, change: (before: FeedLoad) => FeedLoad) => {
    setHeld((before) => {
      if (of !== shown.current.name) return before;
      return { name: of, load: change(before.name === of ? before.load : loading) };
    });
  }, []);

  const newest = useRef(0);
  const fetchFirst = useCallback(
    async (limit: number, merge: (before: LobbyFeed | undefined, page: StreamPage) => LobbyFeed) => {
      newest.current += 1;
      const mine = newest.current;
      const { name: of, view: asked } = shown.current;
      const answer = await ask(asked, limit);
      if (mine !== newest.current) return;
      put(of, (before) => afterFirst(before, answer, merge));
    },
    [ask, put],
  );
  const refresh = useCallback(() => fetchFirst(limits.pageItemsDefault, (_before, page) => feedOf(page)), [fetchFirst]);

  // biome-ignore lint/correctness/useExhaustiveDependencies: a new view is a new list, whatever else stays the same.
  useEffect(() => {
    void refresh();
    return () => {
      newest.current += 1;
    };
  }, [refresh, name]);

  const poll = useCallback(async () => {
    const { load: now } = shown.current;
    if (!online) return;
    if (now.state !== 'ready') return refresh();
    await fetchFirst(refreshLimit(now.feed), (before, page) =>
      before === undefined ? feedOf(page) : withNow(before, page),
    );
  }, [online, fetchFirst, refresh]);
  usePolling(poll, lobbyPollMs);

  // Back in the network: at once, and not at the next turn.
  const wasOnline = useRef(online);
  useEffect(() => {
    if (online && !wasOnline.current) void poll();
    wasOnline.current = online;
  }, [online, poll]);

  /** The list and the place in it behind which more is on its way. */
  const under = useRef<string>(undefined);
  const more = useCallback(() => {
    const { name: of, view: asked, load: now } = shown.current;
    if (now.state !== 'ready' || now.feed.next === undefined) return;
    const cursor = now.feed.next;
    const mine = `${of} ${cursor}`;
    if (under.current === mine) return;
    under.current = mine;
    setMoreOf(of);
    void ask(asked, limits.pageItemsDefault, cursor).then((answer) => {
      if (under.current === mine) {
        under.current = undefined;
        setMoreOf(undefined);
      }
      put(of, (before) => {
        // Loaded anew since: its end is another.
        if (before.state !== 'ready' || before.feed.next !== cursor) return before;
        const { moreFailed: _before, ...rest } = before;
        return answer.ok
          ? { ...rest, feed: withMore(before.feed, answer.data) }
          : { ...rest, moreFailed: answer.failure };
      });
    });
  }, [ask, put]);

  return { load, online, loadingMore: moreOf === name, refresh, more };
}

function afterFirst(
  before: FeedLoad,
  answer: ApiResult<StreamPage>,
  merge: (before: LobbyFeed | undefined, page: StreamPage) => LobbyFeed,
): FeedLoad {
  if (answer.ok) {
    const feed = merge(before.state === 'ready' ? before.feed : undefined, answer.data);
    return { state: 'ready', feed, atMs: Date.now() };
  }
  if (before.state === 'ready') return { ...before, stale: answer.failure };
  return { state: 'failed', failure: answer.failure };
}
