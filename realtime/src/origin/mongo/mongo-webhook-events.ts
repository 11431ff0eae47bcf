import type { PaymentProviderName, ProviderFact } from '@halobuzz/core/payments/provider-facts';
import type { Db } from 'mongodb';
import { isDuplicateKey } from '../../adapters/mongo/is-duplicate-key.ts';
import type { EventStore, StoredEvent } from '../payments/event-store.ts';
import { bigintOptions, wholeOf } from './numbers.ts';

/** As stored in `webhook_events`. */
interface EventDocument {
  readonly _id: string;
  readonly provider: PaymentProviderName;
  readonly eventId: string;
  readonly type: string;
  readonly summary: Readonly<Record<string, string>>;
  readonly facts: readonly ProviderFact[];
  readonly status: 'received' | 'processed' | 'failed' | 'ignored';
  readonly receivedAt: Date;
  readonly processedAt?: Date;
  readonly tries: number | bigint;
  readonly nextAt: Date | null;
  readonly error?: string;
}

/** Named in queries, so that they are seen to lie within the index of what is due. */
const never = new Date(0);

/** Webhooks in MongoDB, unique by provider and event; kept for good, since they explain where money came from. */
export function mongoWebhookEvents(db: Db, clock: () => number): EventStore {
  const collection = db.collection<EventDocument>('webhook_events', {
    ...bigintOptions,
    writeConcern: { w: 'majority', journal: true },
  });
  return {
    async add(provider, { eventId, type, facts, summary }, nextAtMs) {
      const ignored = facts.length === 0;
      const id = `${provider}:${eventId}`;
      try {
        await collection.insertOne({
          ...{ _id: id, provider, eventId, type, summary, facts, tries: 0, receivedAt: new Date(clock()) },
          status: ignored ? 'ignored' : 'received',
          nextAt: ignored ? null : new Date(nextAtMs),
        });
      } catch (error) {
        if (isDuplicateKey(error)) return undefined;
        throw error;
      }
      return { id, provider, eventId, facts, tries: 0 };
    },
    async claimDue(nowMs, leaseMs) {
      const found = await collection.findOneAndUpdate(
        { nextAt: { $gt: never, $lte: new Date(nowMs) } },
        { $set: { nextAt: new Date(nowMs + leaseMs) } },
        { sort: { nextAt: 1 }, returnDocument: 'after' },
      );
      return found === null ? undefined : storedOf(found);
    },
    async done(id) {
      await collection.updateOne(
        { _id: id, status: { $in: ['received', 'failed'] } },
        { $set: { status: 'processed', nextAt: null, processedAt: new Date(clock()) } },
      );
    },
    async failed(id, error, nextAtMs) {
      const nextAt = nextAtMs === undefined ? null : new Date(nextAtMs);
      const status = nextAtMs === undefined ? 'failed' : 'received';
      await collection.updateOne(
        { _id: id, status: 'received' },
        { $set: { status, error, nextAt }, $inc: { tries: 1 } },
      );
    },
    async givenUpOnes(after, limit) {
      const found = await collection
        .find({ status: 'failed', ...(after === undefined ? {} : { _id: { $gt: after } }) })
        .sort({ _id: 1 })
        .limit(limit)
        .toArray();
      return found.map(storedOf);
    },
    async givenUp() {
      return collection.countDocuments({ status: 'failed' });
    },
  };
}

function storedOf({ _id, provider, eventId, facts, tries }: EventDocument): StoredEvent {
  return { id: _id, provider, eventId, facts, tries: wholeOf(tries) };
}
