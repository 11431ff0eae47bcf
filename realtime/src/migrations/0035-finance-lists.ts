import { approvalKinds } from '@halobuzz/core/api/finance';
import { financeExportKinds } from '@halobuzz/core/api/finance-exports';
import { disputeWorkStates } from '@halobuzz/core/api/finance-payments';
import { differenceAreas } from '@halobuzz/core/api/finance-work';
import { intentKinds } from '@halobuzz/core/ledger/kinds';
import type { Db } from 'mongodb';
import { differenceRef } from '../origin/finance/difference-ref.ts';
import { findings as findingsBefore } from './0010-payments.ts';
import { approvalRequests } from './0011-payouts.ts';
import {
  type AddedIndexes,
  addIndexes,
  dropAddedIndexes,
  dropCollection,
  dropIndexes,
  ensureCollection,
  ensureCollections,
} from './ensure-collection.ts';
import { type CollectionSpec, filledText, flag, oneOf, strictObject, text, texts, time, whole } from './json-schema.ts';
import type { Migration } from './migration.ts';

const history = {
  bsonType: 'array',
  items: strictObject({ at: time, by: filledText, from: text, to: filledText }, { reason: text, requestId: text }),
};
/** Found by the job that writes what happened into the audit log. */
const unaudited = { key: { unaudited: 1 }, name: 'unaudited', partialFilterExpression: { unaudited: true } } as const;

/** Differences that people work on: who has it, what was said, and with which words it was closed. */
const findings: CollectionSpec = {
  ...findingsBefore,
  required: { ...findingsBefore.required, area: oneOf(...differenceAreas) },
  optional: {
    ...{ ref: filledText, assignee: filledText, closedBy: filledText, closedDetail: { bsonType: 'object' } },
    ...{ version: whole, history, audited: whole, unaudited: flag },
  },
  indexes: [],
};

/** How staff are with an answer to a dispute; `_id` is `<payment>:<dispute>`. */
const disputeWork: CollectionSpec = {
  name: 'dispute_work',
  holdsMoney: true,
  required: {
    ...{ _id: filledText, paymentId: filledText, state: oneOf(...disputeWorkStates), version: whole },
    ...{ history, audited: whole, updatedAt: time },
  },
  optional: { dueOn: filledText, unaudited: flag },
  indexes: [unaudited],
};

/** What `npm run ledger -- verify` found. */
const verifications: CollectionSpec = {
  name: 'ledger_verifications',
  required: {
    ...{ _id: filledText, at: time, scope: oneOf('whole', 'since_checkpoint'), sound: flag },
    ...{ entries: whole, legs: whole, problems: texts },
  },
  indexes: [{ key: { at: -1 }, name: 'newest' }],
};

/** Public halves of the keys that checkpoints were ever signed with. */
const keys: CollectionSpec = {
  name: 'ledger_keys',
  required: { _id: filledText, x: filledText, since: time },
  indexes: [],
};

/** What was taken out of the house, by whom and why. */
const exportsMade: CollectionSpec = {
  name: 'finance_exports',
  holdsMoney: true,
  required: {
    ...{ _id: filledText, kind: oneOf(...financeExportKinds), state: oneOf('running', 'done', 'broken') },
    ...{ by: filledText, reason: filledText, fileName: filledText, startedAt: time, bytes: whole, lines: whole },
  },
  optional: { from: text, to: text, userId: text, endedAt: time, sha256: text },
  indexes: [{ key: { startedAt: -1, _id: -1 }, name: 'newest' }],
};

const made = [disputeWork, verifications, keys, exportsMade];

/** Gifts are nearly all of the ledger and are found by person, room or shard: no index of kinds costs them anything. */
const rareKinds = { type: { $in: [...intentKinds.filter((kind) => kind !== 'gift'), 'quarantined'] } };

