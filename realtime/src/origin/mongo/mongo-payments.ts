import { AppError } from '@halobuzz/core/errors/app-error';
import { limits } from '@halobuzz/core/limits';
import { statusOf } from '@halobuzz/core/payments/payment-status';
import { type Db, Long } from 'mongodb';
import { isDuplicateKey } from '../../adapters/mongo/is-duplicate-key.ts';
import { documentOf, paymentsCollection, storedOf } from '../../adapters/mongo/payment-document.ts';
import type { PaymentPoint, PaymentStore, StoredPayment } from '../payments/payment-store.ts';
import { firstIdOf } from './mongo-payment-ledger.ts';
import { wholeOf } from './numbers.ts';

/** Named in queries, so that they are seen to lie within the index of what is due. */
const never = new Date(0);

/** Payments in MongoDB. */
export function mongoPayments(db: Db, clock: () => number): PaymentStore {
  const collection = paymentsCollection(db);
  return {
    async create(payment, nextAtMs) {
      const stored: StoredPayment = {
        ...{ payment, status: statusOf(payment), refundRequests: [], version: 1, nextAtMs, tries: 0, trouble: '' },
        ...{ finished: false, updatedAtMs: payment.createdAtMs },
      };
      try {
        await collection.insertOne(documentOf(stored));
        return stored;
      } catch (error) {
        if (!isDuplicateKey(error)) throw error;
        const known = await collection.findOne({ _id: payment.id });
        if (known === null) throw error;
        return storedOf(known);
      }
    },
    async get(id) {
      const found = await collection.findOne({ _id: id });
      return found === null ? undefined : storedOf(found);
    },
    async byExternalId(provider, externalId) {
      const found = await collection.findOne({ provider, externalId });
      return found === null ? undefined : storedOf(found);
    },
    async replace(before, after) {
      const next: StoredPayment = {
        ...after,
        status: statusOf(after.payment),
        version: before.version + 1,
        updatedAtMs: clock(),
      };
      try {
        const done = await collection.replaceOne({ _id: before.payment.id, version: before.version }, documentOf(next));
        return done.matchedCount === 1 ? next : undefined;
      } catch (error) {
        if (isDuplicateKey(error)) throw new AppError('conflict', { cause: error });
        throw error;
      }
    },
    async claimDue(nowMs, leaseMs) {
      const found = await collection.findOneAndUpdate(
        { nextAt: { $gt: never, $lte: new Date(nowMs) } },
        { $set: { nextAt: new Date(nowMs + leaseMs) }, $inc: { version: 1 } },
        { sort: { nextAt: 1 }, returnDocument: 'after' },
      );
      return found === null ? undefined : storedOf(found);
    },
    async schedule(before, { nextAtMs, tries, trouble }) {
      const nextAt = nextAtMs === undefined ? null : new Date(nextAtMs);
      await collection.updateOne(
        { _id: before.payment.id, version: before.version },
        { $set: { nextAt, tries, trouble }, $inc: { version: 1 } },
      );
    },
    async list(userId, after, limit) {
      const behind = after === undefined ? {} : behindPoint(after);
      const found = await collection
        .find({ userId, ...behind })
        .sort({ createdAt: -1, _id: -1 })
        .limit(limit)
        .toArray();
      return found.map(storedOf);
    },
    async boughtSince(userId, sinceMs) {
      const counted = { $not: [{ $in: ['$status', ['failed', 'expired']] }] };
      const [sum] = await collection
        .aggregate<{ payments: number | bigint; coins: number | bigint }>([
          { $match: { userId, createdAt: { $gte: new Date(sinceMs) } } },
          {
            $group: {
              _id: null,
              payments: { $sum: 1 },
              coins: { $sum: { $cond: [counted, '$coins', Long.ZERO] } },
            },
          },
        ])
        .toArray();
      return { payments: wholeOf(sum?.payments ?? 0), coins: BigInt(sum?.coins ?? 0) };
    },
    async madeBetween(provider, fromMs, toMs, after, limit) {
      const found = await collection
        .find({
          provider,
          createdAt: { $gte: new Date(fromMs), $lt: new Date(toMs) },
          // Ids are in the order of time; the key of a request, which names one, is kept for a day before it may be used.
          _id: { $gt: after ?? firstIdOf(fromMs - limits.idempotencyLifeMs) },
        })
        .sort({ _id: 1 })
        .limit(limit)
        .toArray();
      return found.map(storedOf);
    },
    async troubled() {
      const [stuck, review] = await Promise.all([
        collection.countDocuments({ nextAt: { $gt: never }, tries: { $gte: limits.paymentTriesWarn } }),
        collection.countDocuments({ status: 'review' }),
      ]);
      return { stuck, review };
    },
  };
}

/** The outer bound is what the index can use. */
function behindPoint({ atMs, id }: PaymentPoint): object {
  const at = new Date(atMs);
  return { createdAt: { $lte: at }, $or: [{ createdAt: { $lt: at } }, { _id: { $lt: id } }] };
}
