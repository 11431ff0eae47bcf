import { signalKinds } from '@halobuzz/core/evasion/link-strength';
import { accountSanctions as sanctionKinds } from '@halobuzz/core/moderation/outcomes';
import { decisionReasonCodes } from '@halobuzz/core/moderation/reason-codes';
import { users as usersBefore } from './0025-privacy-requests.ts';
import { dropCollection, ensureCollection } from './ensure-collection.ts';
import { type CollectionSpec, filledText, oneOf, strictObject, text, time, whole } from './json-schema.ts';
import type { Migration } from './migration.ts';

const daySeconds = 86_400;
const share = { bsonType: 'double', minimum: 0, maximum: 1 };

/** Until when an account broadcasts nothing. */
const users: CollectionSpec = {
  ...usersBefore,
  optional: { ...usersBefore.optional, suspendedUntil: time },
};

/** Sanctions on whole accounts: a copy of what stands with each account, which alone decides. */
const accountSanctions: CollectionSpec = {
  name: 'account_sanctions',
  required: {
    ...{ _id: filledText, accountId: filledText, version: whole, kind: oneOf(...sanctionKinds) },
    ...{ reason: oneOf(...decisionReasonCodes), statement: text, by: filledText, createdAt: time },
  },
  optional: {
    ...{ caseId: filledText, endsAt: time, liftedAt: time, liftedBy: filledText, acknowledgedAt: time },
    appeal: strictObject(
      { text, at: time, status: oneOf('open', 'upheld', 'lifted') },
      { decidedBy: filledText, decidedAt: time, note: text },
    ),
  },
  indexes: [
    { key: { accountId: 1, createdAt: -1, _id: -1 }, name: 'account' },
    {
      key: { 'appeal.at': 1, _id: 1 },
      name: 'open_appeals',
      partialFilterExpression: { 'appeal.status': 'open' },
    },
    { key: { endsAt: 1 }, name: 'ended', partialFilterExpression: { endsAt: { $gt: new Date(0) } } },
    { key: { liftedAt: 1 }, name: 'lifted', partialFilterExpression: { liftedAt: { $gt: new Date(0) } } },
    { key: { createdAt: 1 }, name: 'warned', partialFilterExpression: { kind: 'warn' } },
    { key: { by: 1 }, name: 'by' },
    { key: { liftedBy: 1 }, name: 'lifted_by', partialFilterExpression: { liftedBy: { $gt: '' } } },
    {
      key: { 'appeal.decidedBy': 1 },
      name: 'decided_by',
      partialFilterExpression: { 'appeal.decidedBy': { $gt: '' } },
    },
  ],
};

/** By what accounts may be of one person: keyed hashes alone. `_id`: kind, hash and account. */
const evasionSignals: CollectionSpec = {
  name: 'evasion_signals',
  required: {
    ...{ _id: filledText, accountId: filledText, kind: oneOf(...signalKinds), digest: filledText },
    ...{ firstAt: time, lastAt: time },
  },
  indexes: [
    { key: { kind: 1, digest: 1, lastAt: -1 }, name: 'sharers' },
    { key: { accountId: 1, lastAt: -1 }, name: 'account' },
    { key: { lastAt: 1 }, name: 'retention', expireAfterSeconds: 180 * daySeconds },
  ],
};

/** An account that shares signals with a banned one, for people to look at. `_id`: both accounts. */
const evasionLinks: CollectionSpec = {
  name: 'evasion_links',
  required: {
    ...{ _id: filledText, accountId: filledText, bannedId: filledText, strength: share, version: whole },
    ...{ state: oneOf('open', 'dismissed', 'confirmed'), createdAt: time, updatedAt: time },
    shared: {
      bsonType: 'array',
      items: strictObject({ kind: oneOf(...signalKinds), sharers: whole }),
    },
  },
  optional: { decidedBy: filledText, decidedAt: time, note: text },
  indexes: [
    { key: { state: 1, strength: -1, _id: 1 }, name: 'queue' },
    { key: { accountId: 1, _id: 1 }, name: 'account' },
    { key: { bannedId: 1, _id: 1 }, name: 'banned' },
    { key: { decidedBy: 1 }, name: 'decided_by', partialFilterExpression: { decidedBy: { $gt: '' } } },
    { key: { updatedAt: 1 }, name: 'retention', expireAfterSeconds: 365 * daySeconds },
  ],
};

export const accountSanctionsMigration: Migration = {
  id: '0034-account-sanctions',
  up: async (db) => {
    for (const spec of [users, accountSanctions, evasionSignals, evasionLinks]) await ensureCollection(db, spec);
  },
  down: async (db) => {
    for (const spec of [evasionLinks, evasionSignals, accountSanctions]) await dropCollection(db, spec);
    await db.collection('users').updateMany({ suspendedUntil: { $exists: true } }, { $unset: { suspendedUntil: '' } });
    await ensureCollection(db, usersBefore);
  },
};
