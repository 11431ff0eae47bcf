import { casePriority, mainReason, queueOrder, reporterWeight } from '@halobuzz/core/moderation/case-priority';
import type { ClientSession, Db } from 'mongodb';
import type { CaseDocument } from '../cases/case.ts';
import { type NewReport, roomOf } from '../people/reports.ts';
import { caseDocuments, reporterRecords } from './mongo-cases.ts';

interface Joining {
  readonly report: NewReport;
  readonly nowMs: number;
  /** Of the case, where there is none yet. */
  readonly newId: string;
}

/**
 * Within the transaction that stores a report: it makes its target's case, or joins the open one. Two that come at once
 * conflict over the one document, and the one that loses runs again. The version moves when a decision would have to know:
 * another reason, or another priority. @returns the case's id
 */
export async function joinCase(db: Db, { report, nowMs, newId }: Joining, session: ClientSession): Promise<string> {
  const cases = caseDocuments(db);
  const { target, reason, reporterId, about } = report;
  const now = new Date(nowMs);
  const record = (await reporterRecords(db, [reporterId], session)).get(reporterId) ?? { right: 0, wrong: 0 };
  const weight = reporterWeight(record);
  const open = await cases.findOne({ targetKind: target.kind, targetId: target.id, state: 'open' }, { session });
  if (open === null) {
    const priority = casePriority({ reasons: [reason], crowd: weight, viewers: about.viewers });
    const roomId = roomOf(target);
    const made: CaseDocument = {
      ...{ _id: newId, targetKind: target.kind, targetId: target.id, state: 'open', priority },
      ...{ order: queueOrder(priority, nowMs), reason, reasons: [reason], reports: 1, crowd: weight },
      ...{ openedAt: now, lastReportAt: now, changedAt: now, version: 1, assignee: '' },
      snapshot: { at: now, ...about.snapshot },
      ...(about.accountId === undefined ? {} : { accountId: about.accountId }),
      ...(roomId === undefined ? {} : { roomId }),
    };
    await cases.insertOne(made, { session });
    return newId;
  }
  const reasons = open.reasons.includes(reason) ? open.reasons : [...open.reasons, reason];
  const crowd = open.crowd + weight;
  const found = casePriority({ reasons, crowd, viewers: about.viewers });
  // A room that emptied does not make what was urgent less so.
  const priority = queueOrder(found, 0) < queueOrder(open.priority, 0) ? found : open.priority;
  const news = reasons.length !== open.reasons.length || priority !== open.priority;
  await cases.updateOne(
    { _id: open._id },
    {
      $set: {
        ...{ reasons, reason: mainReason(reasons), crowd, priority, lastReportAt: now },
        order: queueOrder(priority, open.openedAt.getTime()),
        ...(open.accountId === undefined && about.accountId !== undefined ? { accountId: about.accountId } : {}),
      },
      $inc: { reports: 1, ...(news ? { version: 1 } : {}) },
    },
    { session },
  );
  return open._id;
}
