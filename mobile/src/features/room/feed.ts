import type { ChatEvent } from '@halobuzz/core/protocol/messages/chat';
import type { Person } from '@halobuzz/core/protocol/messages/fields';
import type { GiftEvent } from '@halobuzz/core/protocol/messages/gift';

/** One line of what happens in a room. `key` is unique in the feed. */
export type FeedItem =
  | { readonly kind: 'chat'; readonly key: string; readonly from: Person; readonly text: string }
  | {
      readonly kind: 'gift';
      readonly key: string;
      readonly from: Person;
      readonly gift: string;
      readonly quantity: number;
      readonly coins: string;
    }
  | { readonly kind: 'presence'; readonly key: string; readonly who: Person; readonly change: 'joined' | 'left' };

/** Lines kept on the screen; older ones are dropped. */
export const feedItemsMax = 200;

export function chatItem(event: Pick<ChatEvent, 'mid' | 'from' | 'text'>): FeedItem {
  return { kind: 'chat', key: `chat:${event.mid}`, from: event.from, text: event.text };
}

export function giftItem(event: GiftEvent): FeedItem {
  return {
    kind: 'gift',
    key: `gift:${event.tx}`,
    from: event.from,
    gift: event.gift,
    quantity: event.quantity,
    coins: event.coins,
  };
}

/**
 * Adds a line unless it is there already: chat is sent at least once, and comes again with every snapshot. Coming and
 * going is one line, always of the last to do so.
 */
export function withItem(feed: readonly FeedItem[], item: FeedItem): readonly FeedItem[] {
  if (feed.some((other) => other.key === item.key)) return feed;
  const replaces = item.kind === 'presence' && feed.at(-1)?.kind === 'presence';
  return [...(replaces ? feed.slice(0, -1) : feed), item].slice(-feedItemsMax);
}
