import type { AuditRecord } from '@halobuzz/core/api/admin';
import type { Clock, RandomBytes } from '@halobuzz/core/clock';
import { newOpaqueId } from '@halobuzz/core/ids';
import { limits } from '@halobuzz/core/limits';
import type { ClientSession, Collection, Db, Filter, UpdateFilter } from 'mongodb';
import type { CaseDocument, CaseFilter, CasePoint, CaseReport, Cases, NotHeld } from '../cases/case.ts';
import { appendAuditWithin } from './append-audit-within.ts';
import { transact } from './transact.ts';

export interface CaseReportDocument {
  _id: string;
  reporterId: string;
  caseId?: string;
  reason: CaseReport['reason'];
  note?: string;
  status: CaseReport['status'];
  createdAt: Date;
}

export interface ReporterRecordDocument {
  _id: string;
  right?: number;
  wrong?: number;
}

interface PlannedCases {
  readonly filter: Filter<CaseDocument>;
  readonly sort: Readonly<Record<string, 1 | -1>>;
  readonly hint: string;
}

export function caseDocuments(db: Db): Collection<CaseDocument> {
  return db.collection<CaseDocument>('cases', {
    writeConcern: { w: 'majority', journal: true },
    ignoreUndefined: true,
  });
}

/** Exported for the test that explains them. What narrows most is looked up; the rest is told by the index itself. */
export function casesQuery(asked: CaseFilter, after: CasePoint | undefined): PlannedCases {
  const { state, kind, reason, priority, assignee, account, viewer } = asked;
  const equal = { targetKind: kind, reason, priority, assignee };
  const given = Object.entries(equal).flatMap(([name, value]) => (value === undefined ? [] : [[name, { $eq: value }]]));
  const others: Filter<CaseDocument> = viewer === undefined ? {} : { accountId: { $ne: viewer } };
  const filter: Filter<CaseDocument> = { state, ...others, ...Object.fromEntries(given) };
  if (account !== undefined) {
    const place = behind('openedAt', after, -1);
    return { filter: { ...filter, accountId: account, ...place }, sort: { openedAt: -1, _id: -1 }, hint: 'account' };
  }
  if (state === 'decided') {
    return {
      filter: { ...filter, ...behind('decidedAt', after, -1) },
      sort: { decidedAt: -1, _id: -1 },
      hint: 'decided',
    };
  }
  const hint =
    assignee !== undefined && assignee !== ''
      ? 'queue_held'
      : reason !== undefined
        ? 'queue_reason'
        : priority !== undefined
          ? 'queue_priority'
          : kind !== undefined
            ? 'queue_kind'
            : assignee !== undefined
              ? 'queue_held'
              : 'queue';
  const place = after === undefined ? {} : behindOrder(after);
  return { filter: { ...filter, ...place }, sort: { order: 1, _id: 1 }, hint };
}

/** A point of what {@link casesQuery} lists. */
export function casePointOf(asked: CaseFilter, one: CaseDocument): CasePoint {
  const byTime = asked.account !== undefined ? one.openedAt : asked.state === 'decided' ? one.decidedAt : undefined;
  return { order: byTime?.getTime() ?? one.order, id: one._id };
}

/** The bound stands in front of the choice, so that the index is entered at the page and not at its beginning. */
function behindOrder({ order, id }: CasePoint): Filter<CaseDocument> {
  return { order: { $gte: order }, $or: [{ order: { $gt: order } }, { order, _id: { $gt: id } }] };
}

function behind(field: 'openedAt' | 'decidedAt', after: CasePoint | undefined, _: -1): Filter<CaseDocument> {
  if (after === undefined) return {};
  const at = new Date(after.order);
  return { [field]: { $lte: at }, $or: [{ [field]: { $lt: at } }, { [field]: at, _id: { $lt: after.id } }] };
}

