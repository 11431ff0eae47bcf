import type { Db, Document } from 'mongodb';
import { differenceRef } from '../finance/difference-ref.ts';
import type { Difference, DifferenceStore } from '../finance/differences.ts';
import { behindPoint } from './finance-queries.ts';

const closed = { $gt: new Date(0) } as const;

export function mongoDifferences(db: Db): DifferenceStore {
  const collection = db.collection<Difference>('reconciliation_findings', {
    readConcern: { level: 'majority' },
    writeConcern: { w: 'majority', journal: true },
  });
  return {
    byRef: async (ref) => (await collection.findOne({ ref })) ?? undefined,
    list(state, area, after, limit) {
      const field = state === 'open' ? 'firstSeenAt' : 'resolvedAt';
      const filter = {
        $and: [{ resolvedAt: state === 'open' ? null : closed }, behindPoint(field, after)],
        ...(area === undefined ? {} : { area }),
      };
      return collection
        .find(filter)
        .sort({ [field]: -1, _id: -1 })
        .limit(limit)
        .toArray();
    },
    async change(id, version, fields, entry) {
      const set = Object.entries(fields).filter(([, value]) => value !== undefined);
      const unset = Object.entries(fields).filter(([, value]) => value === undefined);
      const at = version === 0 ? { $in: [0, null] } : version;
      const done = await collection.findOneAndUpdate(
        // The driver's filter type knows no null of a field that may be absent.
        { _id: id, version: at as number },
        {
          $set: { ...Object.fromEntries(set), version: version + 1, unaudited: true },
          ...(unset.length === 0 ? {} : { $unset: Object.fromEntries(unset.map(([name]) => [name, ''])) }),
          $push: { history: entry },
        },
        { returnDocument: 'after' },
      );
      return done ?? undefined;
    },
    async see({ area, kind, about: paymentId, detail }, nowMs) {
      const _id = `${kind}:${area}:${paymentId}:`;
      const now = new Date(nowMs);
      if (await staysClosed(db, _id, detail, now)) return false;
      const before = await collection.findOneAndUpdate(
        { _id },
        seenAgain({ ref: differenceRef(_id), area, kind, provider: '', paymentId, externalId: '' }, detail, now),
        { upsert: true, returnDocument: 'before' },
      );
      return before === null || before.resolvedAt !== null;
    },
    async closeUnseen(area, sinceMs) {
      await collection.updateMany(
        { resolvedAt: null, area, lastSeenAt: { $lt: new Date(sinceMs) } },
        { $set: { resolvedAt: new Date(sinceMs) }, $inc: { version: 1 } },
      );
    },
    unaudited: (limit) => collection.find({ unaudited: true }).limit(limit).toArray(),
    async markAudited(id, count) {
      await collection.updateOne(
        { _id: id, history: { $size: count } },
        { $set: { audited: count }, $unset: { unaudited: '' } },
      );
    },
  };
}

/**
 * What people closed comes back when it differs otherwise than then, not each time that it is seen as it was. Counts it.
 * @returns whether it stays closed
 */
export async function staysClosed(
  db: Db,
  id: string,
  detail: Readonly<Record<string, string>>,
  now: Date,
): Promise<boolean> {
  const done = await db
    .collection<{ _id: string }>('reconciliation_findings', { writeConcern: { w: 'majority' } })
    .updateOne(
      { _id: id, resolvedAt: closed, closedBy: { $gt: '' }, closedDetail: { $eq: detail } },
      { $set: { lastSeenAt: now }, $inc: { times: 1 } },
    );
  return done.matchedCount === 1;
}

/**
 * The update by something that was seen: it is counted, and open. `version` rises with each change of what people see of
 * it, so that nobody closes numbers that they never looked at.
 */
export function seenAgain(
  first: Readonly<Record<string, string>>,
  detail: Readonly<Record<string, string>>,
  now: Date,
): Document[] {
  // Literal: what a provider wrote may begin with a dollar sign.
  const literal = (value: unknown) => ({ $literal: value });
  const isNew = { $eq: [{ $type: '$firstSeenAt' }, 'missing'] };
  const isSame = { $and: [{ $eq: ['$detail', literal(detail)] }, { $eq: ['$resolvedAt', null] }] };
  const version = { $ifNull: ['$version', 0] };
  const made = Object.entries(first).map(([name, value]) => [name, { $ifNull: [`$${name}`, literal(value)] }]);
  return [
    {
      $set: {
        ...Object.fromEntries(made),
        firstSeenAt: { $ifNull: ['$firstSeenAt', now] },
        ...{ detail: literal(detail), lastSeenAt: now, resolvedAt: null },
        times: { $add: [{ $ifNull: ['$times', 0] }, 1] },
        version: { $cond: [{ $or: [isNew, isSame] }, version, { $add: [version, 1] }] },
      },
    },
    { $unset: ['closedBy', 'closedDetail'] },
  ];
}
