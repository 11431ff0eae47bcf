import { consentTypes } from '@halobuzz/core/privacy/consent';
import { peopleCollections } from './collections-people.ts';
import { dropCollection, dropIndexes, ensureCollection, specNamed } from './ensure-collection.ts';
import { type CollectionSpec, filledText, flag, free, oneOf, text, time, whole } from './json-schema.ts';
import type { Migration } from './migration.ts';

const daySeconds = 86_400;
const consentsBefore = specNamed(peopleCollections, 'consents');

/** The customer's records of consent: a copy of what stands with each account, which alone decides. */
const consents: CollectionSpec = {
  name: 'consents',
  required: {
    /** The receipt: a decision that is told twice stands once. */
    _id: filledText,
    ...{ userId: filledText, consentType: oneOf(...consentTypes), granted: flag, timestamp: time, version: filledText },
  },
  indexes: [
    { key: { userId: 1, consentType: 1, timestamp: -1 }, name: 'user' },
    { key: { consentType: 1, granted: 1, userId: 1 }, name: 'granted' },
  ],
};

/** Marketing mails, and how far through those who agreed each has come. */
const campaigns: CollectionSpec = {
  name: 'campaigns',
  required: {
    ...{ _id: filledText, subject: filledText, text: filledText, by: filledText },
    ...{ status: oneOf('sending', 'done', 'stopped'), asked: whole, queued: whole, createdAt: time },
  },
  optional: { after: text, endedAt: time },
  indexes: [
    { key: { status: 1, createdAt: 1 }, name: 'sending' },
    { key: { createdAt: -1, _id: -1 }, name: 'newest' },
  ],
};

/** What was used in the app, under a sign that is another one each day. */
const analyticsEvents: CollectionSpec = {
  name: 'analytics_events',
  required: {
    /** Made of the day's key, account and event: an event that is told twice stands once. */
    _id: filledText,
    /** `day`: its midnight in UTC. No time of the day is kept. */
    ...{ name: filledText, day: time, sign: filledText, properties: free },
  },
  indexes: [
    { key: { name: 1, day: 1 }, name: 'counts' },
    { key: { day: 1 }, name: 'retention', expireAfterSeconds: 90 * daySeconds },
  ],
};

/** Consent: the customer's records in place of the first schema's placeholder, and what rests on consent. */
export const consentsMigration: Migration = {
  id: '0022-consents',
  up: async (db) => {
    await dropIndexes(db, 'consents', ['given']);
    // Nothing was ever recorded in the shape before.
    await db.collection('consents').deleteMany({ userId: { $exists: false } });
    for (const spec of [consents, campaigns, analyticsEvents]) await ensureCollection(db, spec);
  },
  down: async (db) => {
    for (const spec of [analyticsEvents, campaigns]) await dropCollection(db, spec);
    await dropIndexes(db, 'consents', ['user', 'granted']);
    // No proof is lost: the decisions stand with the accounts.
    await db.collection('consents').deleteMany({});
    await ensureCollection(db, consentsBefore);
  },
};
