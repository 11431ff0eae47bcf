import { seededRandom } from '@halobuzz/core/testing/seeded-random';
import { describe, expect, it } from 'vitest';
import type { GiftSums } from '../adapters/mongo/gift-rollups.ts';
import { type SummedGift, withGift } from './gift-sums.ts';

const sunday = Date.parse('2026-11-22T23:59:59.999Z');
const [roomA, roomB] = ['019b7d3c-2f4e-7a11-8c22-1d5e6f708192', '019b7d3d-2f4e-7a11-8c22-1d5e6f708192'];
const gift = (sequence: number, coins: number, acceptedAtMs = sunday, roomId = roomA): SummedGift => ({
  ...{ sequence: BigInt(sequence), coins: BigInt(coins), acceptedAtMs, roomId },
});
const fold = (gifts: readonly SummedGift[], from?: GiftSums): GiftSums | undefined =>
  gifts.reduce<GiftSums | undefined>((sums, one) => withGift(sums, one), from);

describe('sums of gifts', () => {
  it('begin anew with the day, the week and the broadcast, and go on for ever', () => {
    const sums = fold([gift(1, 5), gift(4, 7), gift(5, 11, sunday + 1, roomB)]);
    expect(sums).toMatchObject({ sequence: 5n, all: 23n, room: { id: roomB, coins: 11n } });
    expect([sums?.day.coins, sums?.week.coins]).toEqual([11n, 11n]);
    // A clock that was set back, and a gift to the broadcast before.
    const late = fold([gift(6, 2)], sums);
    expect(late).toMatchObject({ all: 25n, day: sums?.day, week: sums?.week, room: sums?.room });
  });

  const seed = Date.now() % 1e6;
  it(`seed ${seed}: are the same however often and in whatever pieces gifts are counted again`, () => {
    const random = seededRandom(seed);
    const gifts = Array.from({ length: 60 }, (_, i) =>
      gift(i + 1, 1 + random.below(9), sunday + i * 3_600_000, i < 30 ? roomA : roomB),
    );
    let sums: GiftSums | undefined;
    for (let done = 0; done < gifts.length; ) {
      const from = random.below(done + 1);
      const to = Math.min(gifts.length, done + random.below(9));
      sums = fold(gifts.slice(from, to), sums);
      done = Math.max(done, to);
    }
    expect(sums).toEqual(fold(gifts));
    expect(sums?.all).toBe(gifts.reduce((total, { coins }) => total + coins, 0n));
  });
});
