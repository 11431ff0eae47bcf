import { randomBytes } from 'node:crypto';
import { newOpaqueId } from '@halobuzz/core/ids';
import { casePriority, mainReason, queueOrder, type ReportReason } from '@halobuzz/core/moderation/case-priority';
import { caseOutcomes } from '@halobuzz/core/moderation/outcomes';
import { decisionReasonCodes } from '@halobuzz/core/moderation/reason-codes';
import type { Db } from 'mongodb';
import { reports as reportsBefore } from './0005-people.ts';
import { dropCollection, dropIndexes, ensureCollection, ensureCollections } from './ensure-collection.ts';
import { type CollectionSpec, filledText, flag, oneOf, strictObject, text, texts, time, whole } from './json-schema.ts';
import { type Migration, MigrationError } from './migration.ts';

const number = { bsonType: ['int', 'long', 'double'] };
const open = { partialFilterExpression: { state: 'open' } };
/** Behind the place in the queue stands what other filters ask for, so that a page is found without reading cases. */
const rest = { targetKind: 1, reason: 1, priority: 1, assignee: 1 } as const;

const reports: CollectionSpec = {
  ...reportsBefore,
  required: { ...reportsBefore.required, targetKind: oneOf('user', 'room', 'message', 'profile') },
  optional: { ...reportsBefore.optional, caseId: text },
  indexes: [
    {
      key: { caseId: 1, createdAt: -1, _id: -1 },
      name: 'case',
      partialFilterExpression: { caseId: { $gt: '' } },
    },
  ],
};

/** The open reports of one target, and what was decided about them. */
const cases: CollectionSpec = {
  name: 'cases',
  required: {
    ...{ _id: filledText, targetId: filledText, targetKind: oneOf('user', 'room', 'message', 'profile') },
    ...{ state: oneOf('open', 'decided'), priority: oneOf('critical', 'high', 'normal', 'low'), order: number },
    ...{ reason: filledText, reasons: texts, reports: whole, crowd: number },
    ...{ openedAt: time, lastReportAt: time, changedAt: time, version: whole, assignee: text },
    snapshot: strictObject(
      { at: time },
      { handle: text, text, title: text, displayName: text, bio: text, image: text },
    ),
  },
  optional: {
    ...{ accountId: filledText, roomId: filledText, leaseUntil: time, takenAt: time, decidedAt: time },
    decision: strictObject(
      { outcome: oneOf(...caseOutcomes), note: text, by: filledText, at: time },
      { reason: oneOf(...decisionReasonCodes), statement: text, seconds: whole },
    ),
    appeal: oneOf('open', 'upheld', 'lifted'),
  },
  indexes: [
    { key: { targetKind: 1, targetId: 1 }, name: 'one_open', unique: true, ...open },
    { key: { order: 1, _id: 1, ...rest }, name: 'queue', ...open },
    { key: { targetKind: 1, order: 1, _id: 1, reason: 1, priority: 1, assignee: 1 }, name: 'queue_kind', ...open },
    { key: { reason: 1, order: 1, _id: 1, targetKind: 1, priority: 1, assignee: 1 }, name: 'queue_reason', ...open },
    { key: { priority: 1, order: 1, _id: 1, targetKind: 1, reason: 1, assignee: 1 }, name: 'queue_priority', ...open },
    { key: { assignee: 1, order: 1, _id: 1, targetKind: 1, reason: 1, priority: 1 }, name: 'queue_held', ...open },
    { key: { leaseUntil: 1 }, name: 'leases', partialFilterExpression: { leaseUntil: { $gt: new Date(0) } } },
    {
      key: { accountId: 1, openedAt: -1, _id: -1 },
      name: 'account',
      partialFilterExpression: { accountId: { $gt: '' } },
    },
    { key: { decidedAt: -1, _id: -1 }, name: 'decided', partialFilterExpression: { state: 'decided' } },
    { key: { openedAt: 1 }, name: 'opened' },
    { key: { changedAt: 1 }, name: 'changed' },
    {
      key: { 'decision.by': 1 },
      name: 'decided_by',
      partialFilterExpression: { 'decision.by': { $gt: '' } },
    },
  ],
};

