import { type ControlsRecord, effectiveControls, noControls, type Stop } from '@halobuzz/core/fraud/wallet-controls';
import { walletShardOf } from '@halobuzz/core/ids';
import type { Db } from 'mongodb';
import { isDuplicateKey } from '../../adapters/mongo/is-duplicate-key.ts';
import { type StopDoc, type WalletControlsDoc, walletControls } from '../../adapters/mongo/ledger-collections.ts';
import type { ControlsStore } from './wallet-controls.ts';

const majority = { writeConcern: { w: 'majority', journal: true } } as const;

/** `wallet_controls`: the lists, and beside them what follows from them now, which is all that a rebuild reads. */
export function mongoControls(db: Db): ControlsStore {
  const collection = walletControls(db);
  return {
    async read(subject) {
      const doc = await collection.findOne({ _id: subject }, { readConcern: { level: 'majority' } });
      return doc === null ? noControls : recordOf(doc);
    },
    async write(subject, record, nowMs) {
      const { _id, ...fields } = docOf(subject, record, nowMs);
      const before = record.version - 1;
      try {
        if (before === 0) {
          // A document without a version is from before there were any.
          const filter = { _id, version: { $exists: false } };
          const done = await collection.updateOne(filter, { $set: fields }, { upsert: true, ...majority });
          return done.upsertedCount + done.matchedCount === 1;
        }
        return (await collection.updateOne({ _id, version: before }, { $set: fields }, majority)).matchedCount === 1;
      } catch (error) {
        if (isDuplicateKey(error)) return false;
        throw error;
      }
    },
    async copied(subject, version, nextMs) {
      const applyAt = nextMs === undefined ? null : new Date(nextMs);
      await collection.updateOne({ _id: subject, version }, { $set: { pending: false, applyAt } });
    },
    async postponed(subject, version, atMs) {
      await collection.updateOne({ _id: subject, version }, { $set: { pending: true, applyAt: new Date(atMs) } });
    },
    async due(nowMs, limit) {
      // Both bounds: the index holds only those with a time, and must be seen to.
      const due = { applyAt: { $gt: new Date(0), $lte: new Date(nowMs) } };
      const found = collection.find(due, { projection: { _id: 1 } });
      return (await found.sort({ applyAt: 1 }).limit(limit).toArray()).map(({ _id }) => _id);
    },
  };
}

function docOf(subject: string, record: ControlsRecord, nowMs: number): WalletControlsDoc {
  const { heldCoins, heldUntilMs, dailyCap, frozen } = effectiveControls(record, nowMs);
  const { freezes, payoutHolds, holds, nextCap } = record;
  return {
    _id: subject,
    shard: walletShardOf(subject),
    heldCoins,
    heldUntil: heldUntilMs === 0 ? null : new Date(heldUntilMs),
    dailyCap: dailyCap ?? null,
    frozen,
    reason: freezes[0]?.reason ?? '',
    updatedAt: new Date(nowMs),
    version: record.version,
    pending: true,
    applyAt: new Date(nowMs),
    freezes: freezes.map(stopDoc),
    payoutHolds: payoutHolds.map(stopDoc),
    holds: holds.map(({ untilMs, ...hold }) => ({ ...hold, until: new Date(untilMs) })),
    nextCap: nextCap === undefined ? null : { cap: nextCap.cap ?? null, from: new Date(nextCap.fromMs) },
  };
}

function recordOf(doc: WalletControlsDoc): ControlsRecord {
  const { freezes = [], payoutHolds = [], holds = [], nextCap } = doc;
  return {
    version: Number(doc.version ?? 0),
    freezes: freezes.map(stopOf),
    payoutHolds: payoutHolds.map(stopOf),
    holds: holds.map(({ until, coins, source }) => ({ source, coins: BigInt(coins), untilMs: until.getTime() })),
    dailyCap: doc.dailyCap === null ? undefined : BigInt(doc.dailyCap),
    nextCap: nextCap
      ? { cap: nextCap.cap === null ? undefined : BigInt(nextCap.cap), fromMs: nextCap.from.getTime() }
      : undefined,
  };
}

function stopDoc({ atMs, ...stop }: Stop): StopDoc {
  return { ...stop, at: new Date(atMs) };
}

function stopOf({ at, ...stop }: StopDoc): Stop {
  return { ...stop, atMs: at.getTime() };
}
