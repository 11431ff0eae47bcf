import { initialRules } from '@halobuzz/core/fraud/initial-rules';
import { limits } from '@halobuzz/core/limits';
import type { Db } from 'mongodb';
import { walletControls as before } from './0009-ledger-kinds.ts';
import { dropCollection, dropIndexes, ensureCollection, ensureCollections } from './ensure-collection.ts';
import {
  type CollectionSpec,
  filledText,
  flag,
  free,
  long,
  nullable,
  oneOf,
  positiveLong,
  strictObject,
  text,
  texts,
  time,
  whole,
} from './json-schema.ts';
import type { Migration } from './migration.ts';

const stops = {
  bsonType: 'array',
  items: strictObject({ source: filledText, reason: text, by: filledText, at: time }),
};

/** As 0009 made it, with the lists that it follows from. */
const walletControls: CollectionSpec = {
  ...before,
  optional: {
    version: whole,
    pending: flag,
    applyAt: nullable(time),
    freezes: stops,
    payoutHolds: stops,
    holds: { bsonType: 'array', items: strictObject({ source: filledText, coins: positiveLong, until: time }) },
    nextCap: nullable(strictObject({ cap: nullable(positiveLong), from: time })),
  },
  indexes: [
    ...before.indexes,
    { key: { applyAt: 1 }, name: 'apply_at', partialFilterExpression: { applyAt: { $gt: new Date(0) } } },
  ],
};

const listFields = ['version', 'pending', 'applyAt', 'freezes', 'payoutHolds', 'holds', 'nextCap'];

async function asBefore(db: Db): Promise<void> {
  await dropIndexes(db, before.name, ['apply_at']);
  const unset = Object.fromEntries(listFields.map((name) => [name, '']));
  await db.collection(before.name).updateMany({}, { $unset: unset });
  await ensureCollection(db, before);
}

const fraudRules: CollectionSpec = {
  name: 'fraud_rules',
  required: {
    _id: filledText,
    ruleId: filledText,
    version: whole,
    enabled: flag,
    by: filledText,
    at: time,
    body: free,
  },
  indexes: [{ key: { ruleId: 1, version: -1 }, name: 'version', unique: true }],
};

const fraudFindings: CollectionSpec = {
  name: 'fraud_findings',
  required: {
    _id: filledText,
    ruleId: filledText,
    version: whole,
    kind: filledText,
    action: filledText,
    at: time,
    windowEnd: time,
    score: whole,
    text: filledText,
    numbers: free,
    givers: texts,
    earners: texts,
    evidence: texts,
    status: oneOf('open', 'confirmed', 'dismissed'),
    /** Whether its action was carried out and stands in the audit log. */
    acted: flag,
    /** How many decisions were taken: what the next one has to find. */
    revision: whole,
    decision: nullable(strictObject({ by: filledText, at: time, reason: text })),
    /** Who asked for a dismissal that a second person has to agree to. */
    asked: nullable(strictObject({ by: filledText, at: time, reason: text })),
  },
  indexes: [
    { key: { at: -1, _id: -1 }, name: 'newest' },
    { key: { status: 1, at: -1, _id: -1 }, name: 'status_newest' },
    { key: { ruleId: 1, at: -1, _id: -1 }, name: 'rule_newest' },
    { key: { earners: 1, status: 1 }, name: 'earners' },
    { key: { givers: 1, status: 1 }, name: 'givers' },
    { key: { acted: 1, at: 1 }, name: 'to_act', partialFilterExpression: { acted: false } },
  ],
};

/** Sums for rules: made from transactions, and gone when no rule looks back so far. Only the ledger holds money. */
const fraudActivity: CollectionSpec = {
  name: 'fraud_activity',
  required: { _id: filledText, hour: time, from: text, to: text, gifts: { bsonType: ['int', 'long'] }, coins: long },
  /** When the giver's wallet had its first entry. */
  optional: { fromSince: time },
  indexes: [
    { key: { from: 1, hour: 1 }, name: 'from_hour' },
    { key: { to: 1, fromSince: 1 }, name: 'to_young', partialFilterExpression: { fromSince: { $gt: new Date(0) } } },
    { key: { hour: 1, _id: 1 }, name: 'hour' },
    { key: { hour: 1 }, name: 'retention', expireAfterSeconds: limits.fraudActivityLifeMs / 1_000 },
  ],
};

const fraudWallets: CollectionSpec = {
  name: 'fraud_wallets',
  required: { _id: filledText, since: time },
  indexes: [],
};

const fraudCursors: CollectionSpec = {
  name: 'fraud_cursors',
  required: { _id: whole, sequence: positiveLong, at: time },
  indexes: [],
};

/** Tries to pay, by the provider's fingerprint of the card; forgotten when no rule looks back so far. */
const fraudAttempts: CollectionSpec = {
  name: 'fraud_attempts',
  required: { _id: filledText, subject: filledText, card: filledText, declined: flag, at: time },
  indexes: [
    { key: { subject: 1, at: 1 }, name: 'subject_time' },
    { key: { at: 1 }, name: 'retention', expireAfterSeconds: limits.fraudAttemptsLifeMs / 1_000 },
  ],
};

const added = [fraudRules, fraudFindings, fraudActivity, fraudWallets, fraudCursors, fraudAttempts];

/** Fraud rules and what they found, and why wallets are bounded. */
export const fraudMigration: Migration = {
  id: '0012-fraud',
  up: async (db) => {
    await ensureCollections(db, [walletControls, ...added]);
    const at = new Date();
    const writes = initialRules.map(({ id, body }) => ({
      updateOne: {
        filter: { _id: `${id}:1` },
        update: { $setOnInsert: { ruleId: id, version: 1, enabled: true, by: 'system', at, body } },
        upsert: true,
      },
    }));
    await db.collection<{ _id: string }>(fraudRules.name).bulkWrite(writes);
  },
  down: async (db) => {
    for (const spec of added) await dropCollection(db, spec);
    await asBefore(db);
  },
};
