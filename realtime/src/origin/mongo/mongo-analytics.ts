import type { AnalyticsEventName } from '@halobuzz/core/analytics-events';
import type { Db } from 'mongodb';
import { isOnlyDuplicateKeys } from '../../adapters/mongo/is-duplicate-key.ts';
import type { AnalyticsLog } from '../analytics/analytics-log.ts';

interface EventDocument {
  _id: string;
  name: AnalyticsEventName;
  day: Date;
  sign: string;
  properties: Readonly<Record<string, string>>;
}

/** A question for counts ends here rather than hold the database up. */
const countTimeoutMs = 10_000;

/** {@link AnalyticsLog} in MongoDB. */
export function mongoAnalytics(db: Db): AnalyticsLog {
  const kept = db.collection<EventDocument>('analytics_events');
  return {
    async add(events) {
      const documents = events.map(({ id, dayMs, ...event }) => ({ _id: id, day: new Date(dayMs), ...event }));
      try {
        return (await kept.insertMany(documents, { ordered: false })).insertedCount;
      } catch (error) {
        if (!isOnlyDuplicateKeys(error)) throw error;
        return error.insertedCount;
      }
    },
    async counts(name, fromMs, toMs) {
      const match = { $match: { name, day: { $gte: new Date(fromMs), $lte: new Date(toMs) } } };
      const options = { hint: 'counts', maxTimeMS: countTimeoutMs } as const;
      const [days, values] = await Promise.all([
        kept
          .aggregate<{ _id: Date; count: number; signs: number }>(
            [
              match,
              { $group: { _id: { day: '$day', sign: '$sign' }, count: { $sum: 1 } } },
              { $group: { _id: '$_id.day', count: { $sum: '$count' }, signs: { $sum: 1 } } },
              { $sort: { _id: 1 } },
            ],
            options,
          )
          .toArray(),
        kept
          .aggregate<{ _id: { day: Date; property: string; value: string }; count: number }>(
            [
              match,
              { $project: { day: 1, pairs: { $objectToArray: '$properties' } } },
              { $unwind: '$pairs' },
              {
                $group: {
                  _id: { day: '$day', property: '$pairs.k', value: '$pairs.v' },
                  count: { $sum: 1 },
                },
              },
            ],
            options,
          )
          .toArray(),
      ]);
      return days.map(({ _id, count, signs }) => {
        const ofDay: Record<string, Record<string, number>> = {};
        for (const { _id: at, count: times } of values) {
          if (at.day.getTime() === _id.getTime()) ofDay[at.property] = { ...ofDay[at.property], [at.value]: times };
        }
        return { day: _id.toISOString().slice(0, 10), count, signs, values: ofDay };
      });
    },
  };
}
