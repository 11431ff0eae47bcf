import { limits } from '@halobuzz/core/limits';
import type { ChatEvent } from '@halobuzz/core/protocol/messages/chat';
import type { Person } from '@halobuzz/core/protocol/messages/fields';
import type { GiftEvent } from '@halobuzz/core/protocol/messages/gift';

/** One line of what happens in a room. `key` is unique in the feed. */
export type FeedItem =
  | {
      readonly kind: 'chat';
      readonly key: string;
      readonly mid: string;
      readonly from: Person;
      readonly text: string;
      /** The message that is answered. */
      readonly reply: { readonly name: string; readonly text: string } | undefined;
    }
  | {
      readonly kind: 'gift';
      readonly key: string;
      readonly from: Person;
      readonly gift: string;
      readonly quantity: number;
      readonly coins: string;
    }
  | { readonly kind: 'presence'; readonly key: string; readonly who: Person; readonly change: 'joined' | 'left' };

/** Lines kept; older ones are dropped. */
export const feedItemsMax = limits.clientFeedLinesMax;

export function chatItem({ mid, from, text, reply }: Pick<ChatEvent, 'mid' | 'from' | 'text' | 'reply'>): FeedItem {
  const quoted = reply === undefined ? undefined : { name: reply.name, text: reply.text };
  return { kind: 'chat', key: `chat:${mid}`, mid, from, text, reply: quoted };
}

/** A streak is one line, with its running totals: a flood of gifts must not wash the chat away. */
export function giftItem(event: GiftEvent): FeedItem {
  const { streak } = event;
  return {
    kind: 'gift',
    key: `gift:${streak?.id ?? event.tx}`,
    from: event.from,
    gift: event.gift,
    quantity: streak?.quantity ?? event.quantity,
    coins: streak?.coins ?? event.coins,
  };
}

/**
 * Adds a line unless it is there already: chat is sent at least once, and comes again with every snapshot. A streak's line
 * takes up what came to it. Coming and going is one line, always of the last to do so.
 */
export function withItem(feed: readonly FeedItem[], item: FeedItem): readonly FeedItem[] {
  const at = feed.findLastIndex((other) => other.key === item.key);
  if (at >= 0) return item.kind === 'gift' ? grown(feed, at, item) : feed;
  const replaces = item.kind === 'presence' && feed.at(-1)?.kind === 'presence';
  return [...(replaces ? feed.slice(0, -1) : feed), item].slice(-feedItemsMax);
}

function grown(feed: readonly FeedItem[], at: number, item: Extract<FeedItem, { kind: 'gift' }>): readonly FeedItem[] {
  const before = feed[at];
  return before?.kind === 'gift' && before.quantity < item.quantity ? feed.with(at, item) : feed;
}
