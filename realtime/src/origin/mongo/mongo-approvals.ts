import type { Db, Filter, UpdateFilter } from 'mongodb';
import { isDuplicateKey } from '../../adapters/mongo/is-duplicate-key.ts';
import type { ApprovalRequest } from '../finance/approval.ts';
import type { ApprovalFilter, ApprovalStore } from '../finance/approval-store.ts';
import { inRequest } from '../finance/history.ts';
import type { PayoutPoint } from '../payouts/payout-store.ts';
import { bigintOptions } from './numbers.ts';

export function mongoApprovals(db: Db): ApprovalStore {
  const approvals = db.collection<ApprovalRequest>('approvals', {
    ...bigintOptions,
    readConcern: { level: 'majority' },
    writeConcern: { w: 'majority', journal: true },
    ignoreUndefined: true,
  });

  const change = async (
    filter: Filter<ApprovalRequest>,
    update: UpdateFilter<ApprovalRequest>,
  ): Promise<ApprovalRequest | undefined> =>
    (await approvals.findOneAndUpdate(filter, update, { returnDocument: 'after' })) ?? undefined;

  return {
    async insert(request) {
      try {
        await approvals.insertOne(request);
        return undefined;
      } catch (error) {
        if (!isDuplicateKey(error)) throw error;
        return (await approvals.findOne({ _id: request._id })) ?? undefined;
      }
    },
    get: async (id) => (await approvals.findOne({ _id: id })) ?? undefined,
    listIn(filter, after, limit) {
      const direction = filter.order === 'newest' ? -1 : 1;
      return approvals
        .find(approvalsFilter(filter, after), { hint: approvalsIndex(filter) })
        .sort({ requestedAt: direction, _id: direction })
        .limit(limit)
        .toArray();
    },
    async approve(id, before, { requestId, ...approval }) {
      const { at, by, note: reason } = approval;
      const waiting = { _id: id, status: 'open', expiresAt: { $gt: at }, approvals: { $size: before } } as const;
      const open = await approvals.findOne(waiting);
      if (open === null) return undefined;
      const last = before + 1 >= open.needed;
      const to = last ? 'approved' : 'open';
      return change(
        { ...waiting, 'approvals.by': { $ne: by } },
        {
          $set: { status: to, unaudited: true, ...(last ? { execution: 'pending', nextAt: at } : {}) },
          $push: { approvals: approval, history: { at, by, from: 'open', to, reason, ...inRequest({ requestId }) } },
        },
      );
    },
    reject: (id, { at, by, note: reason, requestId }, before) =>
      change(
        { _id: id, status: 'open', ...(before === undefined ? {} : { approvals: { $size: before } }) },
        {
          $set: { status: 'rejected', unaudited: true },
          $push: { history: { at, by, from: 'open', to: 'rejected', reason, ...inRequest({ requestId }) } },
        },
      ),
    async expire(nowMs, limit) {
      const at = new Date(nowMs);
      const over = await approvals
        .find({ status: 'open', expiresAt: { $lte: at } }, { projection: { _id: 1 } })
        .sort({ requestedAt: 1 })
        .limit(limit)
        .toArray();
      for (const { _id } of over) {
        await change(
          { _id, status: 'open' },
          {
            $set: { status: 'expired', unaudited: true },
            $push: { history: { at, by: 'system', from: 'open', to: 'expired' } },
          },
        );
      }
    },
    finish: (id, { execution, atMs, outcome, tx }) =>
      change(
        { _id: id, execution: 'pending' },
        {
          $set: {
            ...{ execution, unaudited: true },
            ...(outcome === undefined ? {} : { outcome }),
            ...(tx === undefined ? {} : { transactionId: tx }),
          },
          $push: {
            history: {
              ...{ at: new Date(atMs), by: 'system', from: 'pending', to: execution },
              ...(outcome === undefined ? {} : { reason: outcome }),
            },
          },
        },
      ),
    claim: ({ _id, nextAt }, untilMs) =>
      change({ _id, execution: 'pending', nextAt }, { $set: { nextAt: new Date(untilMs) } }),
    async postpone(id, untilMs, failed) {
      await approvals.updateOne(
        { _id: id, execution: 'pending' },
        { $set: { nextAt: new Date(untilMs) }, ...(failed ? { $inc: { tries: 1 } } : {}) },
      );
    },
    due: (nowMs, limit) =>
      approvals
        .find({ execution: 'pending', nextAt: { $lte: new Date(nowMs) } })
        .sort({ nextAt: 1 })
        .limit(limit)
        .toArray(),
    unaudited: (limit) => approvals.find({ unaudited: true }).limit(limit).toArray(),
    async markAudited(id, count) {
      await approvals.updateOne(
        { _id: id, history: { $size: count } },
        { $set: { audited: count }, $unset: { unaudited: '' } },
      );
    },
  };
}

/** The index of the condition that leaves the least. */
export function approvalsIndex({ kind, by }: ApprovalFilter): string {
  if (by?.own === true) return 'asker_page';
  return kind === undefined ? 'status_page' : 'kind_page';
}

/** Exported for the test that explains it. */
export function approvalsFilter(
  { status, kind, by, order }: ApprovalFilter,
  after: PayoutPoint | undefined,
): Filter<ApprovalRequest> {
  const side = order === 'newest' ? '$lt' : '$gt';
  const at = new Date(after?.atMs ?? 0);
  return {
    status,
    ...(kind === undefined ? {} : { kind }),
    ...(by === undefined ? {} : { requestedBy: by.own ? by.account : { $ne: by.account } }),
    ...(after === undefined
      ? {}
      : { $or: [{ requestedAt: { [side]: at } }, { requestedAt: at, _id: { [side]: after.id } }] }),
  };
}
