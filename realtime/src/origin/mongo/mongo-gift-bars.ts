import { limits } from '@halobuzz/core/limits';
import type { Db } from 'mongodb';
import { transactions } from '../../adapters/mongo/ledger-collections.ts';
import type { ReadGiftBars } from '../streams/livestream.ts';
import { amountOf, wholeOf } from './numbers.ts';

/**
 * Bars of a minute, or wider where a long broadcast would have more than `limits.plotBarsMax`. A gift accepted outside of
 * the broadcast's time counts into the first or last one: the sum is that of the summary.
 */
export function mongoGiftBars(db: Db): ReadGiftBars {
  return async (roomId, fromMs, toMs) => {
    const durationMs = Math.max(1, toMs - fromMs);
    const minutes = Math.ceil(durationMs / limits.plotBarsMax / limits.plotBarMinMs);
    const stepMs = Math.max(1, minutes) * limits.plotBarMinMs;
    const count = Math.ceil(durationMs / stepMs);
    const found = await transactions(db)
      .aggregate<{ _id: number | bigint; gifts: number | bigint; coins: number | bigint }>(
        barsPipeline(roomId, fromMs, stepMs),
        {
          hint: 'room',
        },
      )
      .toArray();
    const bars = Array.from({ length: count }, () => ({ gifts: 0, coins: 0n }));
    for (const { _id, gifts, coins } of found) {
      const bar = bars[Math.min(count - 1, Math.max(0, wholeOf(_id)))];
      if (bar === undefined) continue;
      bar.gifts += wholeOf(gifts);
      bar.coins += amountOf(coins);
    }
    return { fromMs, stepMs, bars };
  };
}

/** Exported for the test that explains it. */
export function barsPipeline(roomId: string, fromMs: number, stepMs: number) {
  const at = { $floor: { $divide: [{ $subtract: ['$createdAt', new Date(fromMs)] }, stepMs] } };
  return [
    { $match: { roomId, type: 'gift', status: 'completed' } },
    { $group: { _id: { $toLong: at }, gifts: { $sum: 1 }, coins: { $sum: '$amount' } } },
  ];
}
