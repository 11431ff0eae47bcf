// @vitest-environment node
import { limits } from '@halobuzz/core/limits';
import type { GiftEvent } from '@halobuzz/core/protocol/messages/gift';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { personOf } from '../../../testing/fixtures.ts';
import { type GiftShows, nextChangeMs, noShows, settled, withGiftShown } from './gift-shows.ts';

const gift = (id: string, quantity: number, coins = quantity): GiftEvent => ({
  t: 'gift',
  ...{ tx: `${id}-${quantity}`, from: personOf('c'), gift: 'rose', quantity: 1, coins: '1', atMs: 0 },
  streak: { id, quantity, coins: coins.toString() },
});
const idsOf = (list: GiftShows['shown']) => list.map(({ id }) => id);
const fold = (gifts: readonly ReturnType<typeof gift>[], nowMs = 0) =>
  gifts.reduce((shows, next) => withGiftShown(shows, next, nowMs), noShows);

describe('gifts over the stage', () => {
  it('grows a streak where it stands', () => {
    const shows = fold([gift('a', 1), gift('b', 1), gift('a', 2)]);
    expect(shows.shown.map(({ id, quantity }) => [id, quantity])).toEqual([
      ['a', 2],
      ['b', 1],
    ]);
  });

  it('never goes back: a gift that came late changes nothing', () => {
    expect(fold([gift('a', 5), gift('a', 3)]).shown[0]?.quantity).toBe(5);
  });

  it('lets the most valuable of those who wait in first', () => {
    const shows = fold([...['a', 'b', 'c'].map((id) => gift(id, 1)), gift('poor', 1), gift('rich', 1, 500)]);
    expect(idsOf(shows.shown)).toEqual(['a', 'b', 'c']);
    const later = settled(shows, limits.clientGiftShowMs);
    expect(idsOf(later.shown)).toEqual(['rich', 'poor']);
    expect(nextChangeMs(later)).toBe(2 * limits.clientGiftShowMs);
    expect(settled(later, 2 * limits.clientGiftShowMs)).toEqual(noShows);
  });

  it('stays within its bounds whatever comes, and shows nobody twice', () => {
    const anyGift = fc.record({ id: fc.integer({ min: 0, max: 60 }), quantity: fc.integer({ min: 1, max: 99 }) });
    fc.assert(
      fc.property(fc.array(fc.tuple(anyGift, fc.integer({ min: 0, max: 2_000 })), { maxLength: 200 }), (steps) => {
        let nowMs = 0;
        let shows = noShows;
        for (const [{ id, quantity }, pauseMs] of steps) {
          nowMs += pauseMs;
          shows = withGiftShown(settled(shows, nowMs), gift(`s${id}`, quantity), nowMs);
          const ids = [...idsOf(shows.shown), ...idsOf(shows.waiting)];
          expect(new Set(ids).size).toBe(ids.length);
          expect(shows.shown.length).toBeLessThanOrEqual(limits.clientGiftShowsMax);
          expect(shows.waiting.length).toBeLessThanOrEqual(limits.clientGiftShowsWaitingMax);
        }
      }),
    );
  });
});
