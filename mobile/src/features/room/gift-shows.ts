import { limits } from '@halobuzz/core/limits';
import { parseAmount } from '@halobuzz/core/money';
import type { Person } from '@halobuzz/core/protocol/messages/fields';
import type { GiftEvent } from '@halobuzz/core/protocol/messages/gift';

/** A streak of gifts as it is shown over the stage. */
export interface GiftShow {
  /** Of the streak; one gift alone is a streak of one. */
  readonly id: string;
  readonly from: Person;
  readonly gift: string;
  readonly quantity: number;
  readonly coins: bigint;
  readonly untilMs: number;
}

/** Those that are shown, in their places, and those that wait for one, the most valuable first. */
export interface GiftShows {
  readonly shown: readonly GiftShow[];
  readonly waiting: readonly GiftShow[];
}

export const noShows: GiftShows = { shown: [], waiting: [] };

/** What is worth the whole stage, coins. */
export const bigGiftCoins = 1_000n;

/**
 * Takes up a gift: its streak grows where it stands, or gets a place, or waits for one. Of too many that wait the one of least
 * worth is not shown; the chat has it all the same.
 */
export function withGiftShown(shows: GiftShows, gift: GiftEvent, nowMs: number): GiftShows {
  const show: GiftShow = {
    id: gift.streak?.id ?? gift.tx,
    from: gift.from,
    gift: gift.gift,
    quantity: gift.streak?.quantity ?? gift.quantity,
    coins: parseAmount(gift.streak?.coins ?? gift.coins) ?? 0n,
    untilMs: nowMs + limits.clientGiftShowMs,
  };
  const replaced = (list: readonly GiftShow[]): readonly GiftShow[] =>
    list.map((other) => (other.id === show.id && other.quantity <= show.quantity ? show : other));
  const has = (list: readonly GiftShow[]): boolean => list.some(({ id }) => id === show.id);
  if (has(shows.shown)) return { ...shows, shown: replaced(shows.shown) };
  const waiting = has(shows.waiting) ? replaced(shows.waiting) : [...shows.waiting, show];
  return settled({ shown: shows.shown, waiting }, nowMs);
}

/** Takes away what was shown for long enough, and gives free places to who waits. */
export function settled({ shown, waiting }: GiftShows, nowMs: number): GiftShows {
  const staying = shown.filter(({ untilMs }) => untilMs > nowMs);
  const byWorth = waiting.toSorted((a, b) => (a.coins === b.coins ? 0 : a.coins > b.coins ? -1 : 1));
  const free = limits.clientGiftShowsMax - staying.length;
  const entering = byWorth.slice(0, free).map((show) => ({ ...show, untilMs: nowMs + limits.clientGiftShowMs }));
  return {
    shown: [...staying, ...entering],
    waiting: byWorth.slice(Math.max(0, free), Math.max(0, free) + limits.clientGiftShowsWaitingMax),
  };
}

/** When something of it changes by itself; undefined for never. */
export function nextChangeMs({ shown }: GiftShows): number | undefined {
  return shown.length === 0 ? undefined : Math.min(...shown.map(({ untilMs }) => untilMs));
}
