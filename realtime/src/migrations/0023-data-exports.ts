import { exportStatuses } from '@halobuzz/core/api/exports';
import { peopleCollections } from './collections-people.ts';
import {
  type AddedIndexes,
  addIndexes,
  dropAddedIndexes,
  dropCollection,
  dropIndexes,
  ensureCollection,
  specNamed,
} from './ensure-collection.ts';
import { type CollectionSpec, filledText, oneOf, texts, time, whole } from './json-schema.ts';
import type { Migration } from './migration.ts';

/** Requests for one's own data, as the edge tells of them. `_id`: the request's id. */
const dataExports: CollectionSpec = {
  name: 'data_exports',
  required: {
    _id: filledText,
    userId: filledText,
    dataTypes: texts,
    status: oneOf(...exportStatuses),
    createdAt: time,
    expiresAt: time,
    version: whole,
  },
  indexes: [
    { key: { userId: 1, createdAt: -1 }, name: 'user_newest' },
    {
      key: { status: 1, createdAt: 1 },
      name: 'unfinished',
      partialFilterExpression: { status: { $in: ['pending', 'processing'] } },
    },
  ],
};

/** What an archive reads by person and nothing else does. None of them is on a collection that gifts write to. */
const byPerson: AddedIndexes = {
  failed_transactions: [{ key: { userId: 1, createdAt: 1 }, name: 'user_time' }],
  reports: [{ key: { reporterId: 1, createdAt: 1 }, name: 'reporter_time' }],
  chat_messages: [{ key: { fromId: 1, createdAt: 1 }, name: 'author_time' }],
  battles: [{ key: { 'sides.hostId': 1, invitedAt: 1 }, name: 'host_time' }],
  room_moderators: [{ key: { accountId: 1, at: 1 }, name: 'account_time' }],
  promotion_grants: [{ key: { userId: 1, createdAt: 1 }, name: 'user_time' }],
  approvals: [{ key: { userId: 1, requestedAt: 1 }, name: 'user_time' }],
};

/** Exports as they are made: what 0001 foresaw never held any. */
export const dataExportsMigration: Migration = {
  id: '0023-data-exports',
  up: async (db) => {
    await dropIndexes(db, 'data_exports', ['account']);
    await ensureCollection(db, dataExports);
    await addIndexes(db, byPerson);
  },
  down: async (db) => {
    await dropAddedIndexes(db, byPerson);
    await dropCollection(db, dataExports);
    await ensureCollection(db, specNamed(peopleCollections, 'data_exports'));
  },
};
