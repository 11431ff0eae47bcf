import { createHash } from 'node:crypto';
import type { AuditRecord } from '@halobuzz/core/api/admin';
import type { Clock } from '@halobuzz/core/clock';
import { base32 } from '@halobuzz/core/ids';
import { limits } from '@halobuzz/core/limits';
import { isAccountSanction } from '@halobuzz/core/moderation/outcomes';
import { statementOfReasons } from '@halobuzz/core/moderation/statement-of-reasons';
import type { ClientSession, Db } from 'mongodb';
import type { CaseDecision, CaseDecisions, CaseDocument, DecideCase, OrderDocument } from '../cases/case.ts';
import { appendAuditWithin } from './append-audit-within.ts';
import { type CaseReportDocument, caseDocuments, hasReported, type ReporterRecordDocument } from './mongo-cases.ts';
import { transact } from './transact.ts';

/** {@link CaseDecisions} in MongoDB. Ids of orders and audit records come from the case, so that each is made once. */
export function mongoCaseDecisions(db: Db, clock: Clock): CaseDecisions {
  const cases = caseDocuments(db);
  const orders = db.collection<OrderDocument>('sanction_orders', {
    writeConcern: { w: 'majority', journal: true },
    ignoreUndefined: true,
  });
  const ordersOf = (caseId: string, session?: ClientSession): Promise<OrderDocument[]> =>
    orders
      .find({ caseId }, session === undefined ? {} : { session })
      .sort({ _id: 1 })
      .hint('case')
      .toArray();

  return {
    decide: (asked) =>
      transact(
        db,
        async (session) => {
          const one = await cases.findOne({ _id: asked.id }, { session });
          if (one === null) return 'absent';
          if (one.state === 'decided') {
            if (!isSame(one.decision, asked)) return 'decided';
            return { decided: one, orders: await ordersOf(one._id, session) };
          }
          if (one.accountId === asked.by || (await hasReported(db, one, asked.by, session))) return 'own';
          const now = new Date(clock());
          if (one.assignee !== '' && one.assignee !== asked.by && (one.leaseUntil ?? now) > now) return 'held';
          if (one.version !== asked.version) return 'changed';
          const decision = decisionOf(one, asked, now);
          const decided = await cases.findOneAndUpdate(
            { _id: one._id },
            {
              $set: {
                ...{ state: 'decided', decision, decidedAt: now, changedAt: now, assignee: '' },
                takenAt: one.takenAt ?? now,
              },
              $unset: { leaseUntil: '' },
              $inc: { version: 1 },
            },
            { session, returnDocument: 'after' },
          );
          if (decided === null) throw new Error(`case ${one._id} went away within its own transaction`);
          await closeReports(db, one, decision, session);
          const made = ordersFrom(decided, decision, asked.full);
          if (made.length > 0) await orders.insertMany(made, { session });
          await appendAuditWithin(db, session, auditOf(decided, decision));
          return { decided, orders: made };
        },
        limits.caseDecisionTimeoutMs,
      ),
    ordersOf: (caseId) => ordersOf(caseId),
    async dueOrders(where, limit) {
      const now = new Date(clock());
      const due = await orders
        .find({ where, state: 'pending', nextAt: { $lte: now } })
        .sort({ nextAt: 1, _id: 1 })
        .hint('due')
        .limit(limit)
        .toArray();
      const mine: OrderDocument[] = [];
      for (const { _id, nextAt } of due) {
        // Whoever moves it first has it for the time of a lease.
        const claimed = await orders.findOneAndUpdate(
          { _id, state: 'pending', nextAt },
          { $set: { nextAt: new Date(now.getTime() + limits.sanctionOrderLeaseMs) } },
          { returnDocument: 'after' },
        );
        if (claimed !== null) mine.push(claimed);
      }
      return mine;
    },
    async finishOrder(id, result, problem) {
      const now = clock();
      const told = problem === undefined ? {} : { problem };
      await transact(db, async (session) => {
        const one = await orders.findOne({ _id: id, state: 'pending' }, { session });
        if (one === null) return;
        const tries = one.tries + 1;
        const over = result === 'refused' || (result === 'retry' && tries >= limits.sanctionOrderTriesMax);
        const state = result === 'done' ? 'done' : over ? 'failed' : 'pending';
        const waitMs = Math.min(limits.sanctionOrderRetryMs * 2 ** (tries - 1), limits.sanctionOrderRetryMsMax);
        await orders.updateOne(
          { _id: id },
          {
            $set: {
              state,
              tries,
              ...told,
              nextAt: new Date(now + waitMs),
              ...(state === 'done' ? { doneAt: new Date(now) } : {}),
            },
            ...(state === 'done' ? { $unset: { problem: '' } } : {}),
          },
          { session },
        );
        if (state === 'pending') return;
        await appendAuditWithin(db, session, {
          ...{ id: `au_${nameOf(`order:${id}`)}`, atMs: now, actor: 'system' },
          action: state === 'done' ? 'case.order_done' : 'case.order_failed',
          subject: one.caseId,
          details: { kind: one.kind, tries, ...told },
        });
      });
    },
  };
}

