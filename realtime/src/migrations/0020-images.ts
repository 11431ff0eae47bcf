import { dropCollection, ensureCollection } from './ensure-collection.ts';
import { type CollectionSpec, filledText, oneOf, time } from './json-schema.ts';
import type { Migration } from './migration.ts';

/** Pictures: what is shown, what waits for its files, and whose files are to be deleted. 0036 adds those of gifts. */
export const images: CollectionSpec = {
  name: 'images',
  required: {
    /** The key its files are stored under. */
    _id: filledText,
    account: filledText,
    kind: oneOf('avatar', 'cover'),
    state: oneOf('pending', 'shown', 'doomed'),
    createdAt: time,
  },
  optional: { roomId: filledText, dueAt: time },
  indexes: [
    // An account shows one picture, and a broadcast one cover.
    { key: { account: 1 }, name: 'avatar', unique: true, partialFilterExpression: { kind: 'avatar', state: 'shown' } },
    { key: { roomId: 1 }, name: 'cover', unique: true, partialFilterExpression: { kind: 'cover', state: 'shown' } },
    { key: { account: 1, state: 1 }, name: 'owned' },
    { key: { state: 1, dueAt: 1 }, name: 'due' },
  ],
};

/** Avatars and covers. */
export const imagesMigration: Migration = {
  id: '0020-images',
  up: (db) => ensureCollection(db, images),
  down: (db) => dropCollection(db, images),
};
