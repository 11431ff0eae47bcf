import { peopleCollections } from './collections-people.ts';
import { dropCollection, dropIndexes, ensureCollection, ensureCollections, specNamed } from './ensure-collection.ts';
import { type CollectionSpec, filledText, flag, oneOf, strictObject, text, time } from './json-schema.ts';
import type { Migration } from './migration.ts';

const before = specNamed(peopleCollections, 'sanctions');

const sanctions: CollectionSpec = {
  ...before,
  optional: {
    ...before.optional,
    roomId: text,
    liftedBy: text,
    active: flag,
    appeal: strictObject(
      { text: filledText, at: time, status: oneOf('open', 'upheld', 'lifted') },
      { decidedBy: text, decidedAt: time, note: text },
    ),
  },
  indexes: [
    ...before.indexes,
    {
      key: { hostId: 1, accountId: 1, kind: 1 },
      name: 'one_in_force',
      unique: true,
      partialFilterExpression: { active: true },
    },
    { key: { hostId: 1, createdAt: -1, _id: -1 }, name: 'host_page' },
    {
      key: { 'appeal.at': 1, _id: 1 },
      name: 'open_appeals',
      partialFilterExpression: { 'appeal.status': 'open' },
    },
  ],
};

const roomModerators: CollectionSpec = {
  name: 'room_moderators',
  required: {
    _id: filledText,
    hostId: filledText,
    accountId: filledText,
    by: filledText,
    at: time,
    active: flag,
  },
  indexes: [{ key: { hostId: 1, active: 1 }, name: 'host' }],
};

export const keywordTerms: CollectionSpec = {
  name: 'keyword_terms',
  required: { _id: filledText, by: filledText, createdAt: time },
  indexes: [],
};

/** What rooms hold of a host's bans, mutes and moderators, kept over broadcasts; appeals; the platform's keyword list. */
export const roomModerationMigration: Migration = {
  id: '0006-room-moderation',
  up: async (db) => {
    await ensureCollections(db, [sanctions, roomModerators, keywordTerms]);
  },
  down: async (db) => {
    for (const spec of [roomModerators, keywordTerms]) await dropCollection(db, spec);
    await dropIndexes(db, 'sanctions', ['one_in_force', 'host_page', 'open_appeals']);
    await ensureCollection(db, before);
  },
};