const added: AddedIndexes = {
  payments: [
    { key: { createdAt: -1, _id: -1 }, name: 'newest' },
    { key: { status: 1, createdAt: -1, _id: -1 }, name: 'status_newest' },
    { key: { provider: 1, createdAt: -1, _id: -1 }, name: 'provider_newest' },
    { key: { amount: 1, createdAt: -1, _id: -1 }, name: 'amount_newest' },
    {
      key: { 'evidence.disputes.outcome': 1, createdAt: -1, _id: -1 },
      name: 'disputes_newest',
      partialFilterExpression: { 'evidence.disputes.outcome': { $exists: true } },
    },
    {
      key: { 'refundRequests.state': 1, createdAt: -1, _id: -1 },
      name: 'refunds_newest',
      partialFilterExpression: { 'refundRequests.state': { $exists: true } },
    },
  ],
  transactions: [
    { key: { type: 1, createdAt: -1, _id: -1 }, name: 'kind_newest', partialFilterExpression: rareKinds },
    {
      key: { userId: 1, type: 1, createdAt: -1, _id: -1 },
      name: 'user_kind_newest',
      partialFilterExpression: rareKinds,
    },
  ],
  approvals: [
    { key: { status: 1, kind: 1, requestedAt: 1, _id: 1 }, name: 'kind_page' },
    { key: { requestedBy: 1, status: 1, requestedAt: 1, _id: 1 }, name: 'asker_page' },
  ],
  reconciliation_findings: [
    { key: { resolvedAt: 1, firstSeenAt: -1, _id: -1 }, name: 'open_page' },
    {
      key: { resolvedAt: -1, _id: -1 },
      name: 'closed_page',
      partialFilterExpression: { resolvedAt: { $gt: new Date(0) } },
    },
    { key: { ref: 1 }, name: 'ref', unique: true, partialFilterExpression: { ref: { $gt: '' } } },
    unaudited,
  ],
  wallet_controls: [
    { key: { updatedAt: -1, _id: -1 }, name: 'frozen_newest', partialFilterExpression: { frozen: true } },
  ],
  ledger_quarantine: [{ key: { createdAt: -1, _id: -1 }, name: 'newest_page' }],
  promotion_campaigns: [
    { key: { createdAt: -1, _id: -1 }, name: 'newest_page' },
    { key: { status: 1, createdAt: -1, _id: -1 }, name: 'status_page' },
  ],
};

/** Differences of before get the short name that they are asked for by. */
async function nameEarlier(db: Db): Promise<void> {
  const collection = db.collection<{ _id: string; ref?: string }>('reconciliation_findings');
  for await (const { _id } of collection.find({ ref: { $exists: false } }, { projection: { _id: 1 } })) {
    await collection.updateOne({ _id }, { $set: { ref: differenceRef(_id) } });
  }
}

const workFields = ['ref', 'assignee', 'closedBy', 'closedDetail', 'version', 'history', 'audited', 'unaudited'];

/** Lists of finance staff, what they write down about differences and disputes, rates by two people, exports. */
export const financeListsMigration: Migration = {
  id: '0035-finance-lists',
  up: async (db) => {
    await ensureCollections(db, [findings, { ...approvalRequests, indexes: [] }, ...made]);
    await nameEarlier(db);
    await addIndexes(db, added);
    await dropIndexes(db, 'reconciliation_findings', ['open_newest']);
  },
  down: async (db) => {
    await dropAddedIndexes(db, added);
    const unset = Object.fromEntries(workFields.map((name) => [name, '']));
    await db.collection('reconciliation_findings').updateMany({}, { $unset: unset });
    await ensureCollection(db, findingsBefore);
    const kinds = approvalKinds.filter((kind) => kind !== 'payout_rate');
    const { required } = approvalRequests;
    await ensureCollection(db, { ...approvalRequests, required: { ...required, kind: oneOf(...kinds) }, indexes: [] });
    for (const spec of made) await dropCollection(db, spec);
  },
};