/** What decisions ordered. Each is carried out once, however often it is tried. */
const orders: CollectionSpec = {
  name: 'sanction_orders',
  required: {
    ...{ _id: filledText, caseId: filledText, kind: oneOf(...caseOutcomes), where: oneOf('origin', 'edge') },
    ...{ targetKind: filledText, targetId: filledText, reason: oneOf(...decisionReasonCodes), statement: text },
    ...{ by: filledText, full: flag, at: time, state: oneOf('pending', 'done', 'failed'), nextAt: time, tries: whole },
  },
  optional: {
    ...{ accountId: text, roomId: text, seconds: whole, doneAt: time, problem: text },
    part: oneOf('picture', 'texts'),
  },
  indexes: [
    { key: { caseId: 1 }, name: 'case' },
    { key: { where: 1, nextAt: 1, _id: 1 }, name: 'due', partialFilterExpression: { state: 'pending' } },
    { key: { accountId: 1 }, name: 'account', partialFilterExpression: { accountId: { $gt: '' } } },
    { key: { by: 1 }, name: 'by' },
    { key: { at: 1 }, name: 'age' },
  ],
};

/** How often what an account reported was found right, and how often not. */
const reporterRecords: CollectionSpec = {
  name: 'reporter_records',
  required: { _id: filledText },
  optional: { right: whole, wrong: whole },
  indexes: [],
};

/** A day's cases, by reason, by what was decided, and by who decided. Counted anew from the cases whenever one changed. */
const rollups: CollectionSpec = {
  name: 'rollups_cases',
  required: { _id: filledText, day: text, scope: oneOf('reason', 'decision', 'moderator', 'watermark'), key: text },
  optional: {
    ...{ opened: whole, decided: whole, acted: whole, appealed: whole, lifted: whole, reports: whole, at: time },
    take: { bsonType: 'array', items: whole },
    decide: { bsonType: 'array', items: whole },
  },
  indexes: [
    { key: { scope: 1, day: 1, key: 1 }, name: 'days' },
    { key: { key: 1 }, name: 'moderator', partialFilterExpression: { scope: 'moderator' } },
  ],
};

/** Reports become cases: those that are open already are gathered, so that none is missing from the queue. */
export const casesMigration: Migration = {
  id: '0032-cases',
  up: async (db) => {
    await ensureCollections(db, [reports, cases, orders, reporterRecords, rollups]);
    await gather(db);
  },
  down: async (db) => {
    for (const spec of [cases, orders, reporterRecords, rollups]) await dropCollection(db, spec);
    await dropIndexes(db, 'reports', ['case']);
    await db.collection('reports').deleteMany({ targetKind: 'profile' });
    await db.collection('reports').updateMany({ caseId: { $exists: true } }, { $unset: { caseId: '' } });
    await ensureCollection(db, { ...reportsBefore, indexes: [] });
  },
};

interface OpenReport {
  readonly _id: string;
  readonly targetKind: 'user' | 'room' | 'message';
  readonly targetId: string;
  readonly reportedId?: string;
  readonly roomId?: string;
  readonly reason: ReportReason;
  readonly createdAt: Date;
}

/** A target at a time: its case first, then its reports. What a crash left out is found by the next run. */
async function gather(db: Db): Promise<void> {
  const kept = db.collection<OpenReport & { caseId?: string }>('reports');
  const made = db.collection<{ _id: string }>('cases');
  const open = kept.find({ status: 'open' }, { hint: 'queue', sort: { createdAt: 1 } });
  for await (const first of open) {
    const gathered = await kept.findOne({ _id: first._id }, { projection: { caseId: 1 } });
    if (gathered === null || gathered.caseId !== undefined) continue;
    const { targetKind, targetId } = first;
    const mine = { targetKind, targetId, status: 'open' };
    const all = await kept.find(mine).hint('target').sort({ createdAt: 1 }).toArray();
    const reasons = [...new Set(all.map(({ reason }) => reason))];
    const crowd = all.length / 2;
    const priority = casePriority({ reasons, crowd, viewers: 0 });
    const about = all.find(({ reportedId }) => reportedId !== undefined)?.reportedId;
    const openedAt = first.createdAt;
    const found = await made.findOneAndUpdate(
      { targetKind, targetId, state: 'open' },
      {
        $set: { reasons, reason: mainReason(reasons), reports: all.length, crowd, priority },
        $setOnInsert: {
          ...{
            _id: newOpaqueId('cs', (size) => Uint8Array.from(randomBytes(size))),
            openedAt,
            assignee: '',
            version: 1,
          },
          ...{ order: queueOrder(priority, openedAt.getTime()), snapshot: { at: openedAt } },
          ...{ lastReportAt: all.at(-1)?.createdAt ?? openedAt, changedAt: openedAt },
          ...(about === undefined ? {} : { accountId: about }),
          ...(first.roomId === undefined ? {} : { roomId: first.roomId }),
        },
      },
      { upsert: true, returnDocument: 'after' },
    );
    if (found === null) throw new MigrationError(`the case of report ${first._id} was not made`);
    await kept.updateMany({ ...mine, caseId: { $exists: false } }, { $set: { caseId: found._id } }, { hint: 'target' });
  }
}
