import { keywordTerms } from './0006-room-moderation.ts';
import { liveCollections } from './collections-live.ts';
import {
  type AddedIndexes,
  addIndexes,
  dropAddedIndexes,
  dropCollection,
  ensureCollection,
  ensureCollections,
  specNamed,
} from './ensure-collection.ts';
import { type CollectionSpec, filledText, oneOf, strictObject, text, texts, time, whole } from './json-schema.ts';
import type { Migration } from './migration.ts';

const chatBefore = specNamed(liveCollections, 'chat_messages');

const added: AddedIndexes = {
  chat_messages: [
    // Nearly no message has these fields: writing chat does not touch their indexes.
    {
      key: { createdAt: -1, roomId: 1, flagged: 1 },
      name: 'flagged',
      partialFilterExpression: { flagged: { $gt: '' } },
    },
    { key: { removedBy: 1 }, name: 'removed_by', partialFilterExpression: { removedBy: { $gt: '' } } },
  ],
  keyword_terms: [
    { key: { endsAt: 1 }, name: 'expiry', expireAfterSeconds: 0 },
    { key: { by: 1 }, name: 'by' },
  ],
  reports: [
    { key: { createdAt: -1, roomId: 1 }, name: 'rooms_lately', partialFilterExpression: { roomId: { $gt: '' } } },
  ],
};

/** What was changed in the keyword list: its newest number is the list's version. */
const keywordChanges: CollectionSpec = {
  name: 'keyword_changes',
  required: { _id: whole, by: filledText, reason: filledText, at: time, removed: texts },
  optional: {
    added: { bsonType: 'array', items: strictObject({ term: filledText, scope: oneOf('block', 'flag') }) },
    requestId: text,
  },
  indexes: [{ key: { by: 1 }, name: 'by' }],
};

/** What staff did in rooms; `barredUntil`: until when the host may not go live again. */
const roomActs: CollectionSpec = {
  name: 'room_acts',
  required: {
    _id: filledText,
    roomId: filledText,
    hostId: filledText,
    act: oneOf('end', 'warn', 'close_chat', 'open_chat', 'blank_title', 'take_cover', 'lift_bar'),
    reason: filledText,
    by: filledText,
    at: time,
  },
  optional: { code: text, message: text, barredUntil: time, before: text },
  indexes: [
    { key: { roomId: 1, at: -1 }, name: 'room' },
    { key: { hostId: 1, at: -1 }, name: 'host' },
    {
      key: { hostId: 1, barredUntil: -1 },
      name: 'barred',
      partialFilterExpression: { barredUntil: { $gt: new Date(0) } },
    },
    { key: { by: 1 }, name: 'by' },
    { key: { at: 1 }, name: 'retention', expireAfterSeconds: 365 * 86_400 },
  ],
};

/** Chat that is kept, with what flagged it; keywords with scope, reason, end and history; what staff did in rooms. */
export const keptChatMigration: Migration = {
  id: '0033-kept-chat',
  up: async (db) => {
    await ensureCollections(db, [
      { ...chatBefore, optional: { ...chatBefore.optional, flagged: text } },
      {
        ...keywordTerms,
        optional: { scope: oneOf('block', 'flag'), reason: text, endsAt: time },
      },
      keywordChanges,
      roomActs,
    ]);
    await addIndexes(db, added);
  },
  down: async (db) => {
    await dropAddedIndexes(db, added);
    for (const spec of [keywordChanges, roomActs]) await dropCollection(db, spec);
    await db.collection('chat_messages').updateMany({ flagged: { $exists: true } }, { $unset: { flagged: '' } });
    // Words that were only flagged were never left out of a room, nor may they be now.
    await db.collection('keyword_terms').deleteMany({ scope: 'flag' });
    await db.collection('keyword_terms').updateMany({}, { $unset: { scope: '', reason: '', endsAt: '' } });
    await ensureCollection(db, chatBefore);
    await ensureCollection(db, keywordTerms);
  },
};
