import type { Collection, Db, Filter, UpdateFilter } from 'mongodb';
import { isDuplicateKey } from '../../adapters/mongo/is-duplicate-key.ts';
import { inRequest } from '../finance/history.ts';
import type { Payout } from '../payouts/payout.ts';
import type { PayoutPoint, PayoutStore } from '../payouts/payout-store.ts';
import { amountOf, bigintOptions } from './numbers.ts';

const cameToNothing = ['refused', 'rejected', 'cancelled', 'expired', 'failed', 'returned'] as const;

export function payoutDocuments(db: Db): Collection<Payout> {
  return db.collection<Payout>('payouts', {
    ...bigintOptions,
    readConcern: { level: 'majority' },
    writeConcern: { w: 'majority', journal: true },
    ignoreUndefined: true,
  });
}

export function mongoPayouts(db: Db): PayoutStore {
  const payouts = payoutDocuments(db);

  const change = async (filter: Filter<Payout>, update: UpdateFilter<Payout>): Promise<Payout | undefined> =>
    (await payouts.findOneAndUpdate(filter, update, { returnDocument: 'after' })) ?? undefined;

  /** Of open ones, and of those whose money came back. */
  const stuck = async (): Promise<number> => {
    const [open, returned] = await Promise.all([
      payouts.countDocuments({ open: true, ledger: 'stuck' }),
      payouts.countDocuments({ askAt: { $gt: new Date(0) }, ledger: 'stuck', open: { $ne: true } }),
    ]);
    return open + returned;
  };

  return {
    async insert(payout) {
      try {
        await payouts.insertOne(payout);
        return { kind: 'created' };
      } catch (error) {
        if (!isDuplicateKey(error)) throw error;
        const known = await payouts.findOne({ _id: payout._id });
        return known === null ? { kind: 'open' } : { kind: 'exists', payout: known };
      }
    },
    get: async (id) => (await payouts.findOne({ _id: id })) ?? undefined,
    listOf: (subject, after, limit) =>
      payouts
        .find({ userId: subject, ...beyond(after, '$lt') })
        .sort({ createdAt: -1, _id: -1 })
        .limit(limit)
        .toArray(),
    listIn: (status, after, limit, order = 'oldest') =>
      payouts
        .find({ status, ...beyond(after, order === 'newest' ? '$lt' : '$gt') })
        .sort(order === 'newest' ? { createdAt: -1, _id: -1 } : { createdAt: 1, _id: 1 })
        .limit(limit)
        .toArray(),
    hasOpen: async (subject) =>
      (await payouts.findOne({ userId: subject, open: true }, { projection: { _id: 1 } })) !== null,
    async askedSince(subject, sinceMs) {
      const match = { userId: subject, createdAt: { $gte: new Date(sinceMs) }, status: { $nin: [...cameToNothing] } };
      const [sum] = await payouts
        .aggregate<{ total: number | bigint }>([
          { $match: match },
          { $group: { _id: null, total: { $sum: '$amount' } } },
        ])
        .toArray();
      return amountOf(sum?.total ?? 0);
    },
    move(id, { from, to, by, atMs, reason, requestId, set = {}, only, close, approvals }) {
      const at = new Date(atMs);
      const entry = { at, by, from, to, ...(reason === undefined ? {} : { reason }), ...inRequest({ requestId }) };
      return change(
        {
          ...{ _id: id, status: from },
          ...(only === 'hold_not_asked' ? { holdAsked: { $ne: true } } : {}),
          ...(only === 'wanted' ? { cancelAsked: false } : {}),
          ...(approvals === undefined ? {} : { approvals: { $size: approvals } }),
        },
        {
          $set: { ...set, status: to, updatedAt: at, nextAt: at, tries: 0, unaudited: true },
          $push: { history: entry },
          ...(close === true ? { $unset: { open: '' } } : {}),
        },
      );
    },
    markHoldAsked: (id) => change({ _id: id, status: 'requested' }, { $set: { holdAsked: true } }),
    askCancel(id, subject, atMs, requestId) {
      const at = new Date(atMs);
      return change(
        { _id: id, userId: subject, status: { $in: ['requested', 'held'] }, cancelAsked: false },
        {
          $set: { cancelAsked: true, updatedAt: at, nextAt: at, unaudited: true },
          $push: { history: { at, by: 'host', from: 'wanted', to: 'cancel_asked', ...inRequest({ requestId }) } },
        },
      );
    },
    async approve(id, before, { requestId, ...approval }) {
      const { at, by, note: reason } = approval;
      const waiting = { _id: id, status: 'held', cancelAsked: false, expiresAt: { $gt: at } } as const;
      const open = await payouts.findOne({ ...waiting, approvals: { $size: before } });
      if (open === null) return undefined;
      const to = before + 1 >= open.needed ? 'approved' : 'held';
      return change(
        { ...waiting, approvals: { $size: before }, 'approvals.by': { $ne: by } },
        {
          $set: { status: to, updatedAt: at, unaudited: true, ...(to === 'approved' ? { nextAt: at, tries: 0 } : {}) },
          $push: { approvals: approval, history: { at, by, from: 'held', to, reason, ...inRequest({ requestId }) } },
        },
      );
    },
    claimSend: ({ _id, sentAt }, atMs) =>
      change(
        { _id, status: 'sending', ...(sentAt === undefined ? {} : { sentAt }) },
        {
          $set: { sentAt: new Date(atMs), nextAt: new Date(atMs) },
        },
      ),
    async markRefused({ _id }, atMs, text) {
      await payouts.updateOne({ _id, status: 'sending' }, { $set: { refusedAt: new Date(atMs), providerText: text } });
    },
    async postpone({ _id, status, updatedAt, ledger }, untilMs, failed) {
      await payouts.updateOne(
        { _id, status, ledger, updatedAt },
        { $set: { nextAt: new Date(untilMs) }, ...(failed ? { $inc: { tries: 1 } } : {}) },
      );
    },
    async wake(id, nowMs) {
      const at = new Date(nowMs);
      await payouts.updateOne({ _id: id, open: true }, { $set: { nextAt: at } });
      await payouts.updateOne({ _id: id, status: 'paid' }, { $set: { askAt: at } });
    },
    dueToAskAgain: (nowMs, limit) =>
      payouts
        .find({ askAt: { $lte: new Date(nowMs) } })
        .sort({ askAt: 1 })
        .limit(limit)
        .toArray(),
    async askAgain({ _id, status, ledger, askAt }, atMs) {
      await payouts.updateOne(
        { _id, status, ledger, ...(askAt === undefined ? {} : { askAt }) },
        atMs === undefined ? { $unset: { askAt: '' } } : { $set: { askAt: new Date(atMs) } },
      );
    },
    due: (nowMs, limit) =>
      payouts
        .find({ open: true, nextAt: { $lte: new Date(nowMs) } })
        .sort({ nextAt: 1 })
        .limit(limit)
        .toArray(),
    async waiting() {
      const [held, approved, sending, stuckOnes] = await Promise.all([
        payouts.countDocuments({ status: 'held', open: true }),
        payouts.countDocuments({ status: 'approved', open: true }),
        payouts.countDocuments({ status: 'sending', open: true }),
        stuck(),
      ]);
      return new Map([['held', held] as const, ['approved', approved], ['sending', sending], ['stuck', stuckOnes]]);
    },
    unaudited: (limit) => payouts.find({ unaudited: true }).limit(limit).toArray(),
    async markAudited(id, count) {
      await payouts.updateOne(
        { _id: id, history: { $size: count } },
        { $set: { audited: count }, $unset: { unaudited: '' } },
      );
    },
  };
}

function beyond(after: PayoutPoint | undefined, side: '$lt' | '$gt'): Filter<Payout> {
  if (after === undefined) return {};
  const createdAt = new Date(after.atMs);
  return { $or: [{ createdAt: { [side]: createdAt } }, { createdAt, _id: { [side]: after.id } }] };
}