/** The same words of the same person: the answer to the first try was lost. */
function isSame(decision: CaseDecision | undefined, { by, outcome, reason, seconds, note }: DecideCase): boolean {
  return (
    decision !== undefined &&
    decision.by === by &&
    decision.outcome === outcome &&
    decision.reason === reason &&
    decision.seconds === seconds &&
    decision.note === note
  );
}

function decisionOf(one: CaseDocument, { outcome, reason, note, seconds, by }: DecideCase, at: Date): CaseDecision {
  const day = one.snapshot.at.toISOString().slice(0, 10);
  const told =
    reason === undefined
      ? {}
      : {
          reason,
          statement: statementOfReasons({ outcome, reason, targetKind: one.targetKind, day, seconds, reported: true }),
        };
  return { outcome, ...told, note, ...(seconds === undefined ? {} : { seconds }), by, at };
}

/** Within the decision: its reports are closed, and their makers' records say whether they were right. */
async function closeReports(db: Db, one: CaseDocument, { outcome, by, at }: CaseDecision, session: ClientSession) {
  const reports = db.collection<CaseReportDocument & { resolvedAt?: Date; resolvedBy?: string }>('reports');
  const mine = { caseId: one._id, status: 'open' } as const;
  const makers = await reports
    .find(mine, { session, projection: { reporterId: 1 } })
    .hint('case')
    .sort({ createdAt: -1, _id: -1 })
    .limit(limits.caseReportersJudgedMax)
    .toArray();
  const right = outcome !== 'no_violation';
  await reports.updateMany(
    mine,
    { $set: { status: right ? 'resolved' : 'rejected', resolvedAt: at, resolvedBy: by } },
    { session, hint: 'case' },
  );
  // In one order for all, so that two decisions with the same reporters wait for each other and do not cross.
  const ids = [...new Set(makers.map(({ reporterId }) => reporterId))].sort();
  if (ids.length === 0) return;
  await db.collection<ReporterRecordDocument>('reporter_records').bulkWrite(
    ids.map((_id) => ({
      updateOne: { filter: { _id }, update: { $inc: right ? { right: 1 } : { wrong: 1 } }, upsert: true },
    })),
    { session },
  );
}

/** What has to be done now. A profile is blanked in two places; a picture of it or a message goes at the origin. */
function ordersFrom(one: CaseDocument, decision: CaseDecision, full: boolean): OrderDocument[] {
  const { outcome, reason, statement, seconds, by, at } = decision;
  if (outcome === 'no_violation' || reason === undefined || statement === undefined) return [];
  const parts =
    outcome === 'remove_content' && one.targetKind === 'profile' ? (['picture', 'texts'] as const) : [undefined];
  return parts.map((part) => ({
    _id: `so_${nameOf(`${one._id}:${outcome}:${part ?? ''}`)}`,
    ...{
      caseId: one._id,
      kind: outcome,
      targetKind: one.targetKind,
      targetId: one.targetId,
      reason,
      statement,
      by,
      full,
    },
    where: isAccountSanction(outcome) || part === 'texts' ? 'edge' : 'origin',
    ...{ at, state: 'pending', nextAt: at, tries: 0 },
    ...(part === undefined ? {} : { part }),
    ...(one.accountId === undefined ? {} : { accountId: one.accountId }),
    ...(one.roomId === undefined ? {} : { roomId: one.roomId }),
    ...(seconds === undefined ? {} : { seconds }),
  }));
}

function auditOf(one: CaseDocument, { outcome, reason, seconds, note, by, at }: CaseDecision): AuditRecord {
  return {
    ...{ id: `au_${nameOf(`decided:${one._id}`)}`, atMs: at.getTime(), actor: by, action: 'case.decided' },
    ...{ subject: one._id, reason: note.slice(0, limits.staffReasonCharsMax) },
    details: {
      ...{ outcome, target: one.targetKind, reports: one.reports },
      ...(one.accountId === undefined ? {} : { account: one.accountId }),
      ...(reason === undefined ? {} : { rule: reason }),
      ...(seconds === undefined ? {} : { seconds }),
    },
  };
}

function nameOf(what: string): string {
  return base32(createHash('sha256').update(what).digest().subarray(0, 16));
}
