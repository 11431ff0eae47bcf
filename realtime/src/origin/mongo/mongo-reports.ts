import type { Clock, RandomBytes } from '@halobuzz/core/clock';
import { AppError } from '@halobuzz/core/errors/app-error';
import { newOpaqueId } from '@halobuzz/core/ids';
import { limits } from '@halobuzz/core/limits';
import type { ClientSession, Db } from 'mongodb';
import { type NewReport, type Reports, roomOf } from '../people/reports.ts';
import { joinCase } from './join-case.ts';
import { enterReportsOf, personCounters, reportsCounterId } from './person-counters.ts';
import { transact } from './transact.ts';

interface ReportDocument {
  _id: string;
  reporterId: string;
  targetKind: 'user' | 'room' | 'message' | 'profile';
  targetId: string;
  caseId: string;
  reportedId?: string;
  roomId?: string;
  reason: string;
  note?: string;
  status: 'open' | 'resolved' | 'rejected';
  createdAt: Date;
}

const DAY_MS = 86_400_000;

/** Reports in MongoDB. The day's counter orders a reporter's reports, so that the bound holds and none is made twice. */
export function mongoReports(db: Db, clock: Clock, random: RandomBytes): Reports {
  const reports = db.collection<ReportDocument>('reports');
  return {
    async open(report) {
      const { reporterId, target } = report;
      const mine = { reporterId, targetKind: target.kind, targetId: target.id, status: 'open' } as const;
      return transact(db, async (session) => {
        const quota = await quotaOf(db, reporterId, clock(), session);
        const known = await reports.findOne(mine, { session, projection: { _id: 1 } });
        if (known !== null) return known._id;
        if (quota.made >= limits.reportsPerDayMax) {
          throw new AppError('rate_limited', { retryAfterMs: quota.renewedInMs });
        }
        const caseId = await joinCase(db, { report, nowMs: clock(), newId: newOpaqueId('cs', random) }, session);
        const document = documentOf(report, newOpaqueId('rp', random), caseId, clock());
        await reports.insertOne(document, { session, ignoreUndefined: true });
        await personCounters(db).updateOne({ _id: quota.id }, { $inc: { count: 1 } }, { session });
        return document._id;
      });
    },
    async hasReported(reporterId, reportedId) {
      const found = await reports.findOne(
        { reporterId, reportedId },
        { projection: { _id: 1 }, hint: 'reporter_time' },
      );
      return found !== null;
    },
    async messageOf(roomId, messageId) {
      const messages = db.collection<{ _id: string; roomId: string; fromId: string; text: string }>('chat_messages');
      const found = await messages.findOne({ _id: messageId, roomId }, { projection: { fromId: 1, text: 1 } });
      return found === null ? undefined : { fromId: found.fromId, text: found.text };
    },
  };
}

function documentOf(
  { reporterId, about, target, reason, note }: NewReport,
  _id: string,
  caseId: string,
  nowMs: number,
) {
  const roomId = roomOf(target);
  const what = { targetKind: target.kind, targetId: target.id, reason, status: 'open' } as const;
  const document: ReportDocument = { _id, reporterId, caseId, ...what, createdAt: new Date(nowMs) };
  if (about.accountId !== undefined) document.reportedId = about.accountId;
  if (roomId !== undefined) document.roomId = roomId;
  if (note !== undefined && note !== '') document.note = note;
  return document;
}

/** Within a transaction, in the order of a reporter's reports; a day after its first one the count is new. */
async function quotaOf(db: Db, accountId: string, nowMs: number, session: ClientSession) {
  const id = reportsCounterId(accountId);
  const entered = await enterReportsOf(db, accountId, nowMs, session);
  const sinceMs = entered?.since?.getTime() ?? nowMs;
  if (nowMs - sinceMs < DAY_MS) return { id, made: entered?.count ?? 0, renewedInMs: sinceMs + DAY_MS - nowMs };
  await personCounters(db).updateOne({ _id: id }, { $set: { count: 0, since: new Date(nowMs) } }, { session });
  return { id, made: 0, renewedInMs: DAY_MS };
}
