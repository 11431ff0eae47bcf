// @vitest-environment node
import { limits } from '@halobuzz/core/limits';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { streamOf } from '../../../testing/fixtures.ts';
import { feedOf, type LobbyFeed, refreshLimit, type StreamPage, tagsOf, withMore, withNow } from './lobby-feed.ts';

const pageOf = (numbers: readonly number[], next?: string): StreamPage => ({
  items: numbers.map((n) => streamOf(n)),
  next,
});
const numbersOf = (feed: LobbyFeed): number[] => feed.items.map(({ title }) => Number(title.slice(5)));

describe('a list of broadcasts', () => {
  it('grows by pages, nothing twice', () => {
    const feed = withMore(feedOf(pageOf([5, 4, 3], 'a')), pageOf([3, 2, 1], 'b'));
    expect(numbersOf(feed)).toEqual([5, 4, 3, 2, 1]);
    expect(feed.next).toBe('b');
  });

  it('keeps its order while counts move, and shows the counts of now', () => {
    const feed = feedOf(pageOf([3, 2, 1], 'a'));
    const later = withNow(feed, { items: [streamOf(1, { currentViewers: 900 }), streamOf(3), streamOf(2)], next: 'b' });
    expect(numbersOf(later)).toEqual([3, 2, 1]);
    expect(later.items[2]?.currentViewers).toBe(900);
    expect(later.next).toBe('a');
  });

  it('lets new ones wait, and says how many', () => {
    const later = withNow(feedOf(pageOf([3, 2, 1], 'a')), pageOf([9, 8, 3], 'b'));
    expect(numbersOf(later)).toEqual([3, 2, 1]);
    expect(later.waiting).toBe(2);
  });

  it('that is known as a whole drops what ended and takes what is new at its end', () => {
    expect(numbersOf(withNow(feedOf(pageOf([3, 2, 1])), pageOf([9, 3, 1])))).toEqual([3, 1, 9]);
  });

  it('ends where memory would grow without bound', () => {
    const many = Array.from({ length: limits.clientLobbyCardsMax + 5 }, (_, n) => n);
    const feed = withMore(feedOf(pageOf([1_000_000], 'a')), pageOf(many, 'b'));
    expect(feed.items).toHaveLength(limits.clientLobbyCardsMax);
    expect(feed.next).toBeUndefined();
  });

  it('is asked for by whole pages', () => {
    expect(refreshLimit(undefined)).toBe(20);
    expect(refreshLimit(feedOf(pageOf(Array.from({ length: 21 }, (_, n) => n))))).toBe(40);
    expect(refreshLimit(feedOf(pageOf(Array.from({ length: 300 }, (_, n) => n))))).toBe(limits.pageItemsMax);
  });

  it('never shows one twice nor moves one past another, whatever comes', () => {
    const anyPage = fc.record({
      items: fc.array(fc.record({ n: fc.integer({ min: 1, max: 30 }), viewers: fc.nat(1_000) }), { maxLength: 12 }),
      next: fc.option(fc.constant('next'), { nil: undefined }),
      more: fc.boolean(),
    });
    fc.assert(
      fc.property(fc.array(anyPage, { minLength: 1, maxLength: 12 }), (pages) => {
        let feed = feedOf({ items: [] });
        for (const { items, next, more } of pages) {
          const page = { items: items.map(({ n, viewers }) => streamOf(n, { currentViewers: viewers })), next };
          const before = numbersOf(feed);
          feed = more ? withMore(feed, page) : withNow(feed, page);
          const after = numbersOf(feed);
          expect(new Set(after).size).toBe(after.length);
          const stayed = after.filter((n) => before.includes(n));
          expect(stayed).toEqual(before.filter((n) => after.includes(n)));
          expect(after.slice(0, stayed.length)).toEqual(stayed);
        }
      }),
    );
  });
});

it('knows its tags by how often they occur', () => {
  const items = [streamOf(1, { tags: ['folk', 'b'] }), streamOf(2, { tags: ['folk'] }), streamOf(3, { tags: ['a'] })];
  expect(tagsOf(items, 2)).toEqual(['folk', 'a']);
});
