import { dropCollection, ensureCollection } from './ensure-collection.ts';
import { type CollectionSpec, filledText, flag, long, oneOf, strictObject, text, time, whole } from './json-schema.ts';
import type { Migration } from './migration.ts';

const daySeconds = 86_400;
const bar = oneOf('join', 'publish');

/** Who is to be kept out of a room's media, and how far that has come. */
const mediaRemovals: CollectionSpec = {
  name: 'media_removals',
  required: {
    /** Room and account. */
    _id: filledText,
    ...{ roomId: filledText, account: filledText, state: oneOf('due', 'waiting', 'done', 'failed'), version: whole },
    ...{ askedAt: time, dueAt: time, mootAt: time },
    rules: { bsonType: 'array', items: strictObject({ id: long, bar, until: time }) },
    unsure: { bsonType: 'array', items: bar },
    ...{ calling: flag, tries: whole, trouble: text },
  },
  optional: { joinUntil: time, publishUntil: time },
  indexes: [
    { key: { state: 1, dueAt: 1 }, name: 'due' },
    { key: { state: 1, askedAt: 1 }, name: 'asked' },
    { key: { mootAt: 1 }, name: 'retention', expireAfterSeconds: daySeconds },
  ],
};

/** The media server's numbers of people in rooms, as it told them. */
const mediaUsers: CollectionSpec = {
  name: 'media_users',
  required: {
    /** Room and account. */
    _id: filledText,
    ...{ roomId: filledText, account: filledText, uid: long, seenAt: time },
  },
  indexes: [
    { key: { account: 1, seenAt: -1 }, name: 'account_newest' },
    { key: { seenAt: 1 }, name: 'retention', expireAfterSeconds: 7 * daySeconds },
  ],
};

/** Kicks and bans that reach the media server. */
export const mediaRemovalsMigration: Migration = {
  id: '0019-media-removals',
  up: async (db) => {
    for (const spec of [mediaRemovals, mediaUsers]) await ensureCollection(db, spec);
  },
  down: async (db) => {
    for (const spec of [mediaUsers, mediaRemovals]) await dropCollection(db, spec);
  },
};
