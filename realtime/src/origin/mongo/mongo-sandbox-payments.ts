import type { Db } from 'mongodb';
import type { SandboxPayment, SandboxStore } from '../payments/sandbox/sandbox-provider.ts';
import { bigintOptions } from './numbers.ts';

/** As stored in `sandbox_payments`. */
interface SandboxDocument extends Omit<SandboxPayment, 'id' | 'updatedAtMs'> {
  readonly _id: string;
  readonly createdAt: Date;
  readonly updatedAt: Date;
}

/** What the sandbox has, in MongoDB, so that several origins and restarts see the same. Development only. */
export function mongoSandboxPayments(db: Db): SandboxStore {
  const collection = db.collection<SandboxDocument>('sandbox_payments', {
    ...bigintOptions,
    writeConcern: { w: 'majority' },
  });
  return {
    async open({ id, updatedAtMs, ...fields }) {
      const at = new Date(updatedAtMs);
      const found = await collection.findOneAndUpdate(
        { _id: id },
        { $setOnInsert: { ...fields, createdAt: at, updatedAt: at } },
        { upsert: true, returnDocument: 'after' },
      );
      return found === null ? { id, updatedAtMs, ...fields } : paymentOf(found);
    },
    async get(paymentId) {
      const found = await collection.findOne({ paymentId });
      return found === null ? undefined : paymentOf(found);
    },
    async replace(before, { state, facts, updatedAtMs }) {
      const done = await collection.updateOne(
        { _id: before.id, state: before.state, facts: { $size: before.facts.length } },
        { $set: { state, facts, updatedAt: new Date(updatedAtMs) } },
      );
      return done.matchedCount === 1;
    },
    async since(sinceMs, after, limit) {
      const found = await collection
        .find({ updatedAt: { $gte: new Date(sinceMs) }, ...(after === undefined ? {} : { _id: { $gt: after } }) })
        .sort({ _id: 1 })
        .limit(limit)
        .toArray();
      return found.map(paymentOf);
    },
  };
}

function paymentOf({ _id: id, paymentId, amount, currency, state, facts, updatedAt }: SandboxDocument): SandboxPayment {
  return { id, paymentId, amount, currency, state, facts, updatedAtMs: updatedAt.getTime() };
}
