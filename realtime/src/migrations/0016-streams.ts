import { categories } from '@halobuzz/core/api/streams';
import { publicPrivacy, screenshotPolicies, visibilities } from '@halobuzz/core/streams/privacy';
import type { IndexDescription } from 'mongodb';
import { liveCollections } from './collections-live.ts';
import { dropIndexes, ensureCollection, specNamed } from './ensure-collection.ts';
import {
  type CollectionSpec,
  filledText,
  flag,
  free,
  oneOf,
  strictObject,
  text,
  texts,
  time,
  whole,
} from './json-schema.ts';
import type { Migration } from './migration.ts';

const before = specNamed(liveCollections, 'livestreams');

const privacy = strictObject({
  visibility: oneOf(...visibilities),
  countryBlocks: texts,
  adultsOnly: flag,
  hideViewers: flag,
  recording: flag,
  screenshots: oneOf(...screenshotPolicies),
});

/** Who gets in by more than the broadcast's visibility: read by itself, never with the rest. */
const entry = strictObject(
  { invited: { bsonType: 'array', items: strictObject({ account: filledText, handle: filledText, at: time }) } },
  { passwordHash: filledText },
);

/** A host's drafts, those that expire, and those whose followers are to be reminded: few at any time. */
const draftIndexes = [
  { key: { hostId: 1, _id: 1 }, name: 'drafts', partialFilterExpression: { status: 'draft' } },
  { key: { expiresAt: 1 }, name: 'draft_expiry', partialFilterExpression: { status: 'draft' } },
  {
    key: { scheduledAt: 1 },
    name: 'reminders',
    partialFilterExpression: { status: 'draft', scheduledAt: { $exists: true }, reminded: false },
  },
] satisfies IndexDescription[];

/** As of this migration; later ones add to it. */
export const livestreamsWithDrafts: CollectionSpec = {
  name: 'livestreams',
  required: {
    _id: filledText,
    hostId: filledText,
    hostHandle: filledText,
    title: filledText,
    category: oneOf(...categories),
    tags: texts,
    country: text,
    region: filledText,
    status: oneOf('draft', 'live', 'ended'),
    privacy,
    listed: flag,
    currentViewers: whole,
  },
  optional: {
    hostSubject: text,
    cover: filledText,
    entry,
    doorVersion: whole,
    passwordVersion: whole,
    createdAt: time,
    expiresAt: time,
    scheduledAt: time,
    reminded: flag,
    startedAt: time,
    interruptedAt: time,
    endedAt: time,
    updatedAt: time,
    endReason: text,
    peakViewers: whole,
    uniqueViewers: whole,
    summary: free,
    plots: free,
  },
  indexes: draftIndexes,
};

const added = [
  ...['tags', 'cover', 'privacy', 'listed', 'entry', 'doorVersion', 'passwordVersion'],
  ...['createdAt', 'expiresAt', 'scheduledAt', 'reminded', 'interruptedAt', 'plots'],
];

/** Drafts and schedules, interruptions, tags, and how a broadcast is protected; those that exist are public. */
export const streamsMigration: Migration = {
  id: '0016-streams',
  up: async (db) => {
    await ensureCollection(db, livestreamsWithDrafts);
    const { countryBlocks, ...rest } = publicPrivacy;
    const asBefore = { tags: [], privacy: { ...rest, countryBlocks: [...countryBlocks] }, listed: true };
    await db.collection('livestreams').updateMany({ listed: { $exists: false } }, { $set: asBefore });
  },
  down: async (db) => {
    await dropIndexes(
      db,
      'livestreams',
      draftIndexes.map(({ name }) => name),
    );
    await db.collection('livestreams').deleteMany({ status: 'draft' });
    await ensureCollection(db, before);
    const none = Object.fromEntries(added.map((name) => [name, 1 as const]));
    await db.collection('livestreams').updateMany({ listed: { $exists: true } }, { $unset: none });
  },
};
