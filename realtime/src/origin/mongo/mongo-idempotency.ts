import type { Clock, RandomBytes } from '@halobuzz/core/clock';
import { newOpaqueId } from '@halobuzz/core/ids';
import { limits } from '@halobuzz/core/limits';
import type { Db } from 'mongodb';
import { isDuplicateKey } from '../../adapters/mongo/is-duplicate-key.ts';
import type { IdempotencyStore } from '../wallet/idempotency.ts';

/** As stored in `idempotency_keys`. The money itself stands in `transactions`; this is only the memory of a request. */
interface IdempotencyDocument {
  _id: string;
  fingerprint: string;
  clientId: string;
  state: 'running' | 'done';
  owner: string;
  leaseUntil: Date;
  createdAt: Date;
  expiresAt: Date;
  answer?: unknown;
}

/** A key can only vanish by expiry between two steps; more than this many in a row is no race any more. */
const TRIES_MAX = 3;

export function mongoIdempotency(db: Db, clock: Clock, random: RandomBytes): IdempotencyStore {
  const collection = db.collection<IdempotencyDocument>('idempotency_keys', { writeConcern: { w: 'majority' } });
  return {
    async claim({ keyId, fingerprint, clientId }) {
      for (let tries = 0; tries < TRIES_MAX; tries += 1) {
        const nowMs = clock();
        const owner = newOpaqueId('ow', random);
        const leaseUntil = new Date(nowMs + limits.idempotencyLeaseMs);
        try {
          const expiresAt = new Date(nowMs + limits.idempotencyLifeMs);
          const createdAt = new Date(nowMs);
          await collection.insertOne({
            ...{ _id: keyId, fingerprint, clientId, state: 'running', owner, leaseUntil, createdAt, expiresAt },
          });
          return { kind: 'run', clientId, owner, resumed: false };
        } catch (error) {
          if (!isDuplicateKey(error)) throw error;
        }
        const known = await collection.findOne({ _id: keyId });
        if (known === null) continue;
        if (known.expiresAt.getTime() <= nowMs) {
          await collection.deleteOne({ _id: keyId, expiresAt: known.expiresAt });
          continue;
        }
        if (known.fingerprint !== fingerprint) return { kind: 'mismatch' };
        if (known.state === 'done') return { kind: 'replay', answer: known.answer };
        const leftMs = known.leaseUntil.getTime() - nowMs;
        if (leftMs > 0) return { kind: 'in_flight', retryAfterMs: leftMs };
        const taken = await collection.updateOne(
          { _id: keyId, state: 'running', owner: known.owner, leaseUntil: known.leaseUntil },
          { $set: { owner, leaseUntil } },
        );
        if (taken.modifiedCount === 1) return { kind: 'run', clientId: known.clientId, owner, resumed: true };
      }
      return { kind: 'in_flight', retryAfterMs: 1_000 };
    },
    async finish(keyId, answer) {
      await collection.updateOne({ _id: keyId, state: 'running' }, { $set: { state: 'done', answer } });
    },
    async release(keyId, owner) {
      await collection.updateOne({ _id: keyId, state: 'running', owner }, { $set: { leaseUntil: new Date(0) } });
    },
    async renew(keyId, owner, clientId) {
      const renewed = await collection.updateOne({ _id: keyId, state: 'running', owner }, { $set: { clientId } });
      if (renewed.matchedCount === 0) throw new Error('the idempotency lease was lost');
    },
  };
}