/** {@link Cases} in MongoDB. Every change of who has a case is one document's compare-and-set. */
export function mongoCases(db: Db, clock: Clock, random: RandomBytes): Cases {
  const cases = caseDocuments(db);
  const reports = db.collection<CaseReportDocument>('reports');

  const audited = (
    action: 'case.taken' | 'case.released' | 'case.handed_over',
    id: string,
    by: string,
    more: Pick<AuditRecord, 'reason' | 'details'> = {},
  ): AuditRecord => ({
    ...{ id: newOpaqueId('au', random), atMs: clock(), actor: by, action, subject: id, ...more },
  });

  /** Who has it already changes nothing but the lease; it is theirs alone that is free, or whose lease ran out. */
  async function takeWithin(session: ClientSession, id: string, by: string): Promise<CaseDocument | NotHeld> {
    const now = new Date(clock());
    const one = await cases.findOne({ _id: id }, { session });
    if (one === null) return 'absent';
    if (one.state !== 'open') return 'decided';
    if (one.accountId === by || (await hasReported(db, one, by, session))) return 'own';
    const lease = { leaseUntil: new Date(now.getTime() + limits.caseLeaseMs) };
    if (one.assignee === by) return changed(session, id, { $set: lease });
    if (one.assignee !== '' && (one.leaseUntil ?? now) > now) return 'held';
    if ((await heldBy(session, by)) >= limits.casesHeldMax) return 'full';
    await appendAuditWithin(db, session, audited('case.taken', id, by));
    return changed(session, id, {
      $set: { ...lease, assignee: by, changedAt: now, ...(one.takenAt === undefined ? { takenAt: now } : {}) },
    });
  }

  const heldBy = (session: ClientSession, by: string): Promise<number> =>
    cases.countDocuments({ state: 'open', assignee: by }, { session, hint: 'queue_held', limit: limits.casesHeldMax });

  /** Within a transaction that read it: another change in between conflicts, and the work runs again. */
  async function changed(
    session: ClientSession,
    id: string,
    update: UpdateFilter<CaseDocument>,
  ): Promise<CaseDocument> {
    const now = await cases.findOneAndUpdate({ _id: id }, update, { session, returnDocument: 'after' });
    if (now === null) throw new Error(`case ${id} went away within its own transaction`);
    return now;
  }

  async function heldWithin(session: ClientSession, id: string, by: string): Promise<CaseDocument | NotHeld> {
    const one = await cases.findOne({ _id: id }, { session });
    if (one === null) return 'absent';
    if (one.state !== 'open') return 'decided';
    return one.assignee === by ? one : 'held';
  }

  return {
    get: async (id) => (await cases.findOne({ _id: id })) ?? undefined,
    list(asked, after, limit) {
      const { filter, sort, hint } = casesQuery(asked, after);
      return cases
        .find(filter)
        .sort({ ...sort })
        .hint(hint)
        .limit(limit)
        .toArray();
    },
    take: (id, by) => transact(db, (session) => takeWithin(session, id, by)),
    async takeNext(by) {
      const { filter, sort, hint } = casesQuery({ state: 'open', assignee: '' }, undefined);
      const free = await cases
        .find(filter, { projection: { _id: 1 } })
        .sort({ ...sort })
        .hint(hint)
        .limit(limits.caseNextTriesMax)
        .toArray();
      for (const { _id } of free) {
        const taken = await transact(db, (session) => takeWithin(session, _id, by));
        if (typeof taken !== 'string') return taken;
        if (taken === 'full') return 'full';
      }
      return undefined;
    },
    renew: (id, by) =>
      transact(db, async (session) => {
        const one = await heldWithin(session, id, by);
        if (typeof one === 'string') return one;
        return changed(session, id, { $set: { leaseUntil: new Date(clock() + limits.caseLeaseMs) } });
      }),
    release: (id, by) =>
      transact(db, async (session) => {
        const one = await heldWithin(session, id, by);
        if (typeof one === 'string') return one;
        await appendAuditWithin(db, session, audited('case.released', id, by));
        return changed(session, id, { $set: { assignee: '' }, $unset: { leaseUntil: '' } });
      }),
    handOver: (id, { by, to, reason }) =>
      transact(db, async (session) => {
        const one = await heldWithin(session, id, by);
        if (typeof one === 'string') return one;
        if (one.accountId === to || (await hasReported(db, one, to, session))) return 'own';
        if ((await heldBy(session, to)) >= limits.casesHeldMax) return 'full';
        await appendAuditWithin(db, session, audited('case.handed_over', id, by, { reason, details: { to } }));
        return changed(session, id, { $set: { assignee: to, leaseUntil: new Date(clock() + limits.caseLeaseMs) } });
      }),
    async complete(id, { accountId, text }) {
      await cases.updateOne(
        { _id: id, targetKind: 'message', 'snapshot.text': { $exists: false } },
        { $set: { accountId, 'snapshot.text': text } },
      );
      return (await cases.findOne({ _id: id })) ?? undefined;
    },
    async releaseExpired() {
      const now = new Date(clock());
      const over = await cases
        .find({ leaseUntil: { $lt: now } }, { projection: { _id: 1 } })
        .hint('leases')
        .limit(limits.caseLeaseBatchMax)
        .toArray();
      let released = 0;
      for (const { _id } of over) {
        const free = { $set: { assignee: '' }, $unset: { leaseUntil: '' } } as const;
        released += (await cases.updateOne({ _id, state: 'open', leaseUntil: { $lt: now } }, free)).modifiedCount;
      }
      return released;
    },
    async reportsOf(id, limit) {
      const found = await reports
        .find({ caseId: id })
        .sort({ createdAt: -1, _id: -1 })
        .hint('case')
        .limit(limit)
        .toArray();
      const records = await reporterRecords(
        db,
        found.map(({ reporterId }) => reporterId),
      );
      return found.map(({ _id, reporterId, reason, note, createdAt, status }) => ({
        ...{ id: _id, reporterId, reason, note, at: createdAt, status },
        record: records.get(reporterId) ?? { right: 0, wrong: 0 },
      }));
    },
    async noteAppeal(id, appeal) {
      // An appeal that was decided is not opened again by a report that comes late, and nothing is counted anew for a repetition.
      const later = appeal === 'open' ? { appeal: { $exists: false } } : { appeal: { $ne: appeal } };
      await cases.updateOne(
        { _id: id, state: 'decided', ...later },
        { $set: { appeal, changedAt: new Date(clock()) } },
      );
    },
  };
}

/** Whether an account reported what the open case is about: of one target it has at most one open report. */
export async function hasReported(
  db: Db,
  { targetKind, targetId }: Pick<CaseDocument, 'targetKind' | 'targetId'>,
  reporterId: string,
  session: ClientSession,
): Promise<boolean> {
  const found = await db
    .collection('reports')
    .findOne(
      { reporterId, targetKind, targetId, status: 'open' },
      { session, projection: { _id: 1 }, hint: 'one_open_per_target' },
    );
  return found !== null;
}

/** How often each of these was right before; who never was judged is not in it. */
export async function reporterRecords(
  db: Db,
  reporterIds: readonly string[],
  session?: ClientSession,
): Promise<ReadonlyMap<string, { readonly right: number; readonly wrong: number }>> {
  const found = await db
    .collection<ReporterRecordDocument>('reporter_records')
    .find({ _id: { $in: [...reporterIds] } }, session === undefined ? {} : { session })
    .toArray();
  return new Map(found.map(({ _id, right, wrong }) => [_id, { right: right ?? 0, wrong: wrong ?? 0 }]));
}
