import {
  type AddedIndexes,
  addIndexes,
  dropAddedIndexes,
  dropCollection,
  dropIndexes,
  ensureCollection,
} from './ensure-collection.ts';
import {
  type CollectionSpec,
  filledText,
  free,
  nullable,
  oneOf,
  positiveLong,
  strictObject,
  text,
  time,
  whole,
} from './json-schema.ts';
import type { Migration } from './migration.ts';

/** Sums of the whole platform by the minute and by the hour; they name nobody. */
const platformRollups: CollectionSpec = {
  name: 'rollups_platform',
  required: { _id: filledText, kind: oneOf('seen', 'gifts', 'hour'), at: time, expiresAt: time },
  optional: {
    viewers: whole,
    broadcasts: whole,
    reports: whole,
    signUps: whole,
    payments: free,
    gifts: whole,
    coins: positiveLong,
    sampledAt: time,
  },
  indexes: [
    { key: { kind: 1, at: 1 }, name: 'kind_time' },
    { key: { expiresAt: 1 }, name: 'retention', expireAfterSeconds: 0 },
  ],
};

const place = { sequence: whole, hash: text };
/** How far the audit log's chain was walked: one document. */
const auditChecks: CollectionSpec = {
  name: 'audit_checks',
  required: {
    _id: filledText,
    revision: whole,
    walked: strictObject(place),
    since: time,
    /** Heads of earlier walks, in order: whoever writes the whole chain anew cannot meet them. */
    notes: { bsonType: 'array', items: strictObject({ ...place, at: time }) },
    sound: nullable(strictObject({ records: whole, head: text, at: time })),
    broken: nullable(strictObject({ sequence: whole, problem: text, at: time })),
  },
  indexes: [],
};

/** Searches of the audit log go by time, then by place: each has an index that gives its order. */
const added: AddedIndexes = {
  audit_log: [
    { key: { at: -1, sequence: -1 }, name: 'newest_page' },
    { key: { actor: 1, at: -1, sequence: -1 }, name: 'actor_page' },
    { key: { subject: 1, at: -1, sequence: -1 }, name: 'subject_page' },
    { key: { action: 1, at: -1, sequence: -1 }, name: 'action_page' },
    { key: { actor: 1, action: 1, at: -1, sequence: -1 }, name: 'actor_action_page' },
    { key: { subject: 1, action: 1, at: -1, sequence: -1 }, name: 'subject_action_page' },
    { key: { actor: 1, subject: 1, at: -1, sequence: -1 }, name: 'actor_subject_page' },
    {
      key: { requestId: 1, at: -1, sequence: -1 },
      name: 'request_page',
      partialFilterExpression: { requestId: { $gt: '' } },
    },
  ],
  known_accounts: [{ key: { firstSeenAt: 1 }, name: 'first_seen' }],
  reports: [{ key: { createdAt: 1 }, name: 'created' }],
};
/** What the pages above cover; `subject_chain` stays for exports. */
const superseded = [
  { key: { at: -1 }, name: 'newest' },
  { key: { actor: 1, sequence: -1 }, name: 'actor_chain' },
  { key: { action: 1, sequence: -1 }, name: 'action_chain' },
] as const;

/** Live figures, searches of the audit log by any of its fields, and the check of its chain. */
export const platformMigration: Migration = {
  id: '0037-platform',
  up: async (db) => {
    await ensureCollection(db, platformRollups);
    await ensureCollection(db, auditChecks);
    await addIndexes(db, added);
    await dropIndexes(
      db,
      'audit_log',
      superseded.map(({ name }) => name),
    );
  },
  down: async (db) => {
    await db.collection('audit_log').createIndexes([...superseded]);
    await dropAddedIndexes(db, added);
    await dropCollection(db, auditChecks);
    await dropCollection(db, platformRollups);
  },
};
