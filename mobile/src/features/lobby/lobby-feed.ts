import type { Stream } from '@halobuzz/core/api/streams';
import { limits } from '@halobuzz/core/limits';

export interface StreamPage {
  readonly items: readonly Stream[];
  readonly next?: string | undefined;
}

/**
 * A list of broadcasts as somebody looks at it. Nothing in it moves by itself: what changes is written over where it stands,
 * what ended goes, and what is new waits until it is asked for, or is put at the end of a list that is there as a whole.
 */
export interface LobbyFeed extends StreamPage {
  /** Broadcasts among the first ones that are not in the list yet. */
  readonly waiting: number;
}

export function feedOf(page: StreamPage): LobbyFeed {
  return { items: unique(page.items), next: page.next, waiting: 0 };
}

/** With a further page behind it. What stands there already is only brought up to date. */
export function withMore(feed: LobbyFeed, page: StreamPage): LobbyFeed {
  const items = unique([...upToDate(feed.items, page.items), ...page.items]);
  // Somebody who looks at so many will find the rest by a filter; memory stays flat.
  const full = items.length >= limits.clientLobbyCardsMax;
  return { ...feed, items: items.slice(0, limits.clientLobbyCardsMax), next: full ? undefined : page.next };
}

/** With the first ones as they are now. */
export function withNow(feed: LobbyFeed, page: StreamPage): LobbyFeed {
  const shown = new Set(feed.items.map(({ id }) => id));
  const fresh = unique(page.items).filter(({ id }) => !shown.has(id));
  const items = upToDate(feed.items, page.items);
  // The page is the whole list: what is not in it has ended.
  if (page.next === undefined) {
    const live = new Set(page.items.map(({ id }) => id));
    return { items: [...items.filter(({ id }) => live.has(id)), ...fresh], next: undefined, waiting: 0 };
  }
  return { ...feed, items, waiting: fresh.length };
}

/** How many to ask for, so that as many as are shown are brought up to date; by whole pages, which caches hold. */
export function refreshLimit(feed: LobbyFeed | undefined): number {
  const pages = Math.max(1, Math.ceil((feed?.items.length ?? 0) / limits.pageItemsDefault));
  return Math.min(pages * limits.pageItemsDefault, limits.pageItemsMax);
}

/** The tags that occur most in a list, for choosing one of them. */
export function tagsOf(items: readonly Stream[], most: number): readonly string[] {
  const counts = new Map<string, number>();
  for (const { tags } of items) for (const tag of tags) counts.set(tag, (counts.get(tag) ?? 0) + 1);
  return [...counts.entries()]
    .sort(([a, n], [b, m]) => m - n || (a < b ? -1 : 1))
    .slice(0, most)
    .map(([tag]) => tag);
}

function upToDate(items: readonly Stream[], now: readonly Stream[]): readonly Stream[] {
  const byId = new Map(now.map((stream) => [stream.id, stream]));
  return items.map((stream) => byId.get(stream.id) ?? stream);
}

function unique(items: readonly Stream[]): readonly Stream[] {
  return [...new Map(items.map((stream) => [stream.id, stream])).values()];
}
