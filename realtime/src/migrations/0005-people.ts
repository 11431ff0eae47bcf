import { peopleCollections } from './collections-people.ts';
import { dropCollection, dropIndexes, ensureCollection, ensureCollections, specNamed } from './ensure-collection.ts';
import { type CollectionSpec, filledText, free, long, oneOf, text, time, whole } from './json-schema.ts';
import type { Migration } from './migration.ts';

const before = (name: string): CollectionSpec => specNamed(peopleCollections, name);

/** 0024 adds to it. */
export const users: CollectionSpec = {
  ...before('users'),
  optional: { ...before('users').optional, displayName: text, bio: text },
};

/** Every account that was ever projected: what a rebuild of `users` walks, so it must outlive `users`. */
const knownAccounts: CollectionSpec = {
  name: 'known_accounts',
  required: { _id: filledText, firstSeenAt: time },
  indexes: [],
};

/**
 * Counts of people: whom an account follows (one counter, which also orders its acts), its followers (several, so that
 * no document is hot), its reports of a day. `changes` moves with every act: two acts of one account never both commit.
 */
const personCounters: CollectionSpec = {
  name: 'person_counters',
  required: {
    _id: filledText,
    accountId: filledText,
    kind: oneOf('following', 'followers', 'reports'),
    // Of several counters that share a sum, one may stand below zero after a rebuild.
    count: { bsonType: ['int', 'long'] },
    changes: whole,
  },
  optional: { since: time },
  indexes: [{ key: { accountId: 1, kind: 1 }, name: 'account' }],
};

/** 0032 adds to it. */
export const reports: CollectionSpec = {
  name: 'reports',
  required: {
    _id: filledText,
    reporterId: filledText,
    targetKind: oneOf('user', 'room', 'message'),
    targetId: filledText,
    reason: filledText,
    status: oneOf('open', 'resolved', 'rejected'),
    createdAt: time,
  },
  optional: { reportedId: text, roomId: text, note: text, resolvedAt: time, resolvedBy: text },
  indexes: [
    ...before('reports').indexes,
    {
      key: { reporterId: 1, targetKind: 1, targetId: 1 },
      name: 'one_open_per_target',
      unique: true,
      partialFilterExpression: { status: 'open' },
    },
  ],
};

const auditLog: CollectionSpec = {
  name: 'audit_log',
  required: {
    _id: filledText,
    sequence: long,
    at: time,
    actor: filledText,
    action: filledText,
    previous: filledText,
    hash: filledText,
  },
  optional: { subject: text, reason: text, requestId: text, details: free },
  indexes: [
    { key: { sequence: 1 }, name: 'chain', unique: true },
    { key: { at: -1 }, name: 'newest' },
    { key: { actor: 1, sequence: -1 }, name: 'actor_chain' },
    { key: { subject: 1, sequence: -1 }, name: 'subject_chain' },
    { key: { action: 1, sequence: -1 }, name: 'action_chain' },
  ],
};

/** Pages of people go by time and then by id, so that they stay stable when several follow in one millisecond. */
const pages = [
  ['follows', { key: { followedId: 1, createdAt: -1, _id: -1 }, name: 'followers_page' }],
  ['follows', { key: { followerId: 1, createdAt: -1, _id: -1 }, name: 'following_page' }],
  ['blocks', { key: { blockerId: 1, createdAt: -1, _id: -1 }, name: 'blocks_page' }],
] as const;
/** What the indexes above cover. */
const superseded = [
  ['follows', 'followers'],
  ['audit_log', 'actor'],
  ['audit_log', 'subject'],
] as const;

/** Profiles, relations with exact counts and stable pages, reports by target, a chained audit log. */
export const peopleMigration: Migration = {
  id: '0005-people',
  up: async (db) => {
    await ensureCollections(db, [users, knownAccounts, personCounters, reports, auditLog]);
    for (const [collection, index] of pages) await db.collection(collection).createIndexes([index]);
    for (const [collection, name] of superseded) await dropIndexes(db, collection, [name]);
    // Accounts projected before there was a list of them.
    const known = [
      { $project: { firstSeenAt: '$createdAt' } },
      { $merge: { into: knownAccounts.name, whenMatched: 'keepExisting' } },
    ];
    await db.collection('users').aggregate(known).toArray();
  },
  down: async (db) => {
    await dropCollection(db, knownAccounts);
    await dropCollection(db, personCounters);
    for (const [collection, { name }] of pages) await dropIndexes(db, collection, [name]);
    await dropIndexes(db, 'reports', ['one_open_per_target']);
    await dropIndexes(db, 'audit_log', ['chain', 'actor_chain', 'subject_chain', 'action_chain']);
    for (const name of ['users', 'follows', 'reports', 'audit_log']) await ensureCollection(db, before(name));
  },
};
