import { pushPlatforms } from '@halobuzz/core/api/notifications';
import { peopleCollections } from './collections-people.ts';
import { dropCollection, dropIndexes, ensureCollection, specNamed } from './ensure-collection.ts';
import { type CollectionSpec, filledText, flag, oneOf, strictObject, text, time, whole } from './json-schema.ts';
import type { Migration } from './migration.ts';

const daySeconds = 86_400;
const [followsBefore, tokensBefore] = [
  specNamed(peopleCollections, 'follows'),
  specNamed(peopleCollections, 'push_tokens'),
];

/** `muted`: this follower is not told when the host goes live. */
const follows: CollectionSpec = { ...followsBefore, optional: { muted: flag }, indexes: [] };

/** Where devices are reached. `_id`: account and device. */
const pushTokens: CollectionSpec = {
  ...tokensBefore,
  required: { ...tokensBefore.required, platform: oneOf(...pushPlatforms), sessionId: filledText, lastSeenAt: time },
  optional: { country: text, adult: flag },
  indexes: [
    { key: { sessionId: 1 }, name: 'session' },
    { key: { deviceId: 1 }, name: 'device_alone' },
  ],
};

/** Announcements to a host's followers, and how far through them they have come. */
const pushJobs: CollectionSpec = {
  name: 'push_jobs',
  required: {
    /** Kind and broadcast: there is never a second one. */
    _id: filledText,
    ...{ kind: oneOf('live', 'reminder'), streamId: filledText, hostId: filledText },
    ...{ state: oneOf('due', 'done', 'stopped'), createdAt: time, dueAt: time, mootAt: time, steps: whole },
  },
  optional: { after: strictObject({ createdAt: time, id: filledText }) },
  indexes: [
    { key: { state: 1, dueAt: 1 }, name: 'due' },
    { key: { hostId: 1, createdAt: 1 }, name: 'host' },
    { key: { createdAt: 1 }, name: 'retention', expireAfterSeconds: 7 * daySeconds },
  ],
};

/** Calls of the push service: messages to be sent together, then their receipts. */
const pushCalls: CollectionSpec = {
  name: 'push_calls',
  required: {
    /** Announcement, step, and which of its calls. */
    _id: filledText,
    ...{ kind: oneOf('live', 'reminder'), streamId: filledText, state: oneOf('due', 'calling', 'sent', 'closed') },
    ...{ createdAt: time, dueAt: time, mootAt: time, tries: whole, outcome: text },
    to: { bsonType: 'array', items: strictObject({ token: filledText }, { ticket: filledText }) },
  },
  indexes: [
    { key: { state: 1, dueAt: 1 }, name: 'due' },
    { key: { createdAt: 1 }, name: 'retention', expireAfterSeconds: 2 * daySeconds },
  ],
};

/** Push notifications: tokens by session, mutes, and a queue that survives who works on it. */
export const pushMigration: Migration = {
  id: '0021-push',
  up: async (db) => {
    // Nothing registered any before; those of another shape would be refused at their next change.
    await db.collection('push_tokens').deleteMany({ sessionId: { $exists: false } });
    for (const spec of [follows, pushTokens, pushJobs, pushCalls]) await ensureCollection(db, spec);
  },
  down: async (db) => {
    for (const spec of [pushCalls, pushJobs]) await dropCollection(db, spec);
    await dropIndexes(db, 'push_tokens', ['session', 'device_alone']);
    await db.collection('push_tokens').deleteMany({});
    await ensureCollection(db, tokensBefore);
    await db.collection('follows').updateMany({ muted: { $exists: true } }, { $unset: { muted: 1 } });
    await ensureCollection(db, { ...followsBefore, indexes: [] });
  },
};
